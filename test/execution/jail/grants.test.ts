/** What of the workspace a program is given, and what it is not. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, link, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JailGrant } from '../../../src/plugins/contract.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { passed, useJail } from './jailed.ts';

const own = useJail();
let outside: string;

beforeEach(async () => {
  outside = ownFolder();
  await writeFile(join(outside, 'canary'), 'canary');
  await put('a.txt', 'a\n');
  await put('folder/b.txt', 'b\n');
});

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(own.root, path, '..'), { recursive: true });
  await writeFile(join(own.root, path), content);
}

const sh = async (script: string, ...grants: JailGrant[]) => (await own.sh(script, { grants })).stdout;
const here = (path: string) => readFileSync(join(own.root, path), 'utf8');
const refused = (message: string | RegExp, ...grants: JailGrant[]) =>
  expect(own.sh('true', { grants })).rejects.toMatchObject({
    name: 'ToolError',
    message: expect.stringMatching(message),
  });

it('nothing is there without a grant', async () => {
  expect(await sh('ls -A; pwd')).toBe('/workspace\n');
});

it('a file is there at its path, alone, and is only read', async () => {
  expect(
    await sh('cat folder/b.txt; ls -A . folder; echo x >> folder/b.txt; rm -f folder/b.txt', {
      path: 'folder/b.txt',
    }),
  ).toBe('b\n.:\nfolder\n\nfolder:\nb.txt\n');
  expect(here('folder/b.txt')).toBe('b\n');
});

it('a folder is there with all that is in it, and is only read', async () => {
  expect(await sh('cat folder/b.txt; touch folder/c; rm -f folder/b.txt', { path: 'folder' })).toBe('b\n');
  expect(await readdir(join(own.root, 'folder'))).toEqual(['b.txt']);
});

it('what is granted so is written, the rest is not', async () => {
  await sh(
    'echo b2 > folder/b.txt; echo c > folder/c.txt; echo x > a.txt',
    { path: '.' },
    { path: 'folder', writable: true },
  );
  expect([here('a.txt'), here('folder/b.txt'), here('folder/c.txt')]).toEqual(['a\n', 'b2\n', 'c\n']);
});

it('what is written and not there yet is made', async () => {
  await sh(
    'echo new > new/file; echo more > new/folder/file',
    { path: 'new/file', writable: true },
    { path: 'new/folder/', writable: true },
  );
  expect([here('new/file'), here('new/folder/file')]).toEqual(['new\n', 'more\n']);
});

it('many are granted at once', async () => {
  const paths = Array.from({ length: 40 }, (_, i) => `many/${i}`);
  for (const path of paths) await put(path, 'x');
  expect(await sh('ls many | wc -l', ...paths.map((path) => ({ path })))).toBe('40\n');
});

it('a name of several words, or in any script, is one name', async () => {
  await put("two words/é 'ü' \\n $(x).txt", 'odd\n');
  expect(await sh('cat "two words"/*', { path: "two words/é 'ü' \\n $(x).txt" })).toBe('odd\n');
  expect(await sh('cat two*/*', { path: 'two words', writable: true })).toBe('odd\n');
});

describe('what may not be granted', () => {
  it.each([
    ['../x', 'leads out'],
    ['/etc/passwd', 'is absolute'],
    ['missing', 'does not exist'],
    ['', 'is empty'],
  ])('%j: %s', (path, message) => refused(message, { path }));

  it('a link that leads out', async () => {
    await symlink(join(outside, 'canary'), join(own.root, 'link'));
    await symlink(outside, join(own.root, 'way'));
    await refused('leads out', { path: 'link' });
    await refused('leads out', { path: 'way/canary' });
    await refused('leads out', { path: 'way/new', writable: true });
    expect(await readdir(outside)).toEqual(['canary']);
  });

  it('a file with a second name outside', async () => {
    await link(join(outside, 'canary'), join(own.root, 'folder/second'));
    await refused('second name', { path: 'folder/second' });
    await refused('second name', { path: 'folder', writable: true });
    await rm(join(own.root, 'folder/second'));
    await link(join(own.root, 'folder/b.txt'), join(own.root, 'folder/b2.txt'));
    expect(await sh('ls folder', { path: 'folder', writable: true }), 'both names inside').toBe(
      'b.txt\nb2.txt\n',
    );
  });

  it('a FIFO, or a folder to be written that has one', async () => {
    execFileSync('mkfifo', [join(own.root, 'folder/fifo')]);
    await refused('neither a file nor a folder', { path: 'folder/fifo' });
    await refused('FIFO', { path: 'folder', writable: true });
  });

  it('says which of the grants it is', async () => {
    await expect(own.sh('true', { grants: [{ path: 'a.txt' }, { path: 'missing' }] })).rejects.toMatchObject({
      path: ['files', '1', 'path'],
    });
  });
});

it('a link that leads inside is granted under its own name, too', async () => {
  await symlink('folder', join(own.root, 'way'));
  await symlink('folder/b.txt', join(own.root, 'link'));
  expect(await sh('cat way/b.txt folder/b.txt link', { path: 'way/b.txt' }, { path: 'link' })).toBe(
    'b\nb\nb\n',
  );
});

it('a link in a granted folder that leads out leads nowhere', async () => {
  await symlink(join(outside, 'canary'), join(own.root, 'folder/link'));
  await symlink('/etc/passwd', join(own.root, 'folder/passwd'));
  expect(await sh('cat folder/link; grep -c root folder/passwd', { path: 'folder' })).toBe('0\n');
});

describe('what is hidden', () => {
  beforeEach(async () => {
    await put('.gathering/journal', 'hidden');
    await put('deep/in/secret.txt', 'hidden');
    const hidden = ['.gathering', 'deep/in/secret.txt'].map((path) => join(own.root, path));
    own.workspace = openWorkspace({ root: own.root, hidden });
  });

  it.each([false, true])('is empty in a granted folder (writable: %j)', async (writable) => {
    const script =
      'cat .gathering/* deep/in/secret.txt; touch .gathering/x; echo x > deep/in/secret.txt; ls -A .gathering';
    expect(await sh(script, { path: '.', writable })).toBe('');
    expect(
      await sh('cat in/secret.txt; cd /workspace/deep; cat in/secret.txt', { path: 'deep', writable }),
    ).toBe('');
    expect([here('.gathering/journal'), here('deep/in/secret.txt')]).toEqual(['hidden', 'hidden']);
  });

  it.each([false, true])('cannot be uncovered by moving what it lies in (git: %j)', async (git) => {
    const script =
      'mv deep other; mv deep/in other; mv .gathering g; rm -rf deep; ls -A deep/in; cat */in/* g/*';
    expect(await sh(script, { path: '.', writable: true, git })).toBe('secret.txt\n');
    expect(here('deep/in/secret.txt')).toBe('hidden');
  });

  it('cannot be granted', () => refused('does not exist', { path: '.gathering' }));
});

describe('what git owns', () => {
  const script =
    'echo evil >> $0/config; touch $0/hooks/pre-commit $0/new; mv $0 $0.old; rm -rf $0; ls -d $0';
  const attack = (folder: string, ...grants: JailGrant[]) =>
    own.run('sh', ['-c', script, folder], { grants });
  const all = () =>
    execFileSync('find', [own.root, '-path', '*.git*'], { encoding: 'utf8' }).split('\n').sort();

  it.each([
    ['at the top', '.'],
    ['below', 'deep/er'],
  ])('is not written: %s', async (_, place) => {
    execFileSync('git', ['init', '-q', join(own.root, place)]);
    const before = [all(), here(`${place}/.git/config`)];
    await attack(`${place}/.git`, { path: '.', writable: true });
    expect([all(), here(`${place}/.git/config`)]).toEqual(before);
    expect(await sh(`echo fine > ${place}/x; cat ${place}/x`, { path: '.', writable: true })).toBe('fine\n');
  });

  it('is not written in a bare repository, nor through a `.git` file', async () => {
    execFileSync('git', ['init', '-q', '--bare', join(own.root, 'data')]);
    await put('work/.git', 'gitdir: ../data\n');
    await attack('data', { path: '.', writable: true });
    await sh('echo "gitdir: ../evil" > work/.git; rm -f work/.git', { path: '.', writable: true });
    expect(here('data/config')).not.toContain('evil');
    expect(here('work/.git')).toBe('gitdir: ../data\n');
  });

  it('is not replaced together with the folder that it lies in', async () => {
    execFileSync('git', ['init', '-q', join(own.root, 'deep/er')]);
    await sh('mv deep other && mkdir -p deep/er/.git && echo evil > deep/er/.git/config', {
      path: '.',
      writable: true,
    });
    expect(here('deep/er/.git/config')).not.toContain('evil');
  });

  it('is not made at the top of what is granted, and nothing is left there', async () => {
    const grant = { path: 'folder', writable: true };
    const runs = [1, 2, 3].map((n) =>
      sh(`sleep 0.${n}; mkdir folder/.git; echo evil > folder/.git/config; touch folder/${n}`, grant),
    );
    await Promise.all(runs);
    expect(await readdir(join(own.root, 'folder'))).toEqual(['1', '2', '3', 'b.txt']);
  });

  it.each(['.git', '.git/hooks', '.GIT/x', 'data', 'data/hooks/x'])(
    'cannot be granted to be written: %s',
    async (path) => {
      execFileSync('git', ['init', '-q', own.root]);
      execFileSync('git', ['init', '-q', '--bare', join(own.root, 'data')]);
      await refused(/git repository|\.git/, { path, writable: true });
    },
  );

  it('is written by git, where the grant says so, and in no other repository', async () => {
    for (const place of ['folder', 'other']) execFileSync('git', ['init', '-q', join(own.root, place)]);
    const script = 'for name in folder other; do echo "# new" >> $name/.git/config; done';
    await sh(script, { path: '.' }, { path: 'folder', writable: true, git: true });
    expect(here('folder/.git/config')).toContain('# new');
    expect(here('other/.git/config')).not.toContain('# new');
  });

  it('is read', async () => {
    execFileSync('git', ['init', '-q', own.root]);
    expect(await sh('grep -c bare .git/config', { path: '.git' })).toBe('1\n');
  });
});

describe('a name that is swapped meanwhile', () => {
  /** Runs programs while another process swaps a granted name for a link that leads out. */
  async function swapping(path: string, grant: JailGrant, script: string): Promise<string[]> {
    const [at, held, evil] = [path, `${path}.held`, `${path}.evil`].map((name) => join(own.root, name));
    await rm(evil!, { force: true });
    await symlink(outside, evil!);
    let over = false;
    const swapper = (async () => {
      while (!over) {
        for (const [from, to] of [
          [at, held],
          [evil, at],
          [at, evil],
          [held, at],
        ])
          await rename(from!, to!).catch(() => undefined);
        await passed(0);
      }
    })();
    const answers: string[] = [];
    for (let i = 0; i < 40; i++) {
      const answer = await own.sh(script, { grants: [grant] }).then(
        ({ stdout }) => stdout,
        (error: Error) => error.message,
      );
      answers.push(answer);
    }
    over = true;
    await swapper;
    return answers;
  }

  it('never leads out, to be read', async () => {
    const answers = await swapping('folder', { path: 'folder' }, 'cat folder/*');
    expect(answers.filter((answer) => answer.includes('canary'))).toEqual([]);
    expect(answers).toContain('b\n');
  });

  it('never leads out, to be written', async () => {
    await put('folder/in/c.txt', 'c\n');
    await swapping('folder', { path: 'folder/in', writable: true }, 'touch folder/in/x; ls folder/in');
    await swapping('folder', { path: '.', writable: true }, 'touch folder/x');
    expect(await readdir(outside)).toEqual(['canary']);
  });
});

it('a folder that cannot be looked into is not written', async () => {
  await mkdir(join(own.root, 'closed'));
  await chmod(join(own.root, 'closed'), 0o000);
  if (process.getuid!() !== 0) await refused('cannot be looked into', { path: '.', writable: true });
  await chmod(join(own.root, 'closed'), 0o700);
});

it('what is granted within a folder that another program writes is not', async () => {
  const writing = own.sh('touch ready; sleep 0.5', { grants: [{ path: '.', writable: true }] });
  await expect.poll(() => existsSync(join(own.root, 'ready')), { timeout: 10_000 }).toBe(true);
  await refused('another program is writing', { path: '.' }, { path: 'folder', writable: true });
  expect(await sh('cat folder/b.txt', { path: 'folder' })).toBe('b\n');
  await writing;
  expect(await sh('ls', { path: '.' }, { path: 'folder', writable: true })).toContain('folder');
  expect(await readFile(join(own.root, 'a.txt'), 'utf8')).toBe('a\n');
});
