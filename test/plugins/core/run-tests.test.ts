/** run_tests, as a caller has it, with real runners in the jail. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { runTests } from '../../../src/plugins/core/run-tests.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const jail = openTestJail();
beforeEach((context) => skipWithout(context, 'bubblewrap'));

type Files = Record<string, string>;

async function write(root: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

async function call(files: Files, args: JsonObject = {}, root = ownFolder()) {
  await write(root, files);
  const told: [number, string | undefined][] = [];
  const progress = (fraction: number, message?: string) => void told.push([fraction, message]);
  const { value, text } = await runTool(runTests, args, openWorkspace({ root }), undefined, jail, {
    progress,
  });
  return { ...(value as JsonObject), text, told } as Record<string, any> & { told: typeof told };
}

/** A folder beside the packages of this repository, so that a project in it has them. */
async function besidePackages(files: Files): Promise<{ root: string; path: string }> {
  const folder = await mkdtemp(join(REPOSITORY, '.gathering-tests-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await write(folder, files);
  return { root: REPOSITORY, path: relative(REPOSITORY, folder) };
}

/** A project of a caller. Its skipped test is one that `run_tests` must tell of. */
const NODE = {
  'sums.test.mjs': `
    import assert from 'node:assert';
    import { describe, it } from 'node:test';
    describe('sums', () => {
      it('adds', () => {});
      it('subtracts', () => assert.equal(1, 2));
      it.skip('multiplies', () => {});
    });`,
};
const PYTEST = {
  'tests/test_sums.py': `
import pytest
class TestSums:
    def test_adds(self): pass
    def test_subtracts(self): assert 1 == 2
    @pytest.mark.skip(reason="later")
    def test_multiplies(self): pass
`,
};
const COUNTS = { total: 3, passed: 1, failed: 1, skipped: 1, errors: 0 };

describe('the tests of a project', () => {
  it('with node --test are told one by one, those that failed first', async () => {
    const { tests, told, text, ...value } = await call(NODE);
    expect(value).toMatchObject({
      runner: 'node',
      success: false,
      exitCode: 1,
      counts: COUNTS,
      testsTruncated: false,
    });
    const shown = (name: string, status: string, message: unknown) => ({
      ...{ name, file: 'sums.test.mjs', status, message },
      durationMs: expect.any(Number),
    });
    expect(tests).toEqual([
      shown('sums > subtracts', 'failed', expect.stringContaining('1 == 2')),
      shown('sums > multiplies', 'skipped', null),
      shown('sums > adds', 'passed', null),
    ]);
    expect(text).toMatch(/^3 tests: 1 passed, 1 failed, 1 skipped, 0 with errors\.\n\n✗ sums > subtracts/);
    const fractions = told.map(([fraction]) => fraction);
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it('with pytest are told one by one', async (context) => {
    skipWithout(context, 'python3-pytest');
    const { tests, told, ...value } = await call(PYTEST);
    expect(value).toMatchObject({ runner: 'pytest', success: false, exitCode: 1, counts: COUNTS });
    expect(tests).toMatchObject([
      {
        name: 'tests.test_sums.TestSums > test_subtracts',
        file: 'tests/test_sums.py',
        status: 'failed',
        message: expect.stringContaining('assert 1 == 2'),
      },
      {
        name: 'tests.test_sums.TestSums > test_multiplies',
        status: 'skipped',
        message: expect.stringContaining('later'),
      },
      {
        name: 'tests.test_sums.TestSums > test_adds',
        status: 'passed',
        message: null,
        durationMs: expect.any(Number),
      },
    ]);
    expect(told.at(-1)).toEqual([1, '3 of 3 tests']);
  });

  it('with vitest are told one by one, by the packages of a folder around it', async () => {
    const { root, path } = await besidePackages({
      'package.json': '{ "type": "module", "scripts": { "test": "vitest run" } }',
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config'; export default defineConfig({ test: { root: '.' } });",
      // The skipped one is to be told of, too.
      'sums.test.ts': `
        import { describe, expect, it } from 'vitest';
        describe('sums', () => {
          it('adds', () => { const one: number = 1; expect(one).toBe(1); });
          it('subtracts', () => expect(1).toBe(2));
          it.skip('multiplies', () => {});
        });`,
      'broken.test.ts': 'const x = (',
    });
    const { tests, told, ...value } = await call({}, { path }, root);
    expect(value).toMatchObject({
      runner: 'vitest',
      success: false,
      counts: { ...COUNTS, total: 4, errors: 1 },
    });
    expect(tests).toMatchObject([
      { name: 'broken.test.ts', file: 'broken.test.ts', status: 'error', message: expect.any(String) },
      {
        name: 'sums > subtracts',
        file: 'sums.test.ts',
        status: 'failed',
        message: expect.stringContaining('expected 1 to be 2'),
      },
      { name: 'sums > multiplies', status: 'skipped' },
      { name: 'sums > adds', status: 'passed' },
    ]);
    expect(told.at(-1)).toEqual([1, '2 of 2 files']);
  }, 90_000);

  it('with jest are told one by one, by its report', async () => {
    // A package that writes what jest 30 writes: jest itself is too large to be here for this alone.
    const report = {
      testResults: [
        {
          name: '/workspace/sums.test.js',
          message: 'sums › subtracts',
          assertionResults: [
            { ancestorTitles: ['sums'], title: 'adds', status: 'passed', duration: 2, failureMessages: [] },
            {
              ancestorTitles: ['sums'],
              title: 'subtracts',
              status: 'failed',
              duration: 1,
              failureMessages: ['\u001b[31mExpected: 2\u001b[39m'],
            },
            { ancestorTitles: ['sums'], title: 'multiplies', status: 'pending', failureMessages: [] },
          ],
        },
        { name: '/workspace/broken.test.js', message: 'SyntaxError: Unexpected end', assertionResults: [] },
      ],
    };
    const { tests, ...value } = await call({
      'package.json': '{ "devDependencies": { "jest": "30" } }',
      'node_modules/jest/package.json': '{ "name": "jest", "bin": "./jest.cjs" }',
      'node_modules/jest/jest.cjs': `
        const to = process.argv.find((one) => one.startsWith('--outputFile=')).slice('--outputFile='.length);
        require('node:fs').writeFileSync(to, ${JSON.stringify(JSON.stringify(report))});
        process.exitCode = 1;`,
    });
    expect(value).toMatchObject({
      runner: 'jest',
      success: false,
      counts: { ...COUNTS, total: 4, errors: 1 },
    });
    expect(tests).toEqual([
      {
        name: 'broken.test.js',
        file: 'broken.test.js',
        status: 'error',
        durationMs: null,
        message: 'SyntaxError: Unexpected end',
      },
      {
        name: 'sums > subtracts',
        file: 'sums.test.js',
        status: 'failed',
        durationMs: 1,
        message: 'Expected: 2',
      },
      { name: 'sums > multiplies', file: 'sums.test.js', status: 'skipped', durationMs: null, message: null },
      { name: 'sums > adds', file: 'sums.test.js', status: 'passed', durationMs: 2, message: null },
    ]);
  });

  it('that only npm knows are told by exit code and output', async (context) => {
    skipWithout(context, 'npm');
    const script = 'echo running; node -e \\"process.exit(3)\\"';
    const value = await call({ 'package.json': `{ "scripts": { "test": "${script}" } }` });
    expect(value).toMatchObject({ runner: 'npm', success: false, exitCode: 3, counts: null, tests: [] });
    expect(value.stdout).toContain('running');
  });

  it('are those of the one file that is named', async (context) => {
    skipWithout(context, 'python3-pytest');
    const files = {
      ...PYTEST,
      ...NODE,
      'tests/test_other.py': 'def test_other(): pass',
      'b.test.mjs': 'throw 1',
    };
    expect(await call(files, { path: 'tests/test_other.py' })).toMatchObject({
      runner: 'pytest',
      success: true,
      counts: { total: 1 },
    });
    expect(await call(files, { path: 'sums.test.mjs' })).toMatchObject({ runner: 'node', counts: COUNTS });
  });

  it('change nothing but what may be written', async () => {
    const writes = (path: string) =>
      `import { writeFileSync } from 'node:fs'; import { test } from 'node:test'; test('writes', () => writeFileSync('${path}', 'x'));`;
    const root = ownFolder();
    const failed = await call({ 'a.test.mjs': writes('own.txt') }, {}, root);
    expect(failed.tests[0]).toMatchObject({ status: 'failed', message: expect.stringContaining('EROFS') });
    expect(existsSync(join(root, 'own.txt'))).toBe(false);
    const files = [{ path: 'out/', writable: true }];
    expect(await call({ 'a.test.mjs': writes('out/own.txt') }, { files }, root)).toMatchObject({
      success: true,
    });
    expect(existsSync(join(root, 'out/own.txt'))).toBe(true);
  });
});

describe('a file with a syntax error', () => {
  it('is an error of that file with node', async () => {
    const { tests, success } = await call({ ...NODE, 'broken.test.mjs': 'const x = (' });
    expect(success).toBe(false);
    expect(tests[0]).toMatchObject({ name: 'broken.test.mjs', file: 'broken.test.mjs', status: 'error' });
  });

  it('is an error of that file with pytest', async (context) => {
    skipWithout(context, 'python3-pytest');
    const { tests, counts } = await call({ 'test_broken.py': 'def (' });
    expect(counts).toMatchObject({ total: 1, errors: 1 });
    expect(tests[0]).toMatchObject({
      file: 'test_broken.py',
      status: 'error',
      message: expect.stringContaining('SyntaxError'),
    });
  });
});

describe('an endless test', () => {
  it.for<[string, Files]>([
    [
      'node',
      {
        'a.test.mjs':
          "import { test } from 'node:test'; test('ends', () => {}); test('endless', () => { for (;;); });",
      },
    ],
    ['pytest', { 'test_a.py': 'def test_endless():\n    while True: pass\n' }],
  ])('with %s is ended in time', async ([runner, files], context) => {
    if (runner === 'pytest') skipWithout(context, 'python3-pytest');
    await expect(call(files, { runner, timeoutMs: 3_000 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      limit: 'time',
    });
  });
});

describe('it is refused', () => {
  const NOTHING = 'No tests were found';
  it.for<[string, Files, JsonObject, string[], string]>([
    ['without tests', { 'a.txt': '' }, {}, ['path'], NOTHING],
    [
      'where the script of npm is the one that npm writes',
      { 'package.json': '{ "scripts": { "test": "echo \\"Error: no test specified\\" && exit 1" } }' },
      {},
      ['path'],
      NOTHING,
    ],
    ['where pytest finds none', { 'a.txt': '' }, { runner: 'pytest' }, ['path'], NOTHING],
    ['where node finds none', { 'a.txt': '' }, { runner: 'node' }, ['path'], NOTHING],
    ['where the folder is not there', {}, { path: 'none' }, ['path'], '"none"'],
    ['where the folder is outside', {}, { path: '..' }, ['path'], '".."'],
    ['where package.json is none', { 'package.json': '{' }, {}, ['path'], 'no JSON'],
    ['where the runner is not installed', NODE, { runner: 'vitest' }, ['runner'], 'no vitest'],
    ['where a file is not there', NODE, { files: [{ path: 'none' }] }, ['files', '0', 'path'], '"none"'],
  ])('%s', async ([, files, args, path, message], context) => {
    if (args.runner === 'pytest') skipWithout(context, 'python3-pytest');
    await expect(call(files, args)).rejects.toMatchObject({
      name: 'ToolError',
      path,
      message: expect.stringContaining(message),
    });
  });
});
