import { describe, expect, it } from 'vitest';
import {
  ECHO,
  type PluginFolder,
  moduleOf,
  openFolderApp,
  pluginFolder,
  until,
} from '../support/plugin-folder.ts';
import type { TestApp } from '../support/test-app.ts';
import * as gql from '../graphql/graphql.ts';

type Watched = TestApp & { lines: string[]; files: PluginFolder };

async function watched(files: Record<string, string>): Promise<Watched> {
  const folder = pluginFolder(files);
  return { ...(await openFolderApp(folder, { watch: true })), files: folder };
}

const stateOf = ({ app }: TestApp, id: string) => app.store.current.plugins.get(id)?.state;
const has =
  ({ app }: TestApp, tool: string) =>
  () =>
    app.store.current.tools.has(tool);
const said = ({ lines }: Watched, text: string) => lines.filter((line) => line.includes(text)).length;
const withTool = (id: string, tool: string, before = '') => moduleOf(id, `tools: [${ECHO(tool)}],`, before);

describe('A watched directory', () => {
  it('has what changes reloaded, what comes loaded, and what is broken told', async () => {
    const test = await watched({ 'a.ts': withTool('a', 'old') });
    test.files.write('a.ts', withTool('a', 'fresh'));
    await until(has(test, 'fresh'));
    test.files.write('b/package.json', '{ "exports": "./b.ts" }');
    test.files.write('b/b.ts', moduleOf('b'));
    await until(() => stateOf(test, 'b') === 'ENABLED');
    test.files.write('a.ts', 'const = 1;');
    await until(() => said(test, 'const = 1;') > 0);
    expect([stateOf(test, 'a'), stateOf(test, 'b')]).toEqual(['ENABLED', 'ENABLED']);
    test.files.write('a.ts', withTool('a', 'mended'));
    await until(has(test, 'mended'));
  });

  it('reloads the plugins that a changed file was read into, and no others, whatever they write beside them', async () => {
    const writes = `import { writeFileSync } from 'node:fs';`;
    const test = await watched({
      'a.ts': moduleOf(
        'a',
        `tools: [${ECHO('a1')}], onLoad() { writeFileSync('made-by-a.json', String(Math.random())); },`,
        writes,
      ),
      'b.ts': withTool('b', 'b1', `import './_part.ts';`),
      '_part.ts': 'export const part = 1;',
    });
    for (const name of ['notes.md', 'data.json', 'lib/x.ts', '_draft.ts']) test.files.write(name, '1');
    test.files.write('c.ts', withTool('c', 'c1'));
    await until(has(test, 'c1'));
    test.files.write('_part.ts', 'export const part = 2;');
    await until(() => said(test, 'b: Reloaded.') === 1);
    test.files.write('c.ts', withTool('c', 'c2'));
    await until(has(test, 'c2'));
    expect([said(test, 'a: Reloaded.'), said(test, 'b: Reloaded.')]).toEqual([0, 1]);
  });

  it('has a plugin tried again whose first load failed, once something changes', async () => {
    const test = await watched({});
    test.files.write('late.ts', moduleOf('late', `onLoad() { throw new Error('not yet'); },`));
    await until(() => said(test, 'not yet') > 0);
    test.files.write('late.ts', moduleOf('late'));
    await until(() => stateOf(test, 'late') === 'ENABLED');
  });

  it('leaves unloaded what was unloaded by hand, though its files go and come back', async () => {
    const test = await watched({ 'a.ts': moduleOf('a'), 'b.ts': withTool('b', 'b1') });
    await test.run(gql.UnloadPluginDocument, { input: { id: 'a' } });
    test.files.remove('a.ts');
    await until(() => stateOf(test, 'a') === undefined);
    test.files.write('a.ts', moduleOf('a'));
    await until(() => stateOf(test, 'a') === 'AVAILABLE');
    test.files.write('b.ts', withTool('b', 'b2'));
    await until(has(test, 'b2'));
    expect(stateOf(test, 'a')).toBe('AVAILABLE');
  });

  it('tells that the files of a loaded plugin are gone', async () => {
    const test = await watched({ 'a.ts': moduleOf('a') });
    test.files.remove('a.ts');
    await until(() => said(test, 'Its files are gone') > 0);
    expect(stateOf(test, 'a')).toBe('ENABLED');
  });
});
