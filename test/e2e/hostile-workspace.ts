/** A workspace made by somebody who wants what is outside of it, and what each call into it must be told. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ownFolder } from '../support/own-folder.ts';
import type { BadOperation } from './bad-operations.ts';

const isRoot = process.getuid?.() === 0;
const SECRET = 'nobody may read this';

export interface HostileWorkspace {
  /** To serve. */
  folder: string;
  /** Has anything outside been written, or a program of the workspace been run? */
  isHarmed(): boolean;
}

export function hostileWorkspace(): HostileWorkspace {
  const base = ownFolder();
  const folder = join(base, 'workspace');
  const secret = join(base, 'secret.txt');
  const canary = join(base, 'canary');
  mkdirSync(folder);
  writeFileSync(secret, SECRET);
  symlinkSync(base, join(folder, 'out'));
  symlinkSync('/dev/zero', join(folder, 'zero'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  if (isRoot) execFileSync('mknod', [join(folder, 'device'), 'c', '1', '5']);
  repository(join(folder, 'good'));
  repository(join(folder, 'evil'));
  const program = join(folder, 'evil.sh');
  writeFileSync(program, `#!/bin/sh\ntouch ${canary}\n`);
  chmodSync(program, 0o755);
  git(join(folder, 'evil'), 'config', 'core.fsmonitor', program);
  return { folder, isHarmed: () => existsSync(canary) || readFileSync(secret, 'utf8') !== SECRET };
}

function repository(folder: string): void {
  mkdirSync(folder);
  git(folder, 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  git(folder, 'add', 'a.txt');
  git(folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-q', '-m', 'first');
}

function git(cwd: string, ...args: string[]): void {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', args, { cwd, env });
}

const CALL = `mutation ($tool: ID!, $arguments: JSON) {
  answer: executeTool(input: { tool: $tool, arguments: $arguments }) {
    ... on Execution { status result error { code message } }
  }
}`;

function refused(tool: string, args: object, why: string): BadOperation {
  const error = { code: 'TOOL_ERROR', message: expect.stringContaining(why) };
  return [
    `calls ${tool} with ${JSON.stringify(args)}`,
    { query: CALL, variables: { tool, arguments: args } },
    { data: { answer: { status: 'FAILED', result: null, error } } },
  ];
}

/** In the jail git may run what it likes; without one, it is not asked. */
function runsNothing(tool: string, args: object): BadOperation {
  if (!existsSync('/usr/bin/bwrap')) return refused(tool, args, '"core.fsmonitor"');
  const [what, operation] = refused(tool, args, '');
  return [what, operation, { data: { answer: { status: 'SUCCEEDED', error: null } } }];
}

const LEADS_OUT = 'leads out of the workspace';
const NO_FILE = 'is not a regular file';
const NO_COMMIT = 'cannot name a commit';

const FILES: [path: string, why: string][] = [
  ['../secret.txt', LEADS_OUT],
  ['good/../../secret.txt', LEADS_OUT],
  ['out/secret.txt', LEADS_OUT],
  ['/etc/passwd', 'is absolute'],
  ['good\u0000', 'has a character that no name can have'],
  ['zero', LEADS_OUT],
  ['fifo', NO_FILE],
  ...(isRoot ? [['device', NO_FILE] satisfies [string, string]] : []),
];
/** Git would take them for options. */
const REFS = ['--output=../secret.txt', '-n1', '--', '-', '--upload-pack=./evil.sh'];

export const HOSTILE_CALLS: readonly BadOperation[] = [
  ...FILES.map(([path, why]) => refused('fs_read', { path }, why)),
  ...FILES.map(([path, why]) => refused('fs_write', { path, content: 'x' }, why)),
  refused('fs_list', { path: '..' }, LEADS_OUT),
  refused('fs_list', { path: 'out' }, LEADS_OUT),
  refused('fs_write', { path: 'good/.git/config', content: 'x' }, 'is inside a ".git" folder'),
  refused('git_status', { path: 'out' }, LEADS_OUT),
  ...['git_status', 'git_log', 'git_diff', 'git_show', 'git_branches'].map((tool) =>
    runsNothing(tool, { path: 'evil' }),
  ),
  runsNothing('git_blame', { path: 'evil', file: 'a.txt' }),
  ...REFS.map((ref) => refused('git_log', { path: 'good', ref }, NO_COMMIT)),
  ...REFS.map((ref) => refused('git_show', { path: 'good', ref }, NO_COMMIT)),
  ...REFS.map((ref) => refused('git_blame', { path: 'good', file: 'a.txt', ref }, NO_COMMIT)),
  ...REFS.map((from) => refused('git_diff', { path: 'good', from }, NO_COMMIT)),
];
