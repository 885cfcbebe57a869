import { execFile, execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { type JsonObject, ToolError, type Workspace } from '../../../src/plugins/contract.ts';
import { gitDiff } from '../../../src/plugins/core/git-diff.ts';
import { gitLog } from '../../../src/plugins/core/git-log.ts';
import { gitStatus } from '../../../src/plugins/core/git-status.ts';
import { runTool } from './run-tool.ts';

let base: string;
let root: string;
let workspace: Workspace;
beforeEach(async () => {
  // A folder whose name is no single word, nor a pattern.
  base = await mkdtemp(join(tmpdir(), 'git run (x) '));
  root = join(base, 'ws');
  await mkdir(root);
  workspace = openWorkspace({ root, hidden: [join(root, '.gathering')] });
  git('init', '-q', '-b', 'main');
});
afterEach(() => rm(base, { recursive: true }));

function git(...args: string[]): void {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: root,
    env,
  });
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function commit(...paths: string[]): Promise<void> {
  for (const path of paths) await put(path, 'text\n');
  git('add', '-f', '--', ...paths);
  git('commit', '-q', '-m', 'first');
}

async function failureOfLog(args: JsonObject = {}): Promise<ToolError> {
  const error = await runTool(gitLog, args, workspace).then(
    ({ value }) => expect.fail(`it answered ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  expect((error as ToolError).message).not.toMatch(/git run|\(x\)/);
  return error as ToolError;
}

it(
  'a machine without free file descriptors fails the call and not the server',
  { timeout: 60_000 },
  async () => {
    await commit('a.txt');
    const child = join(import.meta.dirname, 'children', 'git-starved.ts');
    const command = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, child, root];
    const { stdout } = await promisify(execFile)('sh', command);
    const ends = stdout.trim().split('\n');
    expect(ends).toHaveLength(24);
    for (const end of ends) expect(end).toMatch(/^(answered|retryable: .*)$/);
    expect(ends.at(-1)).toBe('answered');
    expect(ends.join()).toContain('git could not be started: the machine has no free file descriptors');
  },
);

it.each([
  [gitLog, { file: 'x'.repeat(131_071) }],
  [gitLog, { ref: 'x'.repeat(4097) }],
  [gitDiff, { file: 'x'.repeat(4097) }],
  [gitDiff, { from: 'x'.repeat(4097) }],
  [gitDiff, { from: 'HEAD', to: 'x'.repeat(4097) }],
])('an argument too long for a command line is refused by the schema (%#)', async (tool, args) => {
  await expect(runTool(tool, args, workspace)).rejects.toThrow('expected string to have <=4096 characters');
});

describe('git_log in a damaged repository', () => {
  beforeEach(() => commit('a.txt'));

  it.each([
    ['HEAD', 'garbage\n', 'no'],
    ['HEAD', `${'1'.repeat(40)}\n`, 'damaged'],
    ['packed-refs', 'garbage\n', 'unexpected line in ./.git/packed-refs'],
    ['refs/heads/main', 'garbage\n', 'No such ref'],
    ['refs/heads/main', `${'1'.repeat(40)}\n`, 'bad ref'],
  ])('fails when .git/%s is %j', async (name, content, message) => {
    if (name === 'packed-refs') git('pack-refs', '--all');
    await writeFile(join(root, '.git', name), content);
    expect((await failureOfLog()).message).toContain(message);
    await failureOfLog({ ref: 'HEAD' });
  });

  it.each([
    ['[core]\nfilemode = maybe\n', "bad boolean config value 'maybe'"],
    ['[core]\nrepositoryformatversion = 99\n', 'Expected git repo version'],
  ])('fails with %j in its configuration', async (text, message) => {
    await appendFile(join(root, '.git', 'config'), text);
    expect((await failureOfLog()).message).toContain(message);
    expect((await failureOfLog({ ref: 'HEAD' })).message).toContain(message);
  });
});

it('git_log answers with no commits on a branch that has none, in a repository that has some', async () => {
  await commit('a.txt');
  git('checkout', '-q', '--orphan', 'empty');
  expect((await runTool(gitLog, {}, workspace)).value.commits).toEqual([]);
});

it('a file "." or "./a.txt" is understood as people mean it', async () => {
  await commit('a.txt');
  await put('a.txt', 'changed\n');
  for (const file of ['.', './', './a.txt', './/a.txt']) {
    const args = { file };
    expect((await runTool(gitDiff, args, workspace)).value.files).toHaveLength(1);
    expect((await runTool(gitLog, args, workspace)).value.commits).toHaveLength(1);
  }
});

it('what is hidden stays so in a folder whose .git leads to the same repository', async () => {
  await commit('a.txt', '.gathering/journal');
  await put('.gathering/journal', 'SECRET\n');
  git('add', '.gathering/journal');
  await put('lnk/.git', 'gitdir: ../.git\n');
  for (const [tool, args] of [
    [gitDiff, {}],
    [gitDiff, { staged: true }],
    [gitDiff, { from: 'HEAD' }],
    [gitDiff, { file: '.gathering' }],
    [gitStatus, {}],
  ] as const) {
    const answer = JSON.stringify((await runTool(tool, { ...args, path: 'lnk' }, workspace)).value);
    expect(answer).not.toMatch(/SECRET|journal/);
  }
});
