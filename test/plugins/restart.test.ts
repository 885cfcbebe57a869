import { describe, expect, it } from 'vitest';
import { z } from '../../src/plugins/contract.ts';
import { StorageFull } from '../../src/registries/errors.ts';
import * as gql from '../graphql/graphql.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const statesOf = ({ app }: TestApp) =>
  Array.from(app.store.current.plugins.values(), ({ id, state }) => `${id} ${state}`);
const disable = ({ run }: TestApp, id: string) => run(gql.DisablePluginDocument, { input: { id } });

describe('A restart', () => {
  const top = plugin('top', { requires: { base: '*' }, tools: [echo()] });

  it.each([[['base']], [['base', 'top']], [['top']]])(
    'changes nothing where %j are disabled and required',
    async (ids) => {
      const first = await openTestApp([plugin('base'), top]);
      for (const id of ids) await disable(first, id);
      const before = [statesOf(first), first.app.store.current.revision];
      const second = await first.restart();
      expect([statesOf(second), second.app.store.current.revision]).toEqual(before);
    },
  );

  it('loads a plugin that uses a competency of another after that, though it does not require it', async () => {
    const user = plugin('a_user', { tools: [echo('skilled', { requiredCompetencies: ['skill'] })] });
    const child = plugin('b_child', {
      competencies: [{ id: 'more', name: 'More', description: 'x', parents: ['skill'] }],
    });
    const owner = plugin('z_owner', { competencies: [{ id: 'skill', name: 'Skill', description: 'x' }] });
    expect(statesOf(await openTestApp([user, child, owner]))).toEqual([
      'a_user ENABLED',
      'b_child ENABLED',
      'z_owner ENABLED',
    ]);
  });

  it('takes a configuration that was mended in the settings', async () => {
    const picky = plugin('picky', { config: z.object({ n: z.number() }) });
    const first = await openTestApp([picky], { pluginConfig: { picky: { n: 'x' } } });
    expect(statesOf(first)).toEqual(['picky FAILED']);
    const second = await first.restart([picky], { pluginConfig: { picky: { n: 1 } } });
    expect(statesOf(second)).toEqual(['picky ENABLED']);
  });
});

describe('What a plugin says when it fails', () => {
  const SECRET = 'sesame-open';
  const chatty = (folder = '/') =>
    plugin('chatty', {
      secrets: ['KEY'],
      onLoad: ({ secrets, workspace }) => {
        throw new Error(`The key ${secrets.KEY} is not in ${workspace.root}${folder}.`);
      },
    });
  const deps = { env: { KEY: SECRET } };
  const settings = { secrets: { KEY: { env: 'KEY' } } };

  it('is told, logged in the registry and kept without secrets and folders of the host', async () => {
    const quiet = await openTestApp([plugin('chatty', { secrets: ['KEY'] })], settings, deps);
    const test = await quiet.restart([chatty()]);
    expect(statesOf(test)).toEqual(['chatty FAILED']);
    const { loadPlugin } = await test.run(gql.LoadPluginDocument, { input: { id: 'chatty' } });
    const kept = JSON.stringify([...test.app.store.journal.entities(), loadPlugin]);
    expect(kept).toContain('The key *** is not in …');
    expect(kept).not.toContain(SECRET);
    expect(kept).not.toContain(test.folder);
  });

  it('of a call too: its error, its output and its progress', async () => {
    const tool = echo('leak', {
      parameters: z.object({}),
      run: (_, { secrets, output, progress }) => {
        output(`out ${secrets.KEY}`);
        progress(0.5, `at ${secrets.KEY}`);
        throw new Error(`no ${secrets.KEY}`);
      },
    });
    const test = await openTestApp([plugin('leaky', { secrets: ['KEY'], tools: [tool] })], settings, deps);
    const { executeTool } = await test.run(gql.ExecuteToolDocument, { input: { tool: 'leak' } });
    expect(executeTool).toMatchObject({
      outputTail: 'out ***',
      progressMessage: 'at ***',
      error: { message: 'The tool failed: no ***' },
    });
  });

  it('is no reason to hide why a change was not committed', async () => {
    const fickle = plugin('fickle', {
      onEnable: ({ log: _ }) => {
        if (enabled++ > 0) throw new Error('not again');
      },
    });
    let enabled = 0;
    const test = await openTestApp([fickle]);
    test.app.store.commit = () => Promise.reject(new StorageFull());
    const { disablePlugin } = await disable(test, 'fickle');
    expect(disablePlugin).toMatchObject({ code: 'STORAGE_FULL' });
    expect(statesOf(test)).toEqual(['fickle ENABLED']);
  });
});
