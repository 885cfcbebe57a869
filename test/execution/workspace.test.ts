import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/execution/workspace.ts';
import { ToolError, type Workspace } from '../../src/plugins/contract.ts';

let base: string;
let root: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'workspace-'));
  root = join(base, 'ws');
  await mkdir(join(root, 'folder'), { recursive: true });
  await mkdir(join(root, '.gathering'));
  await writeFile(join(root, 'a.txt'), 'inside');
  await writeFile(join(root, '.gathering', 'journal.db'), 'SECRET');
  await writeFile(join(base, 'outside.txt'), 'SECRET');
});
afterEach(() => rm(base, { recursive: true }));

const text = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString();

/** The failure, having checked what holds for all of them. */
async function failure(work: Promise<unknown>, path?: string): Promise<ToolError> {
  const error = await work.then(
    () => expect.fail('it should have failed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  expect((error as ToolError).message).not.toContain(base);
  if (path !== undefined) {
    expect((error as ToolError).path).toEqual(['path']);
    expect((error as ToolError).message).toContain(`"${path}"`);
  }
  return error as ToolError;
}

async function refusesAll(workspace: Workspace, path: string, message: RegExp): Promise<void> {
  const uses = [
    workspace.read(path),
    workspace.write(path, 'new'),
    workspace.list(path),
    workspace.stat(path),
  ];
  for (const error of await Promise.all(uses.map((use) => failure(use))))
    expect(error.message).toMatch(message);
}

// Where the system shows no descriptors, all the rules hold as well, save under a race.
describe.each([
  { system: 'with descriptors', descriptors: undefined },
  { system: 'without descriptors', descriptors: '/nonexistent' },
])('a workspace $system', ({ descriptors }) => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = openWorkspace({ root, hidden: [join(root, '.gathering')], descriptors });
  });

  it('reads a file, wholly or a range of its bytes', async () => {
    expect(await text(workspace.read('a.txt'))).toBe('inside');
    expect(await text(workspace.read('folder/.././a.txt', { start: 1, end: 3 }))).toBe('ns');
    expect(await text(workspace.read('a.txt', { start: 4 }))).toBe('de');
    expect(await text(workspace.read('a.txt', { start: 4, end: 100 }))).toBe('de');
    expect(await text(workspace.read('a.txt', { start: 100 }))).toBe('');
    expect((await failure(workspace.read('a.txt', { start: -1 }))).path).toEqual(['start']);
    expect((await failure(workspace.read('a.txt', { end: 0.5 }))).path).toEqual(['end']);
  });

  it('writes new files, making the folders on the way', async () => {
    await workspace.write('x/y/new.txt', 'héllo');
    await workspace.write('x/y/new.bin', Uint8Array.of(0, 255));
    expect(await readFile(join(root, 'x/y/new.txt'), 'utf8')).toBe('héllo');
    expect([...(await readFile(join(root, 'x/y/new.bin')))]).toEqual([0, 255]);
    expect(await readdir(join(root, 'x/y'))).toEqual(['new.bin', 'new.txt']);
  });

  it('replaces a file as a whole and keeps its mode', async () => {
    await chmod(join(root, 'a.txt'), 0o640);
    const old = await open(join(root, 'a.txt'));
    await workspace.write('a.txt', 'new');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('new');
    expect((await stat(join(root, 'a.txt'))).mode & 0o777).toBe(0o640);
    // Whoever had it open still has the old file, whole: it was never written in place.
    expect(await old.readFile('utf8')).toBe('inside');
    await old.close();
  });

  it.skipIf(process.getuid?.() !== 0)('keeps the owner of a file that it replaces', async () => {
    await chown(join(root, 'a.txt'), 1234, 1235);
    await workspace.write('a.txt', 'new');
    expect(await stat(join(root, 'a.txt'))).toMatchObject({ uid: 1234, gid: 1235 });
  });

  it('leaves the old file and nothing else when a write fails', async () => {
    const broken = new Proxy(new Uint8Array(8), { getPrototypeOf: () => Object.prototype });
    await expect(workspace.write('a.txt', broken)).rejects.toThrow();
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('inside');
    expect(await readdir(root)).toEqual(['.gathering', 'a.txt', 'folder']);
  });

  it('lists a folder by name, with kind, size and time', async () => {
    await symlink('a.txt', join(root, 'link'));
    await utimes(join(root, 'a.txt'), 1, 1);
    const entries = await workspace.list('.');
    expect(entries.map(({ name, kind, byteSize }) => [name, kind, byteSize])).toEqual([
      ['a.txt', 'file', 6],
      ['folder', 'directory', 0],
      ['link', 'link', 0],
    ]);
    expect(entries[0]).toMatchObject({ path: 'a.txt', modifiedAt: '1970-01-01T00:00:01.000Z' });
    await workspace.write('folder/b', '');
    expect(await workspace.list('folder/')).toMatchObject([{ name: 'b', path: 'folder/b' }]);
    expect(await workspace.stat('.')).toMatchObject({ name: '.', path: '.', kind: 'directory' });
  });

  it('takes names that mean something elsewhere for ordinary names', async () => {
    for (const name of [
      '__proto__',
      'constructor',
      '-rf',
      '~',
      '$HOME',
      'a\nb',
      'ünï',
      '...',
      'a"b',
      '..a',
    ]) {
      await failure(workspace.read(name));
      await workspace.write(name, name);
      expect(await text(workspace.read(name))).toBe(name);
    }
  });

  it.each(['..', '../outside.txt', 'folder/../../outside.txt', '../ws-evil/x', '../ws/a.txt', './..//'])(
    'refuses %s, which leads out',
    async (path) => {
      await mkdir(join(base, 'ws-evil'));
      await writeFile(join(base, 'ws-evil', 'x'), 'SECRET');
      await refusesAll(workspace, path, /leads out of the workspace|names a folder/);
    },
  );

  it('refuses absolute paths, even to what is inside', async () => {
    for (const path of ['/', '/etc/passwd', '//etc/passwd']) await refusesAll(workspace, path, /is absolute/);
    // Here the path that is quoted is the caller's own.
    await expect(workspace.read(join(root, 'a.txt'))).rejects.toThrow('is absolute');
  });

  it('refuses NUL bytes, broken characters, empty and over-long paths', async () => {
    await refusesAll(workspace, 'a.txt\0.png', /a character that no name can have/);
    await refusesAll(workspace, 'a\ud800', /a character that no name can have/);
    await refusesAll(workspace, '', /is empty/);
    await refusesAll(workspace, 'é'.repeat(128), /a name longer than 255 bytes/);
    await refusesAll(workspace, 'a/'.repeat(3000), /longer than 4096 bytes/);
    expect((await failure(workspace.write('d/'.repeat(300) + 'x', ''))).message).toContain('deeper than 256');
  });

  it('quotes the path as it was given, safely', async () => {
    await failure(workspace.read('folder/../nothing'), 'folder/../nothing');
    await failure(workspace.stat('x\u001b[31m'), 'x\ufffd[31m');
    expect((await failure(workspace.read('n'.repeat(200)))).message.length).toBeLessThan(200);
  });

  it('follows links to files and folders that stay inside, chained and absolute ones too', async () => {
    await workspace.write('folder/b.txt', 'b');
    await symlink('folder', join(root, 'l1'));
    await symlink('l1/../folder/b.txt', join(root, 'l2'));
    await symlink('l2', join(root, 'l3'));
    await symlink(join(root, 'folder'), join(root, 'l4'));
    await symlink('../l4/b.txt', join(root, 'folder', 'l5'));
    for (const path of ['l1/b.txt', 'l2', 'l3', 'l4/b.txt', 'l1/l5']) {
      expect(await text(workspace.read(path))).toBe('b');
      expect(await workspace.stat(path)).toMatchObject({ name: 'b.txt', path: 'folder/b.txt', kind: 'file' });
    }
    expect(await workspace.list('l4')).toHaveLength(2);
    await workspace.write('l3', 'through');
    expect(await readFile(join(root, 'folder/b.txt'), 'utf8')).toBe('through');
    expect((await workspace.list('.')).find(({ name }) => name === 'l3')?.kind).toBe('link');
  });

  it('refuses links to files, folders and chains that lead out', async () => {
    await symlink('../outside.txt', join(root, 'file'));
    await symlink('..', join(root, 'up'));
    await symlink(base, join(root, 'absolute'));
    await symlink('up', join(root, 'chain'));
    await symlink(`${root}-evil`, join(root, 'prefix'));
    await mkdir(`${root}-evil`);
    for (const path of [
      'file',
      'up/outside.txt',
      'absolute/outside.txt',
      'chain/outside.txt',
      'prefix/x',
      'up',
    ]) {
      await refusesAll(workspace, path, /leads out of the workspace/);
    }
    expect(await readFile(join(base, 'outside.txt'), 'utf8')).toBe('SECRET');
    expect(await readdir(`${root}-evil`)).toEqual([]);
  });

  it('refuses links in a circle, and reads through no dangling one', async () => {
    await symlink('b', join(root, 'a'));
    await symlink('a', join(root, 'b'));
    await symlink('self/x', join(root, 'self'));
    await refusesAll(workspace, 'a', /too many links/);
    await refusesAll(workspace, 'self', /too many links/);
    await symlink('folder/later', join(root, 'dangling'));
    await failure(workspace.read('dangling'), 'dangling');
    await failure(workspace.stat('dangling'), 'dangling');
    await workspace.write('dangling', 'made');
    expect(await readFile(join(root, 'folder/later'), 'utf8')).toBe('made');
    await symlink('../new-outside', join(root, 'dangling-out'));
    await failure(workspace.write('dangling-out', 'x'), 'dangling-out');
    expect(existsSync(join(base, 'new-outside'))).toBe(false);
  });

  it('neither reads nor writes a file with a hard link', async () => {
    await link(join(base, 'outside.txt'), join(root, 'hard'));
    expect((await failure(workspace.read('hard'), 'hard')).message).toContain('hard link');
    await failure(workspace.write('hard', 'x'), 'hard');
    expect(await readFile(join(base, 'outside.txt'), 'utf8')).toBe('SECRET');
  });

  it('tells files from folders', async () => {
    expect((await failure(workspace.read('folder'), 'folder')).message).toContain('is a folder');
    expect((await failure(workspace.write('folder', 'x'), 'folder')).message).toContain('is a folder');
    expect((await failure(workspace.list('a.txt'), 'a.txt')).message).toContain('there is a file');
    await failure(workspace.read('a.txt/x'), 'a.txt/x');
    await failure(workspace.read('a.txt/'), 'a.txt/');
    await failure(workspace.write('a.txt/x', 'x'), 'a.txt/x');
    await failure(workspace.write('new/', 'x'), 'new/');
    expect(existsSync(join(root, 'new'))).toBe(false);
  });

  it.each([
    '.git',
    '.GIT/config',
    'folder/.Git/hooks/pre-commit',
    '.git/../a.txt',
    '.git\u200b/x',
    '.git ',
    'git~1/x',
  ])('writes nothing at or below %s', async (path) => {
    await mkdir(join(root, '.git'));
    await mkdir(join(root, 'folder', '.Git'));
    const error = await failure(workspace.write(path, 'x'));
    expect(error.message).toContain('".git"');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('inside');
  });

  it('writes nothing below .git through a link, but reads it', async () => {
    await mkdir(join(root, '.git', 'hooks'), { recursive: true });
    await writeFile(join(root, '.git', 'config'), '[core]');
    await symlink('.git/hooks', join(root, 'innocent'));
    await symlink('.git/config', join(root, 'settings'));
    await failure(workspace.write('innocent/pre-commit', 'x'), 'innocent/pre-commit');
    await failure(workspace.write('settings', 'x'), 'settings');
    await workspace.write('.gitignore', 'fine');
    expect(await text(workspace.read('settings'))).toBe('[core]');
    expect(await readdir(join(root, '.git', 'hooks'))).toEqual([]);
  });

  describe('a folder that is a git repository by its look', () => {
    beforeEach(async () => {
      for (const path of ['bare/objects', 'bare/refs', 'bare/hooks', 'tree']) {
        await mkdir(join(root, path), { recursive: true });
      }
      await writeFile(join(root, 'bare', 'HEAD'), 'ref: refs/heads/main');
      await writeFile(join(root, 'bare', 'config'), '[core]');
      await writeFile(join(root, 'tree', 'HEAD'), 'ref: refs/heads/side');
      await writeFile(join(root, 'tree', 'commondir'), '../bare');
      await symlink('../bare/config', join(root, 'folder', 'settings'));
      await symlink('bare', join(root, 'again'));
    });

    it.each([
      'bare/config',
      'bare/HEAD',
      'bare/hooks/pre-commit',
      'bare/new/deep/file',
      'folder/../bare/config',
      'folder/settings',
      'again/config',
      'again/hooks/new/file',
      'tree/config.worktree',
    ])('is not written: %s', async (path) => {
      const error = await failure(workspace.write(path, 'x'), path);
      expect(error.message).toContain('git repository');
      expect(await text(workspace.read('bare/config'))).toBe('[core]');
      expect(await readdir(join(root, 'bare'))).toEqual(['HEAD', 'config', 'hooks', 'objects', 'refs']);
      expect(await readdir(join(root, 'bare', 'hooks'))).toEqual([]);
      expect(await readdir(join(root, 'tree'))).toEqual(['HEAD', 'commondir']);
    });

    it.each([
      [['made/objects/x', 'made/refs/x'], 'made/HEAD'],
      [['made/objects/x', 'made/refs/x'], 'made/head'],
      [['made/HEAD', 'made/refs/x'], 'made/objects/a/b'],
      [['made/HEAD', 'made/objects'], 'made/Refs\u200b'],
      [['made/HEAD'], 'made/commondir'],
      [['objects/x', 'refs/x'], 'HEAD'],
    ])('is not made out of %j by %s', async (before, last) => {
      for (const path of before) await workspace.write(path, 'x');
      expect((await failure(workspace.write(last, 'x'))).message).toContain('git repository');
      expect(existsSync(join(root, last))).toBe(false);
    });

    it('is not what has only some of its names', async () => {
      for (const path of ['some/HEAD', 'some/objects', 'some/config', 'refs/a', 'objects/a', 'a/commondir']) {
        await workspace.write(path, 'x');
        await workspace.write(path, 'again');
      }
    });

    it('makes nothing of the workspace writable when it is the workspace', async () => {
      const inside = openWorkspace({ root: join(root, 'bare'), hidden: [] });
      await failure(inside.write('config', 'x'), 'config');
      expect(await text(inside.read('config'))).toBe('[core]');
    });
  });

  it('hides what is hidden, also through links', async () => {
    await symlink('.gathering', join(root, 'peek'));
    await symlink('.gathering/journal.db', join(root, 'peek.db'));
    expect((await workspace.list('.')).map(({ name }) => name)).toEqual([
      'a.txt',
      'folder',
      'peek',
      'peek.db',
    ]);
    for (const path of [
      '.gathering',
      '.gathering/journal.db',
      'folder/../.gathering/journal.db',
      'peek/journal.db',
    ]) {
      expect((await failure(workspace.read(path), path)).message).toContain('does not exist');
      expect((await failure(workspace.stat(path), path)).message).toContain('does not exist');
      await failure(workspace.list(path), path);
      expect((await failure(workspace.write(path, 'x'), path)).message).toContain('is reserved');
    }
    await failure(workspace.write('.gathering/new', 'x'));
    await failure(workspace.read('peek.db'), 'peek.db');
    expect(await readdir(join(root, '.gathering'))).toEqual(['journal.db']);
    expect(await readFile(join(root, '.gathering', 'journal.db'), 'utf8')).toBe('SECRET');
    expect(workspace.hidden).toEqual(['.gathering']);
  });

  it('leaves no folder behind when it refuses to write', async () => {
    await symlink('nd1/.git/x', join(root, 'to-git'));
    await symlink('nd2/', join(root, 'to-folder'));
    await symlink('../ws/nd3/../x', join(root, 'out-and-back'));
    const later = openWorkspace({ root, hidden: [join(root, 'nd4/.gathering')], descriptors });
    const before = await readdir(root);
    for (const path of [
      'nd/../../x',
      'nd/../.gathering/x',
      'nd/../folder',
      'nd/a/../b',
      'nd/../x',
      'to-git',
      'to-folder',
      'out-and-back',
      'nd/'.repeat(260) + 'x',
    ]) {
      await failure(workspace.write(path, 'x'));
    }
    await failure(later.write('nd4/.gathering/x', 'x'));
    expect(await readdir(root)).toEqual(before);
    await workspace.write('folder/../new/./a//b', 'made');
    expect(await readFile(join(root, 'new/a/b'), 'utf8')).toBe('made');
  });

  it('makes folders down to the deepest that is allowed', async () => {
    await workspace.write('d/'.repeat(256) + 'x', 'deep');
    expect(await text(workspace.read('d/'.repeat(256) + 'x'))).toBe('deep');
    await failure(workspace.write('e/'.repeat(257) + 'x', 'deeper'));
    expect(existsSync(join(root, 'e'))).toBe(false);
  });

  it('hides a folder that is made only later', async () => {
    const other = openWorkspace({ root, hidden: [join(root, 'later/data')], descriptors });
    await failure(other.write('later/data/x', 'x'));
    await mkdir(join(root, 'later/data'), { recursive: true });
    expect(await other.list('later')).toEqual([]);
  });

  it('reads at most 16 MiB at once, and says how to read on', async () => {
    await truncate(join(root, 'a.txt'), 16 * 1024 * 1024 + 1);
    expect((await failure(workspace.read('a.txt'), 'a.txt')).message).toContain('Give a range');
    await truncate(join(root, 'a.txt'), 2 ** 40);
    expect(await workspace.read('a.txt', { start: 2 ** 39, end: 2 ** 39 + 10 })).toHaveLength(10);
    await failure(workspace.read('a.txt', { start: 5 }), 'a.txt');
    await failure(workspace.read('a.txt', { end: 2 ** 39 }), 'a.txt');
    await failure(workspace.read('a.txt', { end: 16 * 1024 * 1024 + 1 }), 'a.txt');
  });

  it(
    'says so rather than list a part of a folder of more than 10,000 entries',
    { timeout: 60_000 },
    async () => {
      for (let i = 0; i < 100; i++) {
        await Promise.all(
          Array.from({ length: 100 }, (_, j) => writeFile(join(root, 'folder', `${i}-${j}`), '')),
        );
      }
      expect(await workspace.list('folder')).toHaveLength(10_000);
      await writeFile(join(root, 'folder', 'one-more'), '');
      expect((await failure(workspace.list('folder'), 'folder')).message).toContain(
        'more than 10000 entries',
      );
    },
  );
});

it('a workspace opened through a link is the same one', async () => {
  await symlink(root, join(base, 'alias'));
  await symlink(join(base, 'alias', 'a.txt'), join(root, 'absolute'));
  const workspace = openWorkspace({ root: join(base, 'alias'), hidden: [join(base, 'alias', '.gathering')] });
  expect(workspace.root).toBe(root);
  expect(await text(workspace.read('absolute'))).toBe('inside');
  await failure(workspace.read('.gathering/journal.db'));
});

it('openWorkspace refuses a root that is no folder, and hiding the root', () => {
  expect(() => openWorkspace({ root: join(root, 'a.txt'), hidden: [] })).toThrow('is not a folder');
  expect(() => openWorkspace({ root: join(base, 'none'), hidden: [] })).toThrow();
  expect(() => openWorkspace({ root, hidden: [root] })).toThrow('cannot be hidden');
});

it('a workspace whose root is gone answers with a typed error', async () => {
  const workspace = openWorkspace({ root: join(root, 'folder'), hidden: [] });
  await rm(join(root, 'folder'), { recursive: true });
  await failure(workspace.read('x'), 'x');
  await failure(workspace.list('.'), '.');
});
