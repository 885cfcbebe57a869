/** git_clone, git_fetch and git_push, against git's own server. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { gitClone } from '../../../src/plugins/core/git-clone.ts';
import { gitCommit } from '../../../src/plugins/core/git-commit.ts';
import { gitFetch } from '../../../src/plugins/core/git-fetch.ts';
import { gitPush } from '../../../src/plugins/core/git-push.ts';
import { serveGit } from '../../support/git-server.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { bothWays, type GitFolder, gitFolder, gitIn } from './git-folder.ts';

const author = { name: 'Ada', email: 'ada@example.org' };
bothWays((jail) => {
  let own: GitFolder;
  /** The folder of a server's repositories, with one in it. */
  let served: string;
  /** A working tree of somebody else, whose remote it is. */
  let theirs: string;

  beforeEach(() => {
    own = gitFolder(['secret'], jail);
    served = ownFolder();
    theirs = ownFolder();
    gitIn(served, 'init', '-q', '--bare', 'x.git');
    gitIn(join(served, 'x.git'), 'config', 'http.receivepack', 'true');
    gitIn(theirs, 'init', '-q');
    gitIn(theirs, 'remote', 'add', 'origin', join(served, 'x.git'));
    commit('first', { a: '1', 'sub/b': '1' });
    commit('second', { a: '2' });
  });

  function commit(message: string, files: Record<string, string>): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(theirs, path, '..'), { recursive: true });
      writeFileSync(join(theirs, path), content);
    }
    gitIn(theirs, 'add', '-A');
    gitIn(theirs, 'commit', '-qm', message);
    gitIn(theirs, 'push', '-q', 'origin', 'HEAD');
    return gitIn(theirs, 'rev-parse', 'HEAD');
  }

  async function serve(before?: (request: IncomingMessage, response: ServerResponse) => boolean) {
    const { host, asked } = await serveGit(served, before);
    return { host, asked, url: `http://${host}/x.git`, config: { allowHosts: [host] } as JsonObject };
  }

  /** Wants a name and a password. */
  function guarded(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.headers.authorization === `Basic ${Buffer.from('git:s3cret').toString('base64')}`)
      return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    return true;
  }

  describe('git_clone', () => {
    it('copies a repository with its files and history, and tells how far it is', async () => {
      const { url, config } = await serve();
      const progress: unknown[] = [];
      const result = await own.run(
        gitClone,
        { url },
        { config, progress: (...said) => void progress.push(said) },
      );
      const hash = gitIn(theirs, 'rev-parse', 'HEAD');
      expect(result).toEqual({ path: 'x', branch: 'main', hash, fileCount: 2 });
      expect(gitIn(join(own.root, 'x'), 'status', '--porcelain')).toBe('');
      expect(gitIn(join(own.root, 'x'), 'log', '--format=%s')).toBe('second\nfirst');
      expect(progress.length).toBeGreaterThan(0);
      expect(existsSync(join(own.root, 'x/.git/hooks'))).toBe(false);
    });

    it('copies the newest commits of a branch alone', async () => {
      const { url, config } = await serve();
      gitIn(theirs, 'checkout', '-qb', 'other');
      const hash = commit('third', { c: '' });
      const result = await own.run(gitClone, { url, path: 'deep/er', branch: 'other', depth: 1 }, { config });
      expect(result).toEqual({ path: 'deep/er', branch: 'other', hash, fileCount: 3 });
      expect(gitIn(join(own.root, 'deep/er'), 'rev-list', '--count', 'HEAD')).toBe('1');
    });

    it('copies an empty repository', async () => {
      gitIn(served, 'init', '-q', '--bare', 'empty.git');
      const { host, config } = await serve();
      expect(await own.run(gitClone, { url: `http://${host}/empty.git` }, { config })).toMatchObject({
        hash: null,
      });
    });

    it('gives the secret to its host alone, where neither command line nor repository shows it', async () => {
      const { url, host, config } = await serve(guarded);
      const other = await serve(guarded);
      const credentials = { gitHosts: [host], gitPassword: 's3cret', allowHosts: [host, other.host] };
      await own.run(gitClone, { url }, { config: credentials });
      expect(readFileSync(join(own.root, 'x/.git/config'), 'utf8')).not.toMatch(/s3cret|Basic|extraHeader/);
      const failure = { path: ['url'], message: expect.stringContaining('name and a password') };
      await expect(
        own.run(gitClone, { url: other.url, path: 'y' }, { config: credentials }),
      ).rejects.toMatchObject(failure);
      expect(other.asked.filter(({ authorization }) => authorization)).toEqual([]);
      await expect(own.run(gitClone, { url, path: 'y' }, { config })).rejects.toMatchObject(failure);
      const wrong = { ...credentials, gitPassword: 'wr0ng' };
      const error: unknown = await own
        .run(gitClone, { url, path: 'y' }, { config: wrong })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(failure);
      expect((error as Error).message).not.toMatch(/wr0ng|127\.0/);
      expect(readdirSync(own.root)).toEqual(['x']);
    });

    it.each<[string, string | ((host: string) => string), RegExp]>([
      ['a private address', (host) => `http://${host}/x.git`, /no host of the public internet/],
      [
        'a name with a private address',
        (host) => `http://localhost:${host.split(':')[1]}/x.git`,
        /no host of the public/,
      ],
      ['another protocol', 'ssh://git@example.org/x.git', /neither of http/],
      ['a program', 'ext::sh -c touch% /tmp/x', /neither of http|no address/],
      ['a file', 'file:///etc', /neither of http/],
      ['a path', '/etc', /no address/],
      ['an option', '--upload-pack=touch /tmp/x', /no address/],
      ['a password', 'https://ada:pw@example.org/x.git', /has a name or password/],
    ])('refuses %s', async (_, url, message) => {
      const { host, asked } = await serve();
      const given = typeof url === 'string' ? url : url(host);
      await expect(own.run(gitClone, { url: given, path: 'y' })).rejects.toMatchObject({
        ...{ name: 'ToolError', path: ['url'], message: expect.stringMatching(message) },
      });
      expect([asked, readdirSync(own.root)]).toEqual([[], []]);
    });

    it.each([
      [{ path: 'there' }],
      [{ path: '../x' }],
      [{ path: 'a/.git/x' }],
      [{ path: 'secret/x' }],
      [{ path: '.git' }],
    ])('refuses %j as its folder, and asks nobody', async (args) => {
      own.put({ 'there/x': '', 'secret/y': '' });
      const { url, asked, config } = await serve();
      await expect(own.run(gitClone, { url, ...args }, { config })).rejects.toMatchObject({
        name: 'ToolError',
      });
      expect(asked).toEqual([]);
      expect(readdirSync(own.root)).toEqual(['secret', 'there']);
    });

    it.each<[string, (response: ServerResponse) => unknown, RegExp, boolean]>([
      ['is none', (response) => response.writeHead(404).end(), /no such repository/, false],
      [
        'has moved',
        (response) => response.writeHead(301, { location: 'http://127.0.0.1:1/' }).end(),
        /has moved/,
        false,
      ],
      ['is busy', (response) => response.writeHead(429).end(), /fewer requests/, true],
      ['is broken', (response) => response.writeHead(503).end(), /has a problem/, true],
      ['hangs up', (response) => response.socket!.destroy(), /connection ended/, true],
    ])(
      'says what is wrong where a server %s, and leaves nothing behind',
      async (_, answer, message, retryable) => {
        const { url, config } = await serve((__, response) => (answer(response), true));
        await expect(own.run(gitClone, { url }, { config })).rejects.toMatchObject({
          ...{ path: ['url'], message: expect.stringMatching(message), retryable },
        });
        expect(readdirSync(own.root)).toEqual([]);
      },
    );

    it('that is cancelled leaves nothing behind', async () => {
      const cancel = new AbortController();
      const { url, config } = await serve((request) => {
        if (request.method !== 'POST') return false;
        cancel.abort(new Error('cancelled'));
        return true;
      });
      await expect(own.run(gitClone, { url }, { config, signal: cancel.signal })).rejects.toThrow(
        'cancelled',
      );
      expect(readdirSync(own.root)).toEqual([]);
    });

    it('leaves nothing of a repository that would write what is hidden', async () => {
      commit('evil', { 'secret/key': 'planted' });
      const { url, config } = await serve();
      const top = gitFolder([], jail);
      expect(await top.run(gitClone, { url }, { config })).toMatchObject({ fileCount: 3 });
      const hiding = gitFolder(['x/secret'], jail);
      await expect(hiding.run(gitClone, { url }, { config })).rejects.toThrow(/no tool may write/);
      expect(readdirSync(hiding.root)).toEqual([]);
    });
  });

  describe('with a clone', () => {
    let server: Awaited<ReturnType<typeof serve>>;
    let config: JsonObject;
    const here = { path: 'x' };
    beforeEach(async () => {
      server = await serve();
      ({ config } = server);
      await own.run(gitClone, { url: server.url }, { config });
    });
    const inClone = (...args: string[]) => gitIn(join(own.root, 'x'), ...args);
    async function commitHere(content: string): Promise<string> {
      own.put({ 'x/mine': content });
      inClone('add', 'mine');
      return (await own.run(gitCommit, { ...here, message: 'mine', author })).hash;
    }

    it('git_fetch tells what is new, and leaves the working tree alone', async () => {
      const before = inClone('rev-parse', 'HEAD');
      const hash = commit('third', { a: '3' });
      gitIn(theirs, 'tag', 'v1');
      gitIn(theirs, 'push', '-q', 'origin', 'v1', 'HEAD:gone');
      expect((await own.run(gitFetch, here, { config })).updates).toEqual([
        { ref: 'refs/remotes/origin/gone', from: null, to: hash },
        { ref: 'refs/remotes/origin/main', from: before, to: hash },
        { ref: 'refs/tags/v1', from: null, to: hash },
      ]);
      gitIn(theirs, 'push', '-q', 'origin', ':gone');
      expect((await own.run(gitFetch, here, { config })).updates).toEqual([]);
      expect((await own.run(gitFetch, { ...here, prune: true }, { config })).updates).toEqual([
        { ref: 'refs/remotes/origin/gone', from: hash, to: null },
      ]);
      expect([inClone('rev-parse', 'HEAD'), inClone('status', '--porcelain')]).toEqual([before, '']);
    });

    it('git_push brings a branch, new or not, and says what became of it', async () => {
      const hash = await commitHere('1');
      const push = (more: JsonObject = {}) => own.run(gitPush, { ...here, ...more }, { config });
      expect(await push()).toEqual({ repository: 'x', branch: 'main', hash, change: 'updated' });
      expect(gitIn(join(served, 'x.git'), 'rev-parse', 'main')).toBe(hash);
      expect(await push()).toMatchObject({ change: 'unchanged' });
      inClone('branch', 'new');
      expect(await push({ branch: 'new', setUpstream: true })).toMatchObject({
        branch: 'new',
        change: 'created',
      });
      expect(inClone('rev-parse', '--abbrev-ref', 'new@{u}')).toBe('origin/new');
    });

    it('git_push replaces no commits that are not known here', async () => {
      await commitHere('1');
      const hash = commit('third', { a: '3' });
      const push = (more: JsonObject = {}) => own.run(gitPush, { ...here, ...more }, { config });
      const rejected = (message: RegExp) => ({ path: ['branch'], message: expect.stringMatching(message) });
      await expect(push()).rejects.toMatchObject(rejected(/commits that are not here/));
      await expect(push({ force: true })).rejects.toMatchObject(rejected(/than at the last fetch/));
      expect(gitIn(join(served, 'x.git'), 'rev-parse', 'main')).toBe(hash);
      await own.run(gitFetch, here, { config });
      expect(await push({ force: true })).toMatchObject({ change: 'forced' });
    });

    it('a server that refuses a push says so', async () => {
      gitIn(join(served, 'x.git'), 'config', 'receive.denyDeletes', 'true');
      writeFileSync(join(served, 'x.git/hooks/pre-receive'), '#!/bin/sh\necho no >&2\nexit 1\n', {
        mode: 0o755,
      });
      await commitHere('1');
      await expect(own.run(gitPush, here, { config })).rejects.toMatchObject({
        ...{ path: ['branch'], message: expect.stringContaining('refuses that change') },
      });
    });

    it.each([
      ['remote', { remote: 'none' }],
      ['remote', { remote: '--all' }],
      ['branch', { branch: 'none' }],
      ['branch', { branch: '+main' }],
      ['branch', { branch: 'main:other' }],
      ['branch', { branch: '--delete' }],
    ])('a bad %s is refused: %j', async (argument, args) => {
      const before = server.asked.length;
      const error: unknown = await own
        .run(gitPush, { ...here, ...args }, { config })
        .catch((thrown: unknown) => thrown);
      const { path, issues } = error as { path?: string[]; issues?: unknown };
      expect(JSON.stringify(path ?? issues)).toContain(argument);
      expect(server.asked).toHaveLength(before);
    });

    it.each([
      ['http.proxy', 'http://127.0.0.1:1'],
      ['http.sslVerify', 'false'],
      ['http.https://example.org.extraHeader', 'x: y'],
      ['url.http://127.0.0.1:1/.insteadOf', 'http://'],
      ['remote.origin.uploadpack', 'touch /tmp/x'],
      ['remote.origin.receivepack', 'touch /tmp/x'],
      ['remote.origin.proxy', 'http://127.0.0.1:1'],
      ['remote.origin.vcs', 'ext'],
      ['remote.origin.mirror', 'true'],
      ['core.sshCommand', 'touch /tmp/x'],
      ['core.gitProxy', 'touch /tmp/x'],
      ['credential.helper', '!touch /tmp/x'],
      ['include.path', '/etc/passwd'],
    ])('a repository that sets %s reaches nobody', async (key, value) => {
      inClone('config', key, value);
      const before = server.asked.length;
      for (const tool of [gitFetch, gitPush])
        await expect(own.run(tool, here, { config })).rejects.toMatchObject({
          ...{
            path: ['path'],
            message: expect.stringMatching(new RegExp(`sets "${key.replaceAll('.', '\\.')}`, 'i')),
          },
        });
      expect(server.asked).toHaveLength(before);
    });

    it('a remote whose address is private, a file or a program is not reached', async () => {
      const before = server.asked.length;
      for (const url of [server.url, '/etc', 'ext::sh', 'git@example.org:x']) {
        inClone('remote', 'set-url', 'origin', url);
        for (const tool of [gitFetch, gitPush])
          await expect(own.run(tool, here)).rejects.toMatchObject({ name: 'ToolError', path: ['remote'] });
      }
      expect(server.asked).toHaveLength(before);
    });
  });
});
