/** git in the jail: repositories that would be refused without it are served, and what they start reaches nothing. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject, ToolDefinition } from '../../../src/plugins/contract.ts';
import { gitBlame } from '../../../src/plugins/core/git-blame.ts';
import { gitBranches } from '../../../src/plugins/core/git-branches.ts';
import { gitDiff } from '../../../src/plugins/core/git-diff.ts';
import { gitLog } from '../../../src/plugins/core/git-log.ts';
import { gitShow } from '../../../src/plugins/core/git-show.ts';
import { gitStatus } from '../../../src/plugins/core/git-status.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

const jail = openTestJail();
let base: string;
let root: string;

beforeEach(async (context) => {
  skipWithout(context, 'bubblewrap');
  base = ownFolder();
  root = join(base, 'ws');
  await mkdir(join(root, '.gathering'), { recursive: true });
  await writeFile(join(root, '.gathering', 'journal'), 'secret');
  await writeFile(join(root, 'a.txt'), 'text\n');
  git('init', '-q', '-b', 'main');
  git('add', 'a.txt');
  git('commit', '-q', '-m', 'first');
  await writeFile(join(root, 'a.txt'), 'changed\n');
});

function git(...args: string[]): void {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: root,
    env,
  });
}

async function call(tool: ToolDefinition, args: JsonObject = {}): Promise<any> {
  const workspace = openWorkspace({ root, hidden: [join(root, '.gathering')] });
  return (await runTool(tool, args, workspace, undefined, jail)).value;
}

const configure = (text: string) => appendFile(join(root, '.git', 'config'), text);

it('git_status, git_log and git_diff answer as they do without a jail', async () => {
  expect(await call(gitStatus)).toMatchObject({
    branch: 'main',
    files: [{ path: 'a.txt', index: 'unmodified', workingTree: 'modified' }],
  });
  expect(await call(gitLog)).toMatchObject({ commits: [{ message: 'first', author: { name: 'Ada' } }] });
  expect((await call(gitDiff)).diff).toContain('-text\n+changed');
  await expect(call(gitLog, { ref: 'nowhere' })).rejects.toThrow('There is no commit "nowhere" here');
});

it('git_show, git_blame and git_branches answer in the jail', async () => {
  expect((await call(gitShow)).diff).toContain('+text');
  expect((await call(gitBlame, { file: 'a.txt' })).lines).toMatchObject([{ line: 1, text: 'text' }]);
  expect(await call(gitBranches)).toMatchObject({ current: 'main', branches: [{ name: 'main' }] });
});

it('a repository with keys that nobody knows is served', async () => {
  await configure('[core]\nnewCommand = x\n[evil]\nkey\n[include]\npath = ../missing\n');
  expect((await call(gitStatus)).files).toHaveLength(1);
});

it('what is hidden from tools is hidden from git', async () => {
  git('add', '-f', '.gathering');
  git('commit', '-q', '-m', 'second');
  await writeFile(join(root, '.gathering', 'journal'), 'changed secret');
  expect((await call(gitStatus)).files).toMatchObject([{ path: 'a.txt' }]);
  expect((await call(gitDiff)).diff).not.toContain('secret');
});

it('an untouched file is not read again: the index knows it by its owner, too', async () => {
  git('checkout', '-q', 'a.txt');
  // Else git would not trust the index, which is as young.
  await utimes(join(root, 'a.txt'), 0, 1);
  git('status');
  await configure('[filter "slow"]\nclean = exit 1\nrequired\n');
  await writeFile(join(root, '.git', 'info', 'attributes'), 'a.txt filter=slow\n');
  expect((await call(gitStatus)).clean).toBe(true);
});

describe('a program that a repository makes git run', () => {
  const escape = () => join(base, 'escaped');

  beforeEach(async () => {
    const evil = join(root, 'evil.sh');
    // It says that it ran in the only place that it can write, and takes what it can get.
    await writeFile(evil, `#!/bin/sh\ntouch ${escape()} ${root}/escaped ./escaped .git/escaped\ncat\n`);
    await chmod(evil, 0o755);
    await writeFile(join(root, '.gitattributes'), '*.txt filter=evil diff=evil\n');
  });

  it.each([
    ['a filter', (evil: string) => `[filter "evil"]\nclean = ${evil}\n`],
    ['fsmonitor', (evil: string) => `[core]\nfsmonitor = ${evil}\n`],
    ['an external diff', (evil: string) => `[diff]\nexternal = ${evil}\n[diff "evil"]\ntextconv = ${evil}\n`],
  ])('writes nothing of this machine: %s', async (_, text) => {
    await configure(text('/workspace/evil.sh'));
    expect(JSON.stringify(await call(gitStatus))).toContain('a.txt');
    expect((await call(gitDiff)).diff).toContain('+changed');
    const written = [escape(), ...['escaped', '.git/escaped'].map((name) => join(root, name))];
    expect(written.filter((path) => existsSync(path))).toEqual([]);
  });

  it('would, where git runs as it does for its owner', async () => {
    await configure(`[filter "evil"]\nclean = ${join(root, 'evil.sh')}\n`);
    git('diff');
    expect(existsSync(escape())).toBe(true);
  });
});
