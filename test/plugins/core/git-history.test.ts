/** git_show, git_blame and git_branches, held against what git itself prints. */
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { ToolError } from '../../../src/plugins/contract.ts';
import { gitBlame, MAX_LINES } from '../../../src/plugins/core/git-blame.ts';
import { gitBranches } from '../../../src/plugins/core/git-branches.ts';
import { gitShow } from '../../../src/plugins/core/git-show.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { runTool } from './run-tool.ts';

let root: string;
beforeEach(() => {
  root = ownFolder();
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
});

function git(...args: string[]): string {
  const env = {
    ...{ PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    ...{ GIT_AUTHOR_DATE: '2026-01-02T03:04:05+02:00', GIT_COMMITTER_DATE: '2026-01-02T03:04:05+02:00' },
  };
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', env });
}

async function putAndCommit(path: string, content: string | Buffer, message: string): Promise<string> {
  await writeFile(join(root, path), content);
  git('add', '-A');
  git('commit', '-q', '-m', message);
  return git('rev-parse', 'HEAD').trim();
}

const workspace = () => openWorkspace({ root, hidden: [join(root, '.gathering')] });
const show = async (args = {}) => (await runTool(gitShow, args, workspace())).value;
const blame = async (args: object) => (await runTool(gitBlame, { ...args }, workspace())).value;
const branches = async (args = {}) => (await runTool(gitBranches, args, workspace())).value;

async function failure(work: Promise<unknown>): Promise<ToolError> {
  const error: unknown = await work.then(
    () => expect.fail('it should have failed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  expect((error as ToolError).message).not.toContain(root);
  return error as ToolError;
}

/** What was merged has a conflict that was resolved by hand. @returns the hash of the merge. */
async function mergeWithConflict(): Promise<string> {
  await putAndCommit('a', 'base\n', 'base');
  git('checkout', '-q', '-b', 'side');
  await putAndCommit('a', 'side\n', 'side');
  git('checkout', '-q', 'main');
  await putAndCommit('a', 'main\n', 'main');
  expect(() => git('merge', '-q', 'side')).toThrow();
  return putAndCommit('a', 'main\nside\n', 'merged');
}

const OPTION_LIKE = ['--output=x', '-p', '--exec=touch x', 'HEAD..main', ':a', ''];

describe('git_show', () => {
  it('shows a commit, its parent and the diff that git prints', async () => {
    const first = await putAndCommit('a', 'one\n', 'First');
    const second = await putAndCommit('a', 'one\ntwo\n', 'Second\n\nWhy it was done');
    expect(await show()).toEqual({
      repository: '.',
      commit: {
        hash: second,
        date: '2026-01-02T03:04:05+02:00',
        author: { name: 'Ada', email: 'ada@example.org' },
        message: 'Second',
        body: 'Why it was done',
        refs: ['HEAD', 'refs/heads/main'],
      },
      parents: [first],
      files: [{ path: 'a', insertions: 1, deletions: 0, binary: false }],
      diff: git('show', '--format=', 'HEAD'),
      truncated: false,
    });
  });

  it.each(['sha1', 'sha256'])('shows all of a first commit, with hashes of %s', async (kind) => {
    root = join(root, kind);
    await mkdir(root);
    git('init', '-q', '-b', 'main', `--object-format=${kind}`);
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.org');
    await putAndCommit('a', 'one\n', 'First');
    expect(await show()).toMatchObject({ parents: [], diff: git('show', '--format=', 'HEAD') });
  });

  it('shows of a merge what it brought into its first parent', async () => {
    await mergeWithConflict();
    const { parents, diff } = await show();
    expect(parents).toEqual(git('rev-parse', 'main^1', 'main^2').trim().split('\n'));
    expect(diff).toBe(git('diff', 'main^1', 'main'));
  });

  it('knows renames, odd names and a submodule, which it leaves out', async () => {
    await putAndCommit('new\nline "q"', 'line\n'.repeat(9), 'odd');
    await rename(join(root, 'new\nline "q"'), join(root, 'ünï\t'));
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD').trim()},sub`);
    await mkdir(join(root, 'sub'));
    git('add', '-A', '--', ':!sub');
    git('commit', '-q', '-m', 'renamed');
    expect((await show()).files).toEqual([
      { path: 'ünï\t', from: 'new\nline "q"', insertions: 0, deletions: 0, binary: false },
    ]);
  });

  it('takes a file, and never shows what is hidden', async () => {
    await mkdir(join(root, '.gathering'));
    await writeFile(join(root, '.gathering/journal'), 'SECRET');
    await writeFile(join(root, 'b'), 'b\n');
    await putAndCommit('a', 'a\n', 'both');
    expect((await show({ file: 'b' })).files).toMatchObject([{ path: 'b' }]);
    for (const args of [{}, { file: '.gathering/journal' }])
      expect(JSON.stringify(await show(args))).not.toContain('SECRET');
  });

  it('refuses options, ranges and what is no commit', async () => {
    await putAndCommit('a', 'a\n', 'a');
    for (const ref of [...OPTION_LIKE, 'nothing', 'HEAD:a'])
      expect((await failure(show({ ref }))).path).toEqual(['ref']);
    expect((await failure(show({ file: '../x' }))).path).toEqual(['file']);
  });
});

describe('git_blame', () => {
  /** As `git blame` prints it: hash, line, text. */
  const printed = (file: string, ...args: string[]) =>
    [
      ...git('blame', '-s', '-l', '--root', ...args, '--', file).matchAll(
        /(\w{40}) (?:[^)]* )?(\d+)\) (.*)\n/g,
      ),
    ].map((match) => match.slice(1));
  const told = (lines: { hash: string; line: number; text: string }[]) =>
    lines.map(({ hash, line, text }) => [hash, `${line}`, text]);

  it('says of every line what git says, through merges and renames', async () => {
    await mergeWithConflict();
    await rename(join(root, 'a'), join(root, 'b "q"\n'));
    const last = await putAndCommit('c', '', 'renamed');
    await appendFile(join(root, 'b "q"\n'), 'last\n');
    git('commit', '-q', '-a', '-m', 'appended');
    const { lines, commits } = await blame({ file: 'b "q"\n' });
    expect(told(lines)).toEqual(printed('b "q"\n'));
    expect(lines.map(({ originalPath }: { originalPath: string }) => originalPath)).toEqual([
      ...['a', 'a', 'b "q"\n'],
    ]);
    expect(commits.map(({ message }: { message: string }) => message)).toEqual(['main', 'side', 'appended']);
    expect((await blame({ file: 'b "q"\n', ref: last })).lines).toHaveLength(2);
  });

  it('takes a range, and says when there are more lines than it gives', async () => {
    await putAndCommit('a', 'x\n'.repeat(MAX_LINES + 5), 'long');
    expect(told((await blame({ file: 'a', startLine: 7, endLine: 9 })).lines)).toEqual(printed('a', '-L7,9'));
    const all = await blame({ file: 'a' });
    expect(all).toMatchObject({ truncated: true });
    expect(all.lines).toHaveLength(MAX_LINES);
    const rest = await blame({ file: 'a', startLine: MAX_LINES + 1 });
    expect(rest).toMatchObject({ truncated: false });
    expect(rest.lines).toHaveLength(5);
    expect((await failure(blame({ file: 'a', startLine: 2000 }))).path).toEqual(['startLine']);
    expect((await failure(blame({ file: 'a', startLine: 3, endLine: 2 }))).path).toEqual(['endLine']);
  });

  it('gives a file without lines, one that is no UTF-8, and none of what is not committed', async () => {
    await putAndCommit('empty', '', 'empty');
    await putAndCommit('latin', Buffer.from('caf\xe9\r\nx', 'latin1'), 'latin');
    expect(await blame({ file: 'empty' })).toMatchObject({ lines: [], commits: [], truncated: false });
    await appendFile(join(root, 'latin'), 'more');
    expect((await blame({ file: 'latin' })).lines).toMatchObject([{ text: 'caf\ufffd\r' }, { text: 'x' }]);
  });

  it('names people as they signed, whatever a mailmap says', async () => {
    await putAndCommit('.mailmap', 'Eve <eve@example.org> <ada@example.org>\n', 'mailmap');
    expect((await blame({ file: '.mailmap' })).commits).toMatchObject([{ author: { name: 'Ada' } }]);
  });

  it('refuses what is hidden, no file, or an option', async () => {
    await mkdir(join(root, '.gathering'));
    await writeFile(join(root, '.gathering/journal'), 'SECRET');
    await mkdir(join(root, 'folder'));
    await putAndCommit('folder/a', 'a\n', 'a');
    for (const file of ['.gathering/journal', './.gathering//journal', 'folder', 'none', '--contents=a'])
      expect((await failure(blame({ file }))).message).toContain('has no file');
    for (const file of ['', '../x', '/etc/passwd'])
      expect((await failure(blame({ file }))).path).toEqual(['file']);
    for (const ref of OPTION_LIKE)
      expect((await failure(blame({ file: 'folder/a', ref }))).path).toEqual(['ref']);
  });
});

describe('git_branches', () => {
  it('lists local branches and those of remotes, with what they follow', async () => {
    const base = await putAndCommit('a', '1', 'base');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    git('config', 'remote.origin.url', '.');
    git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    git('branch', '--set-upstream-to=origin/main');
    git('branch', 'topic/ünï');
    const newest = await putAndCommit('a', '2', 'newest');
    const plain = { date: '2026-01-02T03:04:05+02:00', upstream: null, ahead: null, behind: null };
    const local = [
      {
        ...{ name: 'main', kind: 'local', hash: newest, message: 'newest' },
        ...{ date: plain.date, upstream: 'origin/main', ahead: 1, behind: 0 },
      },
      { ...plain, name: 'topic/ünï', kind: 'local', hash: base, message: 'base' },
    ];
    const remote = { ...plain, name: 'origin/main', kind: 'remote', hash: base, message: 'base' };
    const shared = { repository: '.', current: 'main', truncated: false };
    expect(await branches()).toEqual({ ...shared, branches: local });
    expect(await branches({ remote: true })).toEqual({ ...shared, branches: [...local, remote] });
    expect((await runTool(gitBranches, {}, workspace())).text).toMatch(/^\* main \w{12} newest\n/);
  });

  it('knows a branch without commits, a detached HEAD, and an upstream that is gone', async () => {
    expect(await branches()).toMatchObject({ current: 'main', branches: [] });
    await putAndCommit('a', '1', 'base');
    git('config', 'branch.main.remote', '.');
    git('config', 'branch.main.merge', 'refs/heads/gone');
    git('checkout', '-q', '--detach');
    expect(await branches()).toMatchObject({
      current: null,
      branches: [{ name: 'main', upstream: 'gone', ahead: null, behind: null }],
    });
  });

  it('lists a limited number, and says when there are more', async () => {
    const hash = await putAndCommit('a', '1', 'base');
    const packed = Array.from({ length: 1001 }, (_, n) => `${hash} refs/heads/b${n}\n`).sort();
    await writeFile(join(root, '.git/packed-refs'), packed.join(''));
    const { branches: listed, truncated } = await branches();
    expect([listed.length, truncated]).toEqual([1000, true]);
  });
});
