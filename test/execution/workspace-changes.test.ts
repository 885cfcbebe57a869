import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/execution/workspace.ts';
import { ToolError, type Workspace } from '../../src/plugins/contract.ts';
import { ownFolder } from '../support/own-folder.ts';

let base: string;
let root: string;
let workspace: Workspace;

beforeEach(async () => {
  base = ownFolder();
  root = join(base, 'ws');
  await mkdir(join(root, 'folder/inner'), { recursive: true });
  await mkdir(join(root, 'sub/.gathering'), { recursive: true });
  await mkdir(join(base, 'outside'));
  await writeFile(join(root, 'folder/inner/a.txt'), 'inside');
  await writeFile(join(root, 'sub/.gathering/journal.db'), 'SECRET');
  await writeFile(join(base, 'outside/keep.txt'), 'SECRET');
  workspace = openWorkspace({ root, hidden: [join(root, 'sub/.gathering')] });
});

/** All paths of the workspace. */
const all = async () => (await readdir(root, { recursive: true })).sort();

/** It fails with that message, names the argument, and changes nothing. */
async function refuses(work: () => Promise<unknown>, message: string, field = 'path'): Promise<void> {
  const before = await all();
  const error = await work().then(
    () => expect.fail('it should have failed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  expect((error as ToolError).message).toContain(message);
  expect((error as ToolError).message).not.toContain(base);
  expect((error as ToolError).path).toEqual([field]);
  expect(await all()).toEqual(before);
}

describe('move', () => {
  it('renames files and folders, and makes folders on the way', async () => {
    await workspace.move('folder/inner/a.txt', 'new/place/b.txt');
    expect(await readFile(join(root, 'new/place/b.txt'), 'utf8')).toBe('inside');
    await workspace.move('new', 'newer');
    expect(await all()).toContain('newer/place/b.txt');
    expect(await all()).not.toContain('new');
  });

  it('moves a link itself', async () => {
    await symlink('folder', join(root, 'link'));
    await workspace.move('link', 'moved');
    expect((await lstat(join(root, 'moved'))).isSymbolicLink()).toBe(true);
    expect(await all()).toContain('folder/inner/a.txt');
  });

  it('never replaces what is there', async () => {
    await writeFile(join(root, 'b.txt'), 'other');
    await refuses(() => workspace.move('folder/inner/a.txt', 'b.txt'), '"b.txt" is there already', 'to');
    await mkdir(join(root, 'empty'));
    await refuses(() => workspace.move('folder', 'empty'), 'is there already', 'to');
  });

  it.each([
    ['nothing', 'x', 'does not exist', 'from'],
    ['../outside', 'x', 'leads out', 'from'],
    ['folder', '../x', 'leads out', 'to'],
    ['folder', 'folder/x/y', 'lies within', 'to'],
    ['folder', './folder/../folder/x', 'lies within', 'to'],
    ['.', 'x', 'names a folder', 'from'],
    ['sub', 'x', 'holds what is reserved', 'from'],
    ['sub/.gathering', 'x', 'is reserved', 'from'],
    ['folder/inner/a.txt', 'sub/.gathering/x', 'is reserved', 'to'],
    ['folder/inner', '.git', 'inside a ".git" folder', 'to'],
    ['folder/inner/a.txt', 'folder/.GIT/config', 'inside a ".git" folder', 'to'],
    ['folder/inner/a.txt/x', 'y', 'needs a folder', 'from'],
    ['a\0b', 'y', 'no name can have', 'from'],
  ])('refuses %j to %j', (from, to, message, field) =>
    refuses(() => workspace.move(from, to), message, field),
  );

  it('leaves repositories where they are, and makes none', async () => {
    await mkdir(join(root, 'folder/repo/.git/hooks'), { recursive: true });
    await refuses(() => workspace.move('folder', 'x'), 'holds a ".git"', 'from');
    await refuses(() => workspace.move('folder/repo/.git', 'x'), 'inside a ".git" folder', 'from');
    await mkdir(join(root, 'bare/objects'), { recursive: true });
    await mkdir(join(root, 'bare/refs'));
    await refuses(() => workspace.move('folder/inner/a.txt', 'bare/HEAD'), 'data of a git repository', 'to');
    await writeFile(join(root, 'bare/HEAD'), 'ref: refs/heads/main');
    await refuses(() => workspace.move('bare', 'x'), 'holds data of a git repository', 'from');
  });
});

describe('remove', () => {
  it('takes a file, an empty folder, and with `recursive` a folder with all in it', async () => {
    await link(join(root, 'folder/inner/a.txt'), join(root, 'second'));
    expect(await workspace.remove('second')).toBe('file');
    await mkdir(join(root, 'empty'));
    expect(await workspace.remove('empty')).toBe('directory');
    expect(await workspace.remove('folder', { recursive: true })).toBe('directory');
    expect(await all()).toEqual(['sub', 'sub/.gathering', 'sub/.gathering/journal.db']);
  });

  it('takes a link, not what it leads to', async () => {
    await symlink(join(base, 'outside'), join(root, 'folder/out'));
    await symlink('folder', join(root, 'link'));
    expect(await workspace.remove('link')).toBe('link');
    expect(await workspace.remove('folder', { recursive: true })).toBe('directory');
    expect(await readdir(join(base, 'outside'))).toEqual(['keep.txt']);
  });

  it.each([
    ['folder', 'Say `recursive`'],
    ['nothing', 'does not exist'],
    ['nothing/at/all', 'does not exist'],
    ['.', 'names a folder'],
    ['folder/..', 'names a folder'],
    ['../outside', 'leads out'],
    ['sub/.gathering', 'is reserved'],
    ['', 'is empty'],
  ])('refuses %j', (path, message) => refuses(() => workspace.remove(path), message));

  it('takes nothing of a folder that holds what must stay', async () => {
    await refuses(() => workspace.remove('sub', { recursive: true }), 'holds what is reserved');
    await mkdir(join(root, 'folder/z/.git'), { recursive: true });
    await refuses(() => workspace.remove('folder', { recursive: true }), 'holds a ".git"');
    await refuses(() => workspace.remove('folder/z/.git', { recursive: true }), 'inside a ".git" folder');
  });

  it('takes data of git where that is said, but nothing that is hidden, and nothing through a link', async () => {
    await mkdir(join(root, 'folder/z/.git/objects'), { recursive: true });
    await writeFile(join(root, 'folder/z/.git/HEAD'), 'ref: refs/heads/main');
    await mkdir(join(root, 'sub/.git'));
    await symlink('folder', join(root, 'link'));
    const options = { recursive: true, git: true };
    await refuses(() => workspace.remove('sub', options), 'holds what is reserved');
    await refuses(() => workspace.remove('link/z', options), 'changed while');
    expect(await workspace.remove('folder/z', options)).toBe('directory');
    expect(await all()).not.toContain('folder/z');
  });

  it('follows no link that is put in the place of a folder meanwhile', async () => {
    const outside = join(base, 'outside');
    const swap = `const { renameSync, symlinkSync, unlinkSync } = require('fs');
      const [folder, target] = process.argv.slice(1);
      console.log('going');
      for (;;) try {
        renameSync(folder, folder + '.held'); symlinkSync(target, folder);
        unlinkSync(folder); renameSync(folder + '.held', folder);
      } catch {}`;
    await mkdir(join(root, 'victim/in'), { recursive: true });
    const attacker = spawn(process.execPath, ['-e', swap, join(root, 'victim/in'), outside]);
    try {
      await once(attacker.stdout, 'data');
      for (let i = 0; i < 200; i++) {
        await mkdir(join(root, 'victim/in'), { recursive: true }).catch(() => {});
        await workspace.remove('victim', { recursive: true }).catch((error: unknown) => {
          expect(error).toBeInstanceOf(ToolError);
        });
      }
    } finally {
      attacker.kill('SIGKILL');
    }
    expect(await readdir(outside)).toEqual(['keep.txt']);
  });
});
