/** git_add, git_commit and git_checkout, against what git itself says afterwards. */
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { gitAdd } from '../../../src/plugins/core/git-add.ts';
import { gitCheckout } from '../../../src/plugins/core/git-checkout.ts';
import { gitCommit } from '../../../src/plugins/core/git-commit.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { bothWays, type GitFolder, gitFolder, gitIn } from './git-folder.ts';

const author = { name: 'Ada', email: 'ada@example.org' };
bothWays((jail) => {
  let own: GitFolder;

  beforeEach(() => {
    own = gitFolder(['secret'], jail);
    own.git('init', '-q');
  });

  function commitAll(message: string): string {
    own.git('add', '-A', '--', '.', ':(exclude)secret');
    own.git('commit', '-qm', message);
    return own.git('rev-parse', 'HEAD');
  }

  describe('git_add', () => {
    it('stages new, changed and deleted files, whatever they are called, as git does', async () => {
      own.put({ keep: '1', gone: '1', '-n': '1' });
      commitAll('first');
      own.put({ keep: '2', '-n': '2', 'a\nb "c"': '', ':(top)x': '', '*': '', ignored: '', 'sub/deep': '' });
      own.put({ '.gitignore': 'ignored\n', 'secret/key': 'x', '-dash/--force': '' });
      own.git('rm', '-q', '--cached', 'gone');
      own.git('reset', '-q');
      gitIn(own.root, 'rm', '-q', 'gone');
      gitIn(own.root, 'reset', '-q');
      const { staged } = await own.run(gitAdd, { files: ['.'] });
      const byGit = own.git('diff', '--cached', '--name-only', '-z', '--no-renames').split('\0').slice(0, -1);
      expect(staged.map(({ path }: { path: string }) => path)).toEqual(byGit);
      expect(byGit.toSorted()).toEqual(
        [
          '-dash/--force',
          '-n',
          ':(top)x',
          '*',
          '.gitignore',
          'a\nb "c"',
          'gone',
          'keep',
          'sub/deep',
        ].toSorted(),
      );
      expect(staged).toContainEqual({ path: 'gone', change: 'deleted' });
    });

    it('takes names as they are, not as patterns or options', async () => {
      own.put({ a: '', b: '', '*': '', '--all': '' });
      expect((await own.run(gitAdd, { files: ['*', '--all'] })).staged).toEqual([
        { path: '*', change: 'added' },
        { path: '--all', change: 'added' },
      ]);
    });

    it.each([
      [['nothing'], 'no such file'],
      [['ignored'], 'ignored'],
      [['secret/key'], 'no such file'],
      [['.git/config'], 'no such file'],
      [['../x'], 'relative to the top'],
      [['linked'], 'second name'],
      [[':(exclude)a'], 'no such file'],
    ])('refuses %j, and stages nothing', async (files, message) => {
      own.put({ a: '', ignored: '', '.gitignore': 'ignored', 'secret/key': '' });
      const outside = join(ownFolder(), 'outside');
      writeFileSync(outside, 'secret');
      linkSync(outside, join(own.root, 'linked'));
      await expect(own.run(gitAdd, { files })).rejects.toMatchObject({
        name: 'ToolError',
        path: expect.arrayContaining(['files']),
        message: expect.stringContaining(message),
      });
      expect(own.git('diff', '--cached', '--name-only')).toBe('');
    });
  });

  describe('git_commit', () => {
    it('commits what is staged, by whom it is told, and says what it is', async () => {
      own.put({ a: '1', b: '1' });
      own.git('add', 'a');
      const result = await own.run(gitCommit, { message: 'Ünder 1\n\n-- why\n# not a comment\n', author });
      expect(result).toEqual({
        ...{ repository: '.', branch: 'main', hash: own.git('rev-parse', 'HEAD') },
        files: [{ path: 'a', change: 'added' }],
      });
      expect(own.git('log', '-1', '--format=%an|%ce|%B')).toBe(
        'Ada|ada@example.org|Ünder 1\n\n-- why\n# not a comment',
      );
    });

    it('knows the author by the configuration of core, else of the repository, and never of this machine', async () => {
      own.put({ a: '1' });
      own.git('add', 'a');
      await expect(own.run(gitCommit, { message: 'x' })).rejects.toMatchObject({ path: ['author'] });
      own.git('config', 'user.name', 'Repo');
      own.git('config', 'user.email', 'repo@example.org');
      await own.run(gitCommit, { message: 'x' });
      expect(own.git('log', '-1', '--format=%an')).toBe('Repo');
      own.put({ a: '2' });
      own.git('add', 'a');
      await own.run(gitCommit, { message: 'x' }, { config: { gitAuthor: { name: 'Bot', email: 'bot@x' } } });
      expect(own.git('log', '-1', '--format=%an')).toBe('Bot');
    });

    it('ends a merge', async () => {
      own.put({ a: '1' });
      commitAll('first');
      own.git('checkout', '-qb', 'other');
      own.put({ a: '2' });
      commitAll('theirs');
      own.git('checkout', '-q', 'main');
      own.put({ a: '3' });
      commitAll('ours');
      expect(() => own.git('merge', 'other')).toThrow();
      await expect(own.run(gitCommit, { message: 'x', author })).rejects.toThrow(/conflict/);
      own.put({ a: '2 and 3' });
      await own.run(gitAdd, { files: ['a'] });
      await own.run(gitCommit, { message: 'Merge', author });
      expect(own.git('log', '-1', '--format=%p').split(' ')).toHaveLength(2);
    });

    it.each([
      [{ message: 'x', author }, false, /Nothing is staged/],
      [{ message: ' \n ', author }, true, /nothing but space/],
      [{ message: 'x', author: { name: 'a <b>', email: 'a@b' } }, true, /must have no/],
    ])('refuses %j, and commits nothing', async (args, isStaged, message) => {
      own.put({ a: '' });
      if (isStaged) own.git('add', 'a');
      await expect(own.run(gitCommit, args)).rejects.toThrow(message);
      expect(() => own.git('rev-parse', '--verify', 'HEAD')).toThrow();
    });

    it('says so where another git is at work', async () => {
      own.put({ a: '', '.git/index.lock': '' });
      await expect(own.run(gitAdd, { files: ['a'] })).rejects.toMatchObject({
        path: ['path'],
        retryable: true,
      });
    });
  });

  describe('git_checkout', () => {
    let first: string;
    beforeEach(() => {
      own.put({ a: '1', b: '1' });
      first = commitAll('first');
      own.git('branch', 'other');
      own.put({ a: '2', c: '' });
      commitAll('second');
    });
    const status = () => own.git('status', '--porcelain');

    it('changes to a branch, and carries over what it can', async () => {
      own.put({ b: 'mine' });
      const result = await own.run(gitCheckout, { branch: 'other' });
      expect(result).toMatchObject({
        ...{ branch: 'other', hash: first, previousHash: own.git('rev-parse', 'main') },
        files: [
          { path: 'a', change: 'modified' },
          { path: 'c', change: 'deleted' },
        ],
      });
      expect(status()).toBe('M b');
    });

    it('loses no change', async () => {
      own.put({ a: 'mine' });
      await expect(own.run(gitCheckout, { branch: 'other' })).rejects.toMatchObject({
        path: ['branch'],
        message: expect.stringContaining('would be lost'),
      });
      expect([own.git('branch', '--show-current'), readFileSync(join(own.root, 'a'), 'utf8')]).toEqual([
        'main',
        'mine',
      ]);
    });

    it('makes a branch at a commit, also before the first one', async () => {
      expect(await own.run(gitCheckout, { branch: 'f/ü', create: true, ref: 'HEAD~1' })).toMatchObject({
        ...{ branch: 'f/ü', hash: first },
      });
      const empty = gitFolder([], jail);
      empty.git('init', '-q');
      expect(await empty.run(gitCheckout, { branch: 'new', create: true })).toMatchObject({
        branch: 'new',
        hash: null,
      });
    });

    it('goes to a commit where it is named', async () => {
      expect(await own.run(gitCheckout, { ref: 'main~1' })).toMatchObject({ branch: null, hash: first });
    });

    it('takes back just the files that are named', async () => {
      own.put({ a: 'mine', b: 'mine' });
      own.git('add', '-A');
      expect((await own.run(gitCheckout, { files: ['a'], ref: 'HEAD~1' })).files).toEqual([
        { path: 'a', change: 'modified' },
      ]);
      expect([readFileSync(join(own.root, 'a'), 'utf8'), readFileSync(join(own.root, 'b'), 'utf8')]).toEqual([
        '1',
        'mine',
      ]);
    });

    it.each([
      [{ branch: 'none' }, 'branch'],
      [{ branch: '--force' }, 'branch'],
      [{ branch: 'a..b', create: true }, 'branch'],
      [{ branch: 'x.lock', create: true }, 'branch'],
      [{ branch: 'other', create: true }, 'branch'],
      [{ branch: 'other', ref: 'main' }, 'ref'],
      [{ create: true }, 'branch'],
      [{}, 'branch'],
      [{ ref: '--detach' }, 'ref'],
      [{ ref: 'none' }, 'ref'],
      [{ files: ['none'] }, 'files'],
      [{ files: ['../x'] }, 'files'],
      [{ files: ['a'], branch: 'other' }, 'files'],
    ])('refuses %j, and changes nothing', async (args, argument) => {
      const before = [own.git('for-each-ref'), own.git('branch', '--show-current'), status()];
      const error = await own.run(gitCheckout, args).catch((thrown: unknown) => thrown);
      expect(
        JSON.stringify(
          (error as { path?: unknown; issues?: unknown }).path ?? (error as { issues: unknown }).issues,
        ),
      ).toContain(argument);
      expect([own.git('for-each-ref'), own.git('branch', '--show-current'), status()]).toEqual(before);
    });

    it('tells what differs as git does: renames, odd names, a merge, a submodule', async () => {
      const part = gitFolder([], jail);
      part.git('init', '-q');
      part.put({ x: '' });
      part.git('add', 'x');
      part.git('commit', '-qm', 'part');
      own.git('checkout', '-qb', 'odd');
      own.git('mv', 'b', 'renamed "b"\n');
      own.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', part.root, 'part');
      commitAll('odd');
      own.git('checkout', '-q', 'other');
      own.put({ other: '' });
      commitAll('other');
      own.git('checkout', '-q', 'odd');
      own.git('merge', '-q', '--no-edit', 'other');
      const merged = own.git('rev-parse', 'HEAD');
      own.git('checkout', '-q', 'main');
      const { files } = await own.run(gitCheckout, { branch: 'odd' });
      const byGit = own.git('diff', '--name-status', '--no-renames', '-z', 'main', merged).split('\0');
      expect(files.map(({ path }: { path: string }) => path)).toEqual(byGit.filter((_, i) => i % 2 === 1));
      expect(own.git('rev-parse', 'HEAD')).toBe(merged);
      expect(status()).toBe('');
    });

    it('writes nothing at a path that is hidden', async () => {
      own.git('checkout', '-qb', 'evil');
      mkdirSync(join(own.root, 'secret'));
      own.put({ 'secret/key': 'planted' });
      own.git('add', 'secret/key');
      own.git('commit', '-qm', 'x');
      own.git('checkout', '-q', 'main');
      const all: JsonObject[] = [{ branch: 'evil' }, { ref: 'evil' }, { files: ['.'], ref: 'evil' }];
      for (const args of all) await expect(own.run(gitCheckout, args)).rejects.toThrow(/no tool may write/);
      expect(() => readFileSync(join(own.root, 'secret/key'))).toThrow();
    });
  });
});
