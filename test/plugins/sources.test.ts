import { join } from 'node:path';
import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ECHO, moduleOf, openFolderApp, pluginFolder, processesIn } from '../support/plugin-folder.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const add = async ({ run }: TestApp, input: gql.AddPluginSourceInput): Promise<any> =>
  (await run(gql.AddPluginSourceDocument, { input })).addPluginSource;
const remove = async ({ run }: TestApp, source: string): Promise<any> =>
  (await run(gql.RemovePluginSourceDocument, { input: { source } })).removePluginSource;
const discover = async ({ run }: TestApp): Promise<any> =>
  (await run(gql.DiscoverPluginsDocument, {})).discoverPlugins;
const load = async ({ run }: TestApp, id: string): Promise<any> =>
  (await run(gql.LoadPluginDocument, { input: { id } })).loadPlugin;
const stateOf = ({ app }: TestApp, id: string) => app.store.current.plugins.get(id)?.state;

describe('A directory of plugins', () => {
  it('may hold modules of every kind, and folders with their own package.json and node_modules', async () => {
    const cjs = `const { definePlugin } = require('gathering/plugin');
      module.exports = definePlugin({ id: 'common', name: 'x', version: '1.0.0', description: 'x', author: 'x' });`;
    const inFolder = moduleOf(
      'boxed',
      `tools: [{ name: 'ask', description: 'x', run: () => answer }],`,
      `import { answer } from 'oracle';`,
    );
    const folder = pluginFolder({
      'a.ts': moduleOf('typed'),
      'b.js': moduleOf('plain'),
      'c.mjs': moduleOf('module'),
      'd.cjs': cjs,
      'e/package.json': '{ "name": "boxed", "type": "module", "exports": { "import": "./src/main.js" } }',
      'e/src/main.js': inFolder,
      'e/node_modules/oracle/package.json':
        '{ "name": "oracle", "version": "2.0.0", "type": "module", "exports": "./o.js" }',
      'e/node_modules/oracle/o.js': 'export const answer = 42;',
      'f/package.json': '{ "main": "lib/entry.js", "type": "module" }',
      'f/lib/entry.js': moduleOf('main', `packages: { oracle: '>=1' },`),
      'f/node_modules/oracle/package.json': '{ "name": "oracle", "version": "2.0.0" }',
      '_helper.ts': 'this is no module',
      'types.d.ts': 'this neither',
      'a.test.ts': 'nor this',
      'notes.md': '# Notes',
      'node_modules/x/package.json': '{}',
    });
    const test = await openFolderApp(folder);
    const plugins = Array.from(test.app.store.current.plugins.values());
    expect(plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(
      ['boxed', 'common', 'main', 'module', 'plain', 'typed'].map((id) => `${id} ENABLED`),
    );
    const { executeTool } = await test.run(gql.ExecuteToolDocument, { input: { tool: 'ask' } });
    expect(executeTool).toMatchObject({ result: 42 });
    expect(test.lines).toEqual([expect.stringContaining('The registry changed.')]);
  });

  it('that has a package.json itself is one plugin', async () => {
    const folder = pluginFolder({
      'package.json': '{ "exports": "./plugin.ts" }',
      'plugin.ts': moduleOf('only'),
    });
    expect(stateOf(await openFolderApp(folder), 'only')).toBe('ENABLED');
  });

  it('is looked into again by discoverPlugins, which loads nothing; what goes is no longer listed', async () => {
    const folder = pluginFolder();
    const test = await openFolderApp(folder);
    folder.write('late.ts', moduleOf('late', `tools: [${ECHO('late_echo')}],`));
    expect(await discover(test)).toMatchObject({
      available: [{ id: 'late', source: expect.stringMatching(/^directory:/) }],
      problems: [],
      change: { revision: expect.any(Number) },
    });
    expect([stateOf(test, 'late'), processesIn(folder.path)]).toEqual(['AVAILABLE', []]);
    expect(await discover(test)).toMatchObject({ change: null });
    expect(await load(test, 'late')).toMatchObject({ plugin: { state: 'ENABLED' } });
    await test.run(gql.UnloadPluginDocument, { input: { id: 'late' } });
    folder.remove('late.ts');
    expect(await discover(test)).toMatchObject({ available: [] });
    expect(stateOf(test, 'late')).toBeUndefined();
  });
});

describe('addPluginSource', () => {
  it('adds a directory for good: it is there after a restart, with what was loaded of it', async () => {
    const test = await openTestApp();
    const folder = pluginFolder({ 'new.ts': moduleOf('new', `tools: [${ECHO('new_echo')}],`) });
    const added = await add(test, { directory: folder.path });
    expect(added).toMatchObject({ available: [{ id: 'new' }], problems: [], change: { revision: 1 } });
    expect(added.source, 'tells nothing of where it lies').toBe(`directory:${folder.path.split('/').at(-1)}`);
    await load(test, 'new');
    const again = await test.restart();
    expect([stateOf(again, 'new'), again.app.store.current.revision]).toEqual(['ENABLED', 2]);
    expect(await add(again, { directory: folder.path })).toMatchObject({
      __typename: 'NameTaken',
      code: 'NAME_TAKEN',
    });
    expect(await remove(again, added.source)).toMatchObject({ code: 'IN_USE', dependents: [{ id: 'new' }] });
    await again.run(gql.UnloadPluginDocument, { input: { id: 'new' } });
    expect(await remove(again, added.source)).toMatchObject({
      source: added.source,
      change: { revision: 4 },
    });
    expect(stateOf(await again.restart(), 'new')).toBeUndefined();
  });

  it('takes a path relative to the workspace, and an installed package', async () => {
    const packages = pluginFolder({
      'node_modules/oracle/package.json': '{ "name": "oracle", "exports": "./o.js", "type": "module" }',
      'node_modules/oracle/o.js': moduleOf('oracle'),
    });
    const test = await openTestApp([], { packageFolder: packages.path });
    const folder = pluginFolder({ 'near.ts': moduleOf('near') });
    symlinkSync(folder.path, join(test.folder, 'near'));
    expect(await add(test, { directory: 'near' })).toMatchObject({
      source: 'directory:near',
      available: [{ id: 'near' }],
    });
    expect(await add(test, { npm: 'oracle' })).toMatchObject({
      source: 'npm:oracle',
      available: [{ id: 'oracle' }],
    });
  });

  it('refuses what is no directory or not installed, and then changes nothing', async () => {
    const test = await openTestApp();
    const before = test.app.store.current;
    for (const input of [{ directory: 'nowhere' }, { directory: '/etc/hostname' }]) {
      expect(await add(test, input)).toMatchObject({ __typename: 'PluginError', code: 'INVALID_PLUGIN' });
    }
    for (const npm of ['nothing-of-the-kind', '../../etc', '__proto__', '']) {
      expect(await add(test, { npm })).toMatchObject({ __typename: 'PluginError' });
    }
    expect(test.app.store.current).toBe(before);
    expect(test.app.store.journal.sources()).toEqual([]);
  });
});

it('removePluginSource refuses a source of the configuration, and suggests a name for a misspelt one', async () => {
  const folder = pluginFolder({ 'a.ts': moduleOf('a') });
  const test = await openFolderApp(folder);
  const { source } = test.app.store.current.plugins.get('a')!;
  expect(await remove(test, source)).toMatchObject({
    __typename: 'Refused',
    message: expect.stringContaining('configuration'),
  });
  expect(await remove(test, `${source}x`)).toMatchObject({ __typename: 'NotFound', suggestions: [source] });
});

it('of two sources with one id the first wins, and the other is told', async () => {
  const [one, two] = [pluginFolder({ 'x.ts': moduleOf('same') }), pluginFolder({ 'x.ts': moduleOf('same') })];
  const test = await openFolderApp(one, { plugins: [one.path, two.path] });
  expect(processesIn(one.path)).toHaveLength(1);
  expect(processesIn(two.path)).toEqual([]);
  expect(test.lines.join()).toContain('is passed over');
  expect(await discover(test)).toMatchObject({ problems: [{ code: 'NAME_TAKEN', pluginId: 'same' }] });
});
