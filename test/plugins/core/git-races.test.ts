/** What another program changes after a repository was looked at, and before git runs: nothing outside is run, written or asked. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { JailHost } from '../../../src/execution/jail/jail.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject, ToolDefinition } from '../../../src/plugins/contract.ts';
import { gitAdd } from '../../../src/plugins/core/git-add.ts';
import { gitCheckout } from '../../../src/plugins/core/git-checkout.ts';
import { gitClone } from '../../../src/plugins/core/git-clone.ts';
import { gitCommit } from '../../../src/plugins/core/git-commit.ts';
import { gitFetch } from '../../../src/plugins/core/git-fetch.ts';
import { gitPush } from '../../../src/plugins/core/git-push.ts';
import { serveGit } from '../../support/git-server.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { type GitFolder, gitFolder, gitIn } from './git-folder.ts';

const author = { name: 'Ada', email: 'ada@example.org' };
let own: GitFolder;
let outside: string;
let url: string;
let config: JsonObject;
/** Done once, as soon as git is to be run. */
let change: (() => void) | null;

const jail = openTestJail();
const racing: JailHost = {
  ...jail,
  run(workspace, request) {
    const now = change;
    change = null;
    now?.();
    return jail.run(workspace, request);
  },
};

beforeEach(async (context) => {
  skipWithout(context, 'bubblewrap');
  change = null;
  own = gitFolder([], racing);
  outside = ownFolder();
  writeFileSync(join(outside, 'kept'), 'as it was\n');
  const served = ownFolder();
  gitIn(served, 'init', '-q', '--bare', 'x.git');
  gitIn(join(served, 'x.git'), 'config', 'http.receivepack', 'true');
  const { host } = await serveGit(served);
  [url, config] = [`http://${host}/x.git`, { allowHosts: [host] }];
  own.git('init', '-q');
  own.put({ a: '1', 'sub/b': '1', '.gitattributes': '* filter=evil\n' });
  own.git('add', '-A');
  own.git('commit', '-qm', 'first');
  own.git('remote', 'add', 'origin', url);
  own.git('push', '-q', join(served, 'x.git'), 'main', 'main:other');
  own.git('branch', 'other');
  own.put({ a: '2' });
});

const calls: [string, ToolDefinition, JsonObject][] = [
  ['git_add', gitAdd, { files: ['.'] }],
  ['git_commit', gitCommit, { message: 'second', author }],
  ['git_checkout', gitCheckout, { files: ['a', 'sub/b'] }],
  ['git_fetch', gitFetch, {}],
  ['git_push', gitPush, { branch: 'main' }],
];

/** What it answers, or why not. */
const answered = (tool: ToolDefinition, args: JsonObject) =>
  own.run(tool, args, { config }).then(
    () => 'done',
    (error: Error) => error.message,
  );
const listed = () =>
  execFileSync('find', [outside, '-type', 'f', '-printf', '%P %s %T@\n'], { encoding: 'utf8' });

it('a program that the configuration names by then runs in the jail', async () => {
  const canary = join(outside, 'canary');
  change = () => own.git('config', 'filter.evil.clean', `touch ${canary} /workspace/ran; cat`);
  await answered(gitAdd, { files: ['a'] });
  expect([existsSync(join(own.root, 'ran')), existsSync(canary)]).toEqual([true, false]);
});

it.each(calls)('links that lead out by then are not followed: %s', async (_, tool, args) => {
  for (const name of ['logs', 'objects', 'refs', 'index', 'FETCH_HEAD', 'ORIG_HEAD', 'COMMIT_EDITMSG']) {
    const copy = ownFolder();
    execFileSync('cp', ['-a', `${own.root}/.`, copy]);
    const there = join(outside, name);
    change = () => {
      const data = join(own.root, '.git', name);
      if (existsSync(data)) renameSync(data, there);
      else writeFileSync(there, '');
      symlinkSync(there, data);
      execFileSync('find', [there, '-exec', 'touch', '-d', '@0', '{}', '+']);
    };
    const before = () => execFileSync('find', [there, '-newermt', '@1'], { encoding: 'utf8' });
    await answered(tool, args);
    expect([name, change, before()]).toEqual([name, null, '']);
    execFileSync('sh', ['-c', 'rm -rf "$0/.git"; cp -a "$1/.git" "$0"', own.root, copy]);
  }
});

it('a folder of the working tree that leads out by then is not written through', async () => {
  own.git('checkout', '-q', '--', '.');
  own.git('rm', '-qr', 'sub');
  own.git('commit', '-qm', 'without');
  mkdirSync(join(outside, 'sub'));
  change = () => symlinkSync(join(outside, 'sub'), join(own.root, 'sub'));
  const before = listed();
  await answered(gitCheckout, { branch: 'other' });
  expect([change, listed()]).toEqual([null, before]);
});

const keys = [
  'url.ELSEWHERE.insteadOf',
  'http.proxy',
  'remote.origin.url',
  'remote.origin.pushurl',
  'remote.origin.proxy',
];
it.each(
  keys.flatMap(
    (key) =>
      [
        [key, gitFetch],
        [key, gitPush],
      ] as const,
  ),
)('nobody else is asked, whatever %s is by then', async (key, tool) => {
  const elsewhere = await serveGit(ownFolder());
  const address = `http://${elsewhere.host}/`;
  const value = key.startsWith('url') ? url : address;
  change = () => own.git('config', key.replace('ELSEWHERE', address), value);
  await answered(tool, {});
  expect([change, elsewhere.asked]).toEqual([null, []]);
});

it('a folder that leads out by then is neither cloned into nor removed', async () => {
  mkdirSync(join(outside, 'er'));
  writeFileSync(join(outside, 'er/kept'), '');
  change = () => {
    renameSync(join(own.root, 'deep'), join(own.root, 'held'));
    symlinkSync(outside, join(own.root, 'deep'));
  };
  const before = listed();
  expect(await answered(gitClone, { url, path: 'deep/er' })).not.toBe('done');
  expect([change, listed()]).toEqual([null, before]);
});

it('a repository in a folder that a program is writing is left alone until it ends', async () => {
  gitIn(own.root, 'init', '-q', 'folder/inner');
  own.put({ 'folder/inner/a': '' });
  const script = 'touch folder/ready; until [ -e folder/stop ]; do sleep 0.01; done';
  const writing = jail.run(openWorkspace({ root: own.root }), {
    ...{ program: 'sh', args: ['-c', script], grants: [{ path: 'folder', writable: true }] },
    ...{ signal: new AbortController().signal, onOutput: () => {}, onUsage: () => {} },
  });
  await expect.poll(() => existsSync(join(own.root, 'folder/ready')), { timeout: 10_000 }).toBe(true);
  const add = () => own.run(gitAdd, { path: 'folder/inner', files: ['.'] });
  await expect(add()).rejects.toMatchObject({
    ...{ path: ['path'], retryable: true, message: expect.stringContaining('another program is writing') },
  });
  own.put({ 'folder/stop': '' });
  await writing;
  expect((await add()).staged).toEqual([{ path: 'a', change: 'added' }]);
});

it('what is in the way of a change is told as what it is, and what can be done', async () => {
  own.git('config', 'filter.evil.clean', 'cat');
  const advice =
    /^The repository's configuration \(".git\/config"\) sets "filter.evil.clean".* Remove that key to change/;
  expect(await answered(gitAdd, { files: ['a'] })).toMatch(advice);
});
