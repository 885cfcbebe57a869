import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleOf, pluginFolder } from '../support/plugin-folder.ts';
import { runGathering } from '../support/run-gathering.ts';

const GOOD = moduleOf(
  'good',
  `config: z.object({ by: z.number().default(2) }), secrets: ['PEPPER'],
   tools: [{ name: 'times', description: 'Multiplies.', parameters: z.object({ n: z.number() }), returns: z.number(),
     examples: [{ description: 'twice', arguments: { n: 2 }, result: 4 }], run: ({ n }, { config }) => n * config.by }],
   onLoad({ log }) { log.info('loaded'); }, onUnload({ log }) { log.info('unloaded'); },`,
);
const check = (files: Record<string, string>, ...args: string[]) => {
  const { path } = pluginFolder(files);
  return runGathering(['check', path, ...args], { cwd: path });
};

describe('gathering check', () => {
  it('loads a plugin apart, runs its hooks, and says what it brings', async () => {
    const { code, stdout, stderr } = await check({ 'good.ts': GOOD }, '--examples');
    expect([code, stdout]).toEqual([0, '✓ good 1.0.0: 1 tool, 0 competencies, 0 file handlers\n']);
    expect(stderr.split('\n')).toEqual([
      'good: It declares the secret "PEPPER", which the server does not have.',
      'good: loaded',
      'good: unloaded',
      '',
    ]);
  });

  it('finds whatever is wrong with schemas, examples and handlers, of every plugin there', async () => {
    const { code, stdout } = await check({
      'a-broken.ts': 'const = 1;',
      'b-schema.ts': moduleOf(
        'schema',
        `tools: [{ name: 'a', description: 'x', parameters: { type: 'object', $ref: '#/nowhere' }, run() {} }],`,
      ),
      'c-example.ts': moduleOf(
        'example',
        `tools: [{ name: 'b', description: 'x', parameters: z.object({ n: z.number() }), examples: [{ description: 'bad', arguments: { n: 'x' } }], run() {} }],`,
      ),
      'd-handler.ts': moduleOf(
        'handler',
        `fileHandlers: [{ id: 'idle', name: 'x', description: 'x', extensions: ['.x'] }, { id: 'lost', name: 'x', description: 'x', text: () => '' }],`,
      ),
      'e-hook.ts': moduleOf('hook', `onLoad() { throw new Error('boom'); },`),
      'good.ts': GOOD,
    });
    expect(code).toBe(1);
    for (const part of [
      /✗ a-broken\.ts\n {4}.*const = 1;/s,
      /✗ schema 1\.0\.0: 1 tool.*\n {4}A schema of tool "a" cannot be used/,
      /✗ example .*\n {4}An example of tool "b" of plugin "example" is wrong: `tools\.0\.examples\.0\.arguments`/,
      /The file handler "idle" does nothing[^]*The file handler "lost" gets no file/,
      /✗ hook .*\n {4}Hook onLoad of plugin "hook" threw: boom/,
      /✓ good/,
    ])
      expect(stdout).toMatch(part);
  });

  it('runs examples with the given configuration, and tells those that come out otherwise', async () => {
    const config = ['--plugin-config', '{"good":{"by":3}}'];
    const { code, stdout } = await check({ 'good.ts': GOOD }, '--examples', ...config);
    expect(code).toBe(1);
    expect(stdout).toContain('Example "twice" of tool "times" answered 6, not 4.');
    expect((await check({ 'good.ts': GOOD }, ...config)).code).toBe(0);
  });

  it('tells what a server with the shipped plugins would refuse, and takes what it requires from beside it', async () => {
    const { code, stdout } = await check({
      'a.ts': moduleOf('a', `requires: { b: '^1.0' },`),
      'b.ts': moduleOf('b', `tools: [{ name: 'fs_read', description: 'x', run() {} }],`),
      'c.ts': moduleOf(
        'c',
        `competencies: [{ id: 'x', name: 'x', description: 'x', parents: ['programing'] }],`,
      ),
      'd.ts': moduleOf('d', `requires: { e: '^1.0' },`),
      'e.ts': moduleOf('e'),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ b .*\n.*"fs_read".* already belongs to plugin "core"/);
    expect(stdout).toMatch(/✗ a .*\n.*requires plugin "b" \^1\.0, which is not loaded/);
    expect(stdout).toMatch(/✗ c .*\n.*unknown parent "programing"/);
    expect(stdout).toMatch(/✓ d .*\n✓ e /);
  });

  it('takes one file, too, and runs examples on the files of the folder `examples`', async () => {
    const reads = moduleOf(
      'reads',
      `tools: [{ name: 'r', description: 'x', examples: [{ description: 'e', arguments: {}, result: 'hi' }],
        run: async (_, { workspace }) => Buffer.from(await workspace.read('f.txt')).toString() }],`,
    );
    const folder = pluginFolder({
      'p/package.json': '{ "exports": "./p.ts" }',
      'p/p.ts': reads,
      'p/examples/f.txt': 'hi',
      'one.ts': GOOD,
    });
    const cwd = folder.path;
    expect(await runGathering(['check', 'p', '--examples'], { cwd })).toMatchObject({ code: 0 });
    expect(await runGathering(['check', 'one.ts'], { cwd })).toMatchObject({ code: 0 });
  });

  it('says so where there is nothing to check', async () => {
    expect(await check({ 'notes.md': '' })).toMatchObject({
      code: 1,
      stdout: 'There is no plugin in this directory.\n',
    });
  });
});

it('gathering plugins add refuses what is no package, what npm cannot find, and what is no plugin', async () => {
  const { path: cwd } = pluginFolder({ 'none/package.json': '{ "name": "none", "version": "1.0.0" }' });
  const none = await runGathering(['plugins', 'add', './none'], { cwd });
  expect(none).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('taken away again: Its package.json'),
  });
  expect(readFileSync(join(cwd, '.gathering/packages/package.json'), 'utf8')).not.toContain('none');
  expect(await runGathering(['plugins', 'add', '--registry=x'], { cwd })).toMatchObject({ code: 2 });
  const { code, stderr } = await runGathering(['plugins', 'add', './nowhere.tgz'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^gathering: npm could not install it: .*\n$/);
}, 60_000);
