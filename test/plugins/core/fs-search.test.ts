/** fs_search, as a caller has it: the same answers with ripgrep and without. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JailHost } from '../../../src/execution/jail/jail.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { type JsonObject, ToolError } from '../../../src/plugins/contract.ts';
import { fsSearch } from '../../../src/plugins/core/fs-search.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

interface Result {
  files: { path: string; lines: { line: number; column: number | null; text: string }[] }[];
  truncated: boolean;
}

const jail = openTestJail();
const withoutRipgrep: JailHost = {
  ...jail,
  run: (workspace, run) =>
    run.program === 'rg' ? Promise.reject(new ToolError('There is no `rg`.')) : jail.run(workspace, run),
};
let root: string;

beforeEach((context) => {
  skipWithout(context, 'bubblewrap');
  root = ownFolder();
});

function put(files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const search = (args: JsonObject, host: JailHost) =>
  runTool<Result>(fsSearch, args, openWorkspace({ root, hidden: [join(root, 'secret')] }), undefined, host);
const paths = async (args: JsonObject, host: JailHost) =>
  (await search(args, host)).value.files.map(({ path }) => path);

describe.each([
  ['ripgrep', jail],
  ['its own program', withoutRipgrep],
] as const)('with %s', (by, host) => {
  beforeEach((context) => by === 'ripgrep' && skipWithout(context, 'ripgrep'));

  it('each line that holds the text is told, with its place, in the order of the files', async () => {
    put({ 'b.txt': 'none\r\nöh, the word\r\n', 'a/deep.txt': 'word word\n', 'c.txt': 'no', 'a.txt': 'WORD' });
    const { value, text } = await search({ pattern: 'word' }, host);
    expect(value).toEqual({
      path: '.',
      files: [
        { path: 'a/deep.txt', lines: [{ line: 1, column: 1, text: 'word word' }] },
        { path: 'b.txt', lines: [{ line: 2, column: 9, text: 'öh, the word' }] },
      ],
      truncated: false,
    });
    expect(text).toBe('a/deep.txt:1: word word\nb.txt:2: öh, the word');
  });

  it('lines around a match are told once each', async () => {
    put({ f: '1\n2\nx\n4\nx\n6\n7\n8\nx' });
    const { value } = await search({ pattern: 'x', contextLines: 1 }, host);
    expect(value.files[0]!.lines.map(({ line, column }) => [line, column])).toEqual([
      ...[[2, null], [3, 1], [4, null], [5, 1], [6, null], [8, null], [9, 1]], // prettier-ignore
    ]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['is a text, whatever it means as an expression', { pattern: 'a.c(' }, ['text']],
    ['is an expression where it is said', { pattern: '^a.c$', regex: true }, ['abc', 'crlf']],
    ['knows capitals', { pattern: 'ÄBC' }, []],
    ['minds no capitals where it is said', { pattern: 'ÄBC', caseSensitive: false }, ['umlaut', 'utf16']],
    ['may look like an option', { pattern: '--files' }, ['option']],
  ])('the pattern %s', async (_, args, expected) => {
    put({
      ...{ text: 'xa.c(', abc: 'abc\n', crlf: 'abc\r\n', umlaut: 'äbc', option: '--files' },
      utf16: Buffer.from('\ufeffäbc', 'utf16le'),
    });
    expect(await paths(args, host)).toEqual(expected);
  });

  it('what .gitignore files ignore is left out, the deeper one first, as git does', async () => {
    put({
      '.gitignore': '*.log\n/build/\n!keep.log\n# note\nsub/**/gen\n\\#odd\n',
      ...{
        'a.log': 'x',
        'keep.log': 'x',
        'build/x': 'x',
        'sub/build/x': 'x',
        'sub/a/b/gen': 'x',
        '#odd': 'x',
      },
      ...{
        'sub/.gitignore': '!special.log\nbuild/*\n!build/y\n',
        'sub/special.log': 'x',
        'sub/build/y': 'x',
      },
      ...{ '.hidden': 'x', 'sub/own/.git/config': 'x', 'secret/x': 'x', 'A.LOG': 'x' },
    });
    execFileSync('git', ['init', '-q', '--separate-git-dir', join(ownFolder(), 'git'), root]);
    const files = { pattern: 'x', names: ['*'] };
    const byGit = execFileSync('git', ['ls-files', '-zco', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\0')
      .filter((path) => path !== '' && !path.startsWith('secret') && !path.endsWith('.gitignore'));
    expect(await paths(files, host)).toEqual(byGit.toSorted());
    expect(await paths({ ...files, path: 'sub' }, host)).toEqual(['sub/build/y', 'sub/special.log']);
    expect(await paths({ pattern: 'x', path: 'build' }, host)).toEqual(['build/x']);
    expect(await paths({ ...files, includeIgnored: true }, host)).toContain('sub/a/b/gen');
  });

  it('names are searched where there is no pattern', async () => {
    put({ 'a.ts': '', '.b.ts': '', 'sub/c.ts': '\0', 'd.js': '', 'sub/[x].md': '' });
    expect(await paths({ names: ['*.ts'] }, host)).toEqual(['.b.ts', 'a.ts', 'sub/c.ts']);
    expect(await paths({ names: ['?.js', '[[]*'] }, host)).toEqual(['d.js', 'sub/[x].md']);
    expect(await paths({ path: 'sub' }, host)).toEqual(['sub/[x].md', 'sub/c.ts']);
    const { value } = await search({ maxResults: 2 }, host);
    expect([value.files.length, value.truncated]).toEqual([2, true]);
  });

  it('binary, huge and linked files, and what is hidden, tell nothing', async () => {
    const outside = ownFolder();
    writeFileSync(join(outside, 'x'), 'word');
    put({
      'late.bin': `word\n${'a'.repeat(70_000)}\0`,
      huge: `word${' '.repeat(4 << 20)}`,
      'secret/x': 'word',
    });
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(join(outside, 'x'), join(root, 'file'));
    linkSync(join(outside, 'x'), join(root, 'hard'));
    expect(await paths({ pattern: 'word' }, host)).toEqual([]);
    await expect(search({ path: 'link' }, host)).rejects.toThrow(ToolError);
    await expect(search({ path: 'secret' }, host)).rejects.toThrow(ToolError);
  });

  it('no more is told than was asked for, and that there is more', async () => {
    put({ a: 'x\nx\n', b: `${'ä'.repeat(5_000)}x${'y'.repeat(5_000)}\nx\nx` });
    const { value } = await search({ pattern: 'x', maxResults: 4, contextLines: 2 }, host);
    expect(value.truncated).toBe(true);
    expect(value.files.map(({ path, lines }) => [path, lines.map(({ line }) => line)])).toEqual([
      ['a', [1, 2]],
      ['b', [1, 2]],
    ]);
    expect(value.files[1]!.lines[0]).toMatchObject({
      column: 5001,
      text: `${'ä'.repeat(100)}x${'y'.repeat(299)}`,
    });
    expect((await search({ pattern: 'x', maxResults: 5 }, host)).value.truncated).toBe(false);
  });

  it('bytes that are no text stop nothing', async () => {
    put({ latin: Buffer.from('caf\xe9 word', 'latin1'), [`a\nb`]: 'word' });
    const { value } = await search({ pattern: 'word' }, host);
    expect(value.files).toEqual([
      { path: 'a\nb', lines: [{ line: 1, column: 1, text: 'word' }] },
      { path: 'latin', lines: [{ line: 1, column: 6, text: 'caf� word' }] },
    ]);
  });
});

it.each<[string, JsonObject]>([
  ['pattern', { pattern: '(', regex: true }],
  ['pattern', { pattern: '(?=x)', regex: true }],
  ['pattern', { pattern: '(a)\\1', regex: true }],
])('a bad %s is a typed failure: %j', async (name, args) => {
  await expect(search(args, jail)).rejects.toMatchObject({ name: 'ToolError', path: [name] });
});

it.each([['a/b'], ['!x'], ['x:include:y'], ['{a,b}'], ['#x']])('no name has it: %s', async (name) => {
  await expect(search({ names: [name] }, jail)).rejects.toThrow('must be the name of a file');
});

it('rules that take for ever to match end with the time limit, and harm nobody', async () => {
  put({ '.gitignore': `${'*a'.repeat(40)}b`, [`${'a'.repeat(200)}`]: 'x' });
  const quick: JailHost = {
    ...withoutRipgrep,
    run: (workspace, run) => withoutRipgrep.run(workspace, { ...run, limits: { timeoutMs: 1_500 } }),
  };
  await search({ pattern: 'x' }, quick).catch((error: unknown) =>
    expect(error).toMatchObject({ code: 'TIMED_OUT' }),
  );
});
