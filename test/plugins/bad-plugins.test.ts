import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ECHO, moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../support/plugin-folder.ts';
import type { TestApp } from '../support/test-app.ts';

const GOOD = { 'good.ts': moduleOf('good', `tools: [${ECHO('good_echo')}],`) };
/** Milliseconds that a module may take to be imported here. */
const DEADLINE = { hookTimeoutMs: 8_000 };

interface Problem {
  code: string;
  message: string;
  pluginId: string;
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}

async function expectUntouched({ run }: TestApp): Promise<void> {
  const { executeTool } = await run(gql.ExecuteToolDocument, {
    input: { tool: 'good_echo', arguments: { text: 'hi' } },
  });
  expect(executeTool).toMatchObject({ status: 'SUCCEEDED', result: { text: 'hi' } });
}

/** A broken file, what is told of it, and what that says. */
const BROKEN: Record<string, [file: string, content: string, code: string, message: RegExp]> = {
  'a syntax error': [
    'bad.js',
    'const = 4;',
    'PLUGIN_CRASHED',
    /bad-\d+\.js:1\nconst = 4;\n +\^[^]*SyntaxError/,
  ],
  'a type script that needs compiling': ['bad.ts', 'enum X { A }', 'PLUGIN_CRASHED', /enum is not supported/],
  'an import of nothing': ['bad.mjs', 'import "./nothing.js";', 'PLUGIN_CRASHED', /Cannot find module/],
  'no default export': ['bad.js', 'export const a = 1;', 'INVALID_PLUGIN', /no default export/],
  'a default export that is no plugin': ['bad.js', 'export default {};', 'INVALID_PLUGIN', /`id`/],
  'two definitions': [
    'bad.js',
    `${moduleOf('one')} export const two = definePlugin({ id: 'two', name: 'x', version: '1.0.0', description: 'x', author: 'x' });`,
    'INVALID_PLUGIN',
    /two definitions/,
  ],
  'a list of definitions': ['bad.js', 'export default [];', 'INVALID_PLUGIN', /is a list/],
  'an endless loop': [
    'bad.js',
    'for (;;);',
    'TIMED_OUT',
    /import of plugin "bad-\d+\.js" did not finish within 8000 ms/,
  ],
  'an endless wait': [
    'bad.js',
    'await new Promise(() => setInterval(() => {}, 1000));',
    'TIMED_OUT',
    /did not finish/,
  ],
  'process.exit()': ['bad.cjs', 'process.exit(7)', 'PLUGIN_CRASHED', /exited with code 7/],
  'an exit without a word': ['bad.js', 'await new Promise(() => {});', 'TIMED_OUT', /did not finish/],
  'a thrown error': ['bad.js', 'throw new Error("boom")', 'PLUGIN_CRASHED', /boom/],
  'an unhandled rejection': [
    'bad.js',
    'Promise.reject(new Error("unheard")); await new Promise((r) => setTimeout(r, 1000));',
    'PLUGIN_CRASHED',
    /unheard/,
  ],
  'a native crash': [
    'bad.js',
    'process.kill(process.pid, "SIGSEGV"); for (;;);',
    'PLUGIN_CRASHED',
    /SIGSEGV/,
  ],
  'malformed RPC lines': [
    'bad.js',
    'import { writeSync } from "node:fs"; writeSync(3, "garbage\\n"); for (;;);',
    'PLUGIN_CRASHED',
    /sent a line that is no JSON-RPC message/,
  ],
  'an answer to a call that nobody made': [
    'bad.js',
    `import { writeSync } from "node:fs"; writeSync(3, '{"jsonrpc":"2.0","id":99,"result":1}\\n'); for (;;);`,
    'PLUGIN_CRASHED',
    /answered a call that nobody made/,
  ],
  'a description that is none': [
    'bad.js',
    `import { writeSync } from "node:fs"; writeSync(3, '{"jsonrpc":"2.0","id":1,"result":{"id":7,"tools":"x"}}\\n'); for (;;);`,
    'INVALID_PLUGIN',
    /is not valid/,
  ],
  'a version that is no semver': [
    'bad.js',
    'export default { id: "bad", name: "x", version: "one", description: "x", author: "x" };',
    'INVALID_PLUGIN',
    /`version` must be a semver version/,
  ],
  'a function where none belongs': [
    'bad.ts',
    moduleOf('bad', 'onSurprise() {},'),
    'INVALID_PLUGIN',
    /Unrecognized key: "onSurprise"/,
  ],
  'a tool that cannot run': [
    'bad.ts',
    moduleOf('bad', `tools: [{ name: 'a', description: 'x', run: true }],`),
    'INVALID_PLUGIN',
    /`tools.0.run` must be a function/,
  ],
  'tools that are none': ['bad.ts', moduleOf('bad', 'tools: [null],'), 'INVALID_PLUGIN', /`tools.0` /],
  'a list of tools that is none': ['bad.ts', moduleOf('bad', 'tools: 7,'), 'INVALID_PLUGIN', /`tools` /],
  'a schema with a remote $ref': [
    'bad.ts',
    moduleOf(
      'bad',
      `tools: [{ name: 'a', description: 'x', parameters: { type: 'object', properties: { a: { $ref: 'https://example.com/s.json' } } }, run() {} }],`,
    ),
    'INVALID_PLUGIN',
    /only references within the schema work/,
  ],
  'a pattern with look-ahead': [
    'bad.ts',
    moduleOf(
      'bad',
      `tools: [{ name: 'a', description: 'x', parameters: z.object({ a: z.string().regex(/(?=x)(y+)+$/) }), run() {} }],`,
    ),
    'INVALID_PLUGIN',
    /cannot be matched in linear time/,
  ],
  'a schema that is none': [
    'bad.ts',
    moduleOf(
      'bad',
      `tools: [{ name: 'a', description: 'x', parameters: { type: 'object', properties: 7 }, run() {} }],`,
    ),
    'INVALID_PLUGIN',
    /is not JSON Schema/,
  ],
  'a folder that is no plugin': [
    'bad/package.json',
    '{ "name": "bad" }',
    'INVALID_PLUGIN',
    /leads to no module/,
  ],
  'a package.json that is no JSON': ['bad/package.json', '{', 'PLUGIN_CRASHED', /JSON/],
};

describe('A directory of broken modules', () => {
  /** All at once, looked at while a good one runs. */
  const found = once(async () => {
    const folder = pluginFolder(GOOD);
    const test = await openFolderApp(folder, DEADLINE);
    const before = test.app.store.current;
    Object.values(BROKEN).forEach(([file, content], i) =>
      folder.write(file.replace('bad', `bad-${i}`), content),
    );
    const { discoverPlugins } = await test.run(gql.DiscoverPluginsDocument, {});
    const after = { isSame: test.app.store.current === before, running: processesIn(folder.path).length };
    await expectUntouched(test);
    return { ...(discoverPlugins as { available: object[]; problems: Problem[] }), ...after };
  });

  it.each(Object.entries(BROKEN))('%s is told with the reason', async (name, [, , code, message]) => {
    const { problems } = await found();
    const label = new RegExp(`^bad-${Object.keys(BROKEN).indexOf(name)}(\\.|$)`);
    const problem = problems.find((one) => label.test(one.pluginId) || message.test(one.message))!;
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(problem.message, 'no path of the host').not.toMatch(/\/(tmp|home|root|usr)\//);
    expect(problem.message, 'no stack').not.toMatch(/^\s+at /m);
  });

  it('changes nothing, leaves nothing running, and others go on', async () => {
    const { available, problems, isSame, running } = await found();
    expect(available).toEqual([]);
    expect(problems).toHaveLength(Object.keys(BROKEN).length);
    expect([isSame, running]).toEqual([true, 1]);
  });
});

it('Guarantee 10: a plugin with the id of another, or with tools of another, gets neither', async () => {
  const folder = pluginFolder({ ...GOOD, 'zoo.ts': moduleOf('thief', `tools: [${ECHO('good_echo')}],`) });
  const test = await openFolderApp(folder);
  expect(test.app.store.current.tools.get('good_echo')?.pluginId).toBe('good');
  expect(test.app.store.current.plugins.get('thief')).toMatchObject({
    state: 'FAILED',
    failure: { code: 'NAME_TAKEN' },
  });
  folder.write('aaa.ts', moduleOf('good', `tools: [${ECHO('other')}],`));
  const { discoverPlugins } = await test.run(gql.DiscoverPluginsDocument, {});
  expect(discoverPlugins).toMatchObject({ problems: [{ code: 'NAME_TAKEN', pluginId: 'good' }] });
  await expectUntouched(test);
});

it('a plugin may print a gigabyte: it is told shortened, and nobody is held up', async () => {
  const print = `const line = 'x'.repeat(99) + '\\n'; const block = line.repeat(10_000);
    for (let i = 0; i < 1000; i += 1) await new Promise((r) => process.stdout.write(block, r)); return 'done';`;
  const folder = pluginFolder({
    ...GOOD,
    'loud.ts': moduleOf('loud', `tools: [{ name: 'loud', description: 'x', async run() { ${print} } }],`),
  });
  const test = await openFolderApp(folder);
  const loud = test.run(gql.ExecuteToolDocument, { input: { tool: 'loud' } });
  await expectUntouched(test);
  expect((await loud).executeTool).toMatchObject({ status: 'SUCCEEDED', result: 'done' });
  await until(() => test.lines.some((line) => /more lines within a second/.test(line)));
  expect(test.lines.length).toBeLessThan(20_000);
});

it('plugins that require each other in a circle, or what is not there, are FAILED with the reason', async () => {
  const folder = pluginFolder({
    ...GOOD,
    'one.ts': moduleOf('one', `requires: { two: '*' },`),
    'two.ts': moduleOf('two', `requires: { one: '*' },`),
    'lone.ts': moduleOf('lone', `requires: { nowhere: '^1.0' },`),
    'old.ts': moduleOf('old', `requires: { good: '^2.0' },`),
  });
  const test = await openFolderApp(folder);
  const failure = (id: string) => test.app.store.current.plugins.get(id)?.failure;
  for (const id of ['one', 'two', 'lone', 'old']) {
    expect(failure(id), id).toMatchObject({ code: 'MISSING_DEPENDENCY' });
  }
  expect(processesIn(folder.path)).toHaveLength(1);
  await expectUntouched(test);
});

it('a directory that vanishes while its plugins are loaded is told; they go on, and are FAILED at the next start', async () => {
  const folder = pluginFolder(GOOD);
  const test = await openFolderApp(folder);
  folder.remove('.');
  const { discoverPlugins } = await test.run(gql.DiscoverPluginsDocument, {});
  expect(discoverPlugins).toMatchObject({
    problems: [{ message: expect.stringContaining('does not exist') }],
  });
  await expectUntouched(test);
  const { reloadPlugin } = await test.run(gql.ReloadPluginDocument, { input: { id: 'good' } });
  expect(reloadPlugin).toMatchObject({ code: 'MISSING_DEPENDENCY' });
  await expectUntouched(test);
  const again = await test.restart();
  expect(again.app.store.current.plugins.get('good')).toMatchObject({
    state: 'FAILED',
    failure: { message: 'No source has plugin "good" any more.' },
  });
});
