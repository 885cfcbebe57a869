import { describe, expect, it } from 'vitest';
import type { Commit } from '../../src/registries/events.ts';
import * as gql from '../graphql/graphql.ts';
import { follow } from '../support/follow.ts';
import { ECHO, moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../support/plugin-folder.ts';
import type { TestApp } from '../support/test-app.ts';

const tool = (name: string, parameters: string, run: string) =>
  `{ name: '${name}', description: '${name}', parameters: z.object({ ${parameters} }), async run(args) { ${run} } }`;
const first = moduleOf(
  'tide',
  `tools: [${tool('both', 'a: z.string()', 'return 1')}, ${tool('gone', '', 'return 1')}, ${tool('slow', '', 'await new Promise((r) => setTimeout(r, 400)); return 1')}],`,
);
const second = first
  .replace("'1.0.0'", "'1.1.0'")
  .replace('a: z.string()', 'a: z.string(), b: z.number()')
  .replaceAll('return 1', 'return 2')
  .replace(tool('gone', '', 'return 2'), tool('come', '', 'return 2'));

const TIDES = `competencies: [{ id: 'tides', name: 'x', description: 'x' }],`;

const reload = async ({ run }: TestApp, more = {}): Promise<any> =>
  (await run(gql.ReloadPluginDocument, { input: { id: 'tide', ...more } })).reloadPlugin;
const execute = async ({ run }: TestApp, name: string, args = {}): Promise<any> =>
  (await run(gql.ExecuteToolDocument, { input: { tool: name, arguments: args } })).executeTool;

describe('reloadPlugin', () => {
  it('carries all that differs in one commit, breaking changes marked', async () => {
    const folder = pluginFolder({ 'tide.ts': first });
    const test = await openFolderApp(folder);
    const follower = await follow(test.app);
    await follower.next();
    folder.write('tide.ts', second);
    const preview = await reload(test, { dryRun: true });
    expect(preview).toMatchObject({ change: null, plugin: { version: '1.1.0' } });
    expect(await reload(test)).toMatchObject({ change: { revision: 2 } });
    expect(await follower.next()).toMatchObject({ __typename: 'RegistryChange', revision: 2 });
    const [{ events }] = (await test.app.store.journal.read(1, 10)) as [Commit];
    expect(events).toMatchObject([
      { type: 'PluginReloaded', subjectId: 'tide', version: '1.1.0' },
      { type: 'ToolUnregistered', subjectId: 'gone' },
      {
        type: 'ToolUpdated',
        subjectId: 'both',
        breaking: true,
        changedFields: ['definitionHash', 'parameters'],
      },
      { type: 'ToolRegistered', subjectId: 'come' },
    ]);
    expect(await execute(test, 'come')).toMatchObject({ result: 2 });
    await until(() => processesIn(folder.path).length === 1);
  });

  it('commits nothing where only the code differs, and runs that', async () => {
    const folder = pluginFolder({ 'tide.ts': first });
    const test = await openFolderApp(folder);
    folder.write('tide.ts', first.replaceAll('return 1', 'return 7'));
    expect(await reload(test)).toMatchObject({ __typename: 'PluginChanged', change: null });
    expect(await execute(test, 'both', { a: 'x' })).toMatchObject({ result: 7 });
  });

  it('lets running calls of the old code end, and then ends it; no call is refused in between', async () => {
    const folder = pluginFolder({ 'tide.ts': first });
    const test = await openFolderApp(folder);
    const old = execute(test, 'slow');
    folder.write('tide.ts', second);
    let reloading = true;
    const reloaded = reload(test).finally(() => (reloading = false));
    const results: unknown[] = [];
    while (reloading) results.push((await execute(test, 'slow')).result);
    await reloaded;
    expect(await execute(test, 'slow')).toMatchObject({ status: 'SUCCEEDED', result: 2 });
    expect(await old).toMatchObject({ status: 'SUCCEEDED', result: 1 });
    expect(results.every((result) => result === 1 || result === 2)).toBe(true);
    await until(() => processesIn(folder.path).length === 1);
  });

  it.each([
    ['cannot be imported', 'const = 1;', 'PLUGIN_CRASHED', /const = 1;/],
    ['says another id', moduleOf('other'), 'INVALID_PLUGIN', /now says that it is "other"/],
    [
      'fails in onLoad',
      first.replace('tools: [', `${TIDES} onLoad() { throw new Error('boom'); }, tools: [`),
      'PLUGIN_CRASHED',
      /onLoad.*boom/,
    ],
    [
      'no longer takes its configuration',
      moduleOf('tide', `config: z.object({ need: z.string() }),`),
      'INVALID_CONFIG',
      /need/,
    ],
    [
      'is too new for what requires it',
      moduleOf('tide').replace("'1.0.0'", "'2.0.0'"),
      'MISSING_DEPENDENCY',
      /"boat" requires plugin "tide" \^1\.0/,
    ],
    ['drops a competency that is used', moduleOf('tide'), 'IN_USE', /The competency "tides" would go/],
    [
      'claims the tool of another',
      moduleOf(
        'tide',
        `competencies: [{ id: 'tides', name: 'x', description: 'x' }], tools: [${ECHO('row')}],`,
      ),
      'NAME_TAKEN',
      /"row".*"boat"/,
    ],
  ])('of code that %s: the old code goes on, and the error tells why', async (_, content, code, message) => {
    const competent = first.replace('tools: [', `${TIDES} tools: [`);
    const folder = pluginFolder({
      'tide.ts': competent,
      'boat.ts': moduleOf(
        'boat',
        `requires: { tide: '^1.0' }, tools: [{ ...${ECHO('row')}, requiredCompetencies: ['tides'] }],`,
      ),
    });
    const test = await openFolderApp(folder);
    const before = test.app.store.current;
    folder.write('tide.ts', content);
    expect(await reload(test)).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(test.app.store.current).toBe(before);
    expect(await execute(test, 'both', { a: 'x' })).toMatchObject({ status: 'SUCCEEDED', result: 1 });
    expect(processesIn(folder.path)).toHaveLength(2);
  });

  it('of a plugin that is disabled keeps it so, and of one that is not loaded is refused', async () => {
    const folder = pluginFolder({ 'tide.ts': first });
    const test = await openFolderApp(folder);
    await test.run(gql.DisablePluginDocument, { input: { id: 'tide' } });
    folder.write('tide.ts', second);
    expect(await reload(test)).toMatchObject({ plugin: { state: 'DISABLED', version: '1.1.0' } });
    expect(test.app.store.current.tools.get('come')?.availability).toBe('DISABLED');
    await test.run(gql.UnloadPluginDocument, { input: { id: 'tide' } });
    expect(await reload(test)).toMatchObject({ __typename: 'NotFound' });
  });
});
