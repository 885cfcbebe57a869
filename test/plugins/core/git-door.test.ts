/** What passes through the door of a git that reaches another host, and what does not. */
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { config } from '../../../src/plugins/core/config.ts';
import { gitClone } from '../../../src/plugins/core/git-clone.ts';
import { gitCommit } from '../../../src/plugins/core/git-commit.ts';
import { gitAdd } from '../../../src/plugins/core/git-add.ts';
import { Door } from '../../../src/plugins/core/git-door.ts';
import { gitPush } from '../../../src/plugins/core/git-push.ts';
import { type GitServer, serveGit } from '../../support/git-server.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { bothWays, gitFolder, gitIn } from './git-folder.ts';

let server: GitServer;
let served: string;
let url: string;

beforeEach(async () => {
  served = ownFolder();
  gitIn(served, 'init', '-q', '--bare', 'x.git');
  gitIn(join(served, 'x.git'), 'config', 'http.receivepack', 'true');
  server = await serveGit(served, (request, response) => {
    if (!request.url!.startsWith('/page')) return false;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
    return true;
  });
  url = `http://${server.host}/x.git`;
});

const open = (address: string, more: { maxBytes?: number } = {}) => {
  const context = {
    config: config.parse({ allowHosts: [server.host] }),
    signal: new AbortController().signal,
  };
  return new Door({ address, service: 'git-upload-pack', argument: 'url', ...more }, context);
};

/** Where git finds it. */
async function placeOf(door: Door): Promise<string> {
  const { GIT_CONFIG_KEY_0 = '' } = await door.onPort();
  return /^url\.(.*)\.insteadOf$/.exec(GIT_CONFIG_KEY_0)![1]!;
}

it.each([
  ['GET', '/HEAD'],
  ['GET', '/info/refs'],
  ['GET', '/info/refs?service=git-receive-pack'],
  ['POST', '/info/refs?service=git-upload-pack'],
  ['POST', '/git-receive-pack'],
  ['GET', '/../y.git/info/refs?service=git-upload-pack'],
  ['GET', '/%2e%2e/y.git/info/refs?service=git-upload-pack'],
  ['CONNECT', '/'],
])('what git does not need for its purpose is not passed on: %s %s', async (method, path) => {
  await using door = open(url);
  const place = await placeOf(door);
  const answer = await fetch(`${place}${path}`, { method }).catch(() => null);
  expect(answer?.status ?? 403).toBe(403);
  const { origin } = new URL(place);
  expect((await fetch(`${origin}/info/refs?service=git-upload-pack`)).status).toBe(403);
  expect(server.asked).toEqual([]);
});

it('what git needs is passed on', async () => {
  await using door = open(url);
  const answer = await fetch(`${await placeOf(door)}/info/refs?service=git-upload-pack`);
  expect(await answer.text()).toContain('# service=git-upload-pack');
  expect(server.asked).toHaveLength(1);
});

it('more than may pass ends it', async () => {
  await using door = open(url, { maxBytes: 20 });
  const place = await placeOf(door);
  await fetch(`${place}/info/refs?service=git-upload-pack`)
    .then((answer) => answer.text())
    .catch(() => undefined);
  expect(door.signal.reason).toMatchObject({
    path: ['url'],
    message: expect.stringContaining('has more than'),
  });
});

it.each([
  ['an address with a query', 'http://example.org/x.git?a=b', /has a "\?"/],
  ['an address of no repository', 'mailto:a@example.org', /neither of http/],
  ['an address with a NUL', 'http://example.org/x\0', /git knows no such/],
  ['an address with a line end', 'http://example.org/x\n.git', /git knows no such/],
  ['an address that git reads otherwise', 'http:example.org/x.git', /git knows no such/],
])('refuses %s', (_, address, message) => {
  expect(() => open(address)).toThrow(
    expect.objectContaining({ path: ['url'], message: expect.stringMatching(message) }),
  );
});

it('a clone that needs more disk than there is leaves nothing behind', async (context) => {
  skipWithout(context, 'bubblewrap');
  const theirs = ownFolder();
  gitIn(theirs, 'init', '-q');
  writeFileSync(join(theirs, 'large'), randomBytes(5_000_000));
  gitIn(theirs, 'add', '-A');
  gitIn(theirs, 'commit', '-qm', 'large');
  gitIn(theirs, 'push', '-q', join(served, 'x.git'), 'main');
  const jail = openTestJail({ ceilings: { memoryBytes: 2 ** 30, diskBytes: 2 ** 20 } });
  const own = gitFolder([], jail);
  await expect(own.run(gitClone, { url }, { config: { allowHosts: [server.host] } })).rejects.toMatchObject({
    ...{ path: ['url'], message: expect.stringContaining('jailDiskBytes') },
  });
  expect(readdirSync(own.root)).toEqual([]);
});

bothWays((jail) => {
  it('a web page is no repository', async () => {
    const own = gitFolder([], jail);
    const cloning = own.run(
      gitClone,
      { url: `http://${server.host}/page` },
      { config: { allowHosts: [server.host] } },
    );
    await expect(cloning).rejects.toMatchObject({
      path: ['url'],
      message: expect.stringContaining('no git repository'),
    });
  });

  it('what is large passes whole, both ways', async () => {
    const settings = { config: { allowHosts: [server.host] } };
    const own = gitFolder([], jail);
    await own.run(gitClone, { url, path: 'first' }, settings);
    own.put({ 'first/large': randomBytes(5_000_000) });
    await own.run(gitAdd, { path: 'first', files: ['large'] });
    const author = { name: 'Ada', email: 'ada@example.org' };
    await own.run(gitCommit, { path: 'first', message: 'large', author });
    const { branch, hash } = await own.run(gitPush, { path: 'first' }, settings);
    expect(await own.run(gitClone, { url, path: 'second', branch }, settings)).toMatchObject({ hash });
    expect(gitIn(join(own.root, 'second'), 'fsck', '--full')).toBe('');
  });
});
