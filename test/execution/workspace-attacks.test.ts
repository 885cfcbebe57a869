import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../src/execution/workspace.ts';
import { ToolError, type Workspace } from '../../src/plugins/contract.ts';

let base: string;
let root: string;
let workspace: Workspace;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'workspace-'));
  root = join(base, 'ws');
  await mkdir(root);
  workspace = openWorkspace({ root, hidden: [] });
});
afterEach(() => rm(base, { recursive: true }));

async function refusesFile(path: string): Promise<void> {
  await expect(workspace.read(path)).rejects.toThrow('not a regular file');
  await expect(workspace.write(path, 'x')).rejects.toThrow('not a regular file');
}

describe('special files', () => {
  it('a FIFO never hangs a read or a write', async () => {
    execFileSync('mkfifo', [join(root, 'fifo')]);
    await refusesFile('fifo');
    expect(await workspace.stat('fifo')).toMatchObject({ kind: 'other', byteSize: 0 });
  });

  it('a FIFO on the way is no folder', async () => {
    execFileSync('mkfifo', [join(root, 'fifo')]);
    await expect(workspace.read('fifo/x')).rejects.toThrow('needs a folder');
    await expect(workspace.list('fifo')).rejects.toThrow('needs a folder');
  });

  it('a link to a device leads out', async () => {
    await symlink('/dev/zero', join(root, 'zero'));
    await expect(workspace.read('zero')).rejects.toThrow('leads out');
    await expect(workspace.write('zero', 'x')).rejects.toThrow('leads out');
  });

  it.skipIf(process.getuid?.() !== 0)('a device inside is neither read nor written', async () => {
    execFileSync('mknod', [join(root, 'zero'), 'c', '1', '5']);
    await refusesFile('zero');
  });

  it('a socket is neither read nor written', async () => {
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await refusesFile('socket');
  });
});

/** A process that swaps two names, over and over, until it is disposed of. */
function flip(one: string, other: string): Promise<AsyncDisposable> {
  return attack(
    `const move = (from, to) => {
      for (;;) {
        try { return renameSync(from, to); } catch {}
        // A write may have made a folder where there was nothing for a moment.
        try { rmSync(to, { recursive: true, force: true }); } catch {}
      }
    };
    for (;;) { move(a, a + '.held'); move(b, a); move(a, b); move(a + '.held', a); }`,
    one,
    other,
  );
}

/** A process that makes a name a file and a link of some kind to the target in turn, without a gap. */
function flipFile(path: string, target: string, kind: 'symlink' | 'link'): Promise<AsyncDisposable> {
  return attack(
    `for (;;) {
      writeFileSync(a + '.new', 'inside'); renameSync(a + '.new', a);
      ${kind}Sync(b, a + '.new'); renameSync(a + '.new', a);
    }`,
    path,
    target,
  );
}

async function attack(script: string, a: string, b: string): Promise<AsyncDisposable> {
  const prelude = `const { linkSync, renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
    const [a, b] = process.argv.slice(1);
    process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['-e', prelude + script, a, b], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      expect(child.exitCode).toBe(null);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Repeats at least so often, and until it has both succeeded and been refused: only then was there a race. */
async function race(turns: number, work: (turn: number) => Promise<void>): Promise<void> {
  let [done, refused] = [0, 0];
  for (let turn = 0; turn < turns || (turn < turns * 20 && (done < 10 || refused < 10)); turn++) {
    try {
      await work(turn);
      done++;
    } catch (error) {
      expect(error).toBeInstanceOf(ToolError);
      refused++;
    }
  }
  expect(Math.min(done, refused)).toBeGreaterThanOrEqual(10);
}

describe('a name swapped for a link to outside while in use', { timeout: 120_000 }, () => {
  let outside: string;
  beforeEach(async () => {
    outside = join(base, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'f.txt'), 'CANARY');
    await writeFile(join(outside, 'canary'), '');
  });
  afterEach(async () => {
    expect(await readdir(outside)).toEqual(['canary', 'f.txt']);
    expect(await readFile(join(outside, 'f.txt'), 'utf8')).toBe('CANARY');
  });

  const read = async (path: string) => Buffer.from(await workspace.read(path)).toString();

  it('never lets a folder on the way lead a read or list out', async () => {
    await mkdir(join(root, 'a', 'd'), { recursive: true });
    await writeFile(join(root, 'a', 'd', 'f.txt'), 'inside');
    await symlink(outside, join(root, 'a', 'l'));
    await using _flipping = await flip(join(root, 'a', 'd'), join(root, 'a', 'l'));
    await race(3000, async () => {
      expect(await read('a/d/f.txt')).toBe('inside');
      expect((await workspace.list('a/d')).map(({ name }) => name)).toEqual(['f.txt']);
    });
  });

  it('never lets a folder on the way lead a write out', async () => {
    await mkdir(join(root, 'a', 'd'), { recursive: true });
    await symlink(outside, join(root, 'a', 'l'));
    await using _flipping = await flip(join(root, 'a', 'd'), join(root, 'a', 'l'));
    await race(1000, async (turn) => {
      await workspace.write('a/d/f.txt', 'inside');
      await workspace.write(`a/d/${turn % 100}/new`, 'inside');
    });
  });

  it.each(['symlink', 'link'] as const)(
    'never lets a %s that took the name of a file lead a read or write out',
    async (kind) => {
      await using _flipping = await flipFile(join(root, 'f.txt'), join(outside, 'f.txt'), kind);
      await race(6000, async (turn) => {
        expect(await read('f.txt')).toBe('inside');
        if (turn % 20 === 0) await workspace.write('f.txt', 'inside');
      });
    },
  );

  it('never lets a link that led inside when it was read lead out', async () => {
    await mkdir(join(root, 'd'));
    await writeFile(join(root, 'd', 'f.txt'), 'inside');
    await symlink('d', join(root, 'l'));
    await symlink(outside, join(root, 'evil'));
    await using _flipping = await flip(join(root, 'l'), join(root, 'evil'));
    await race(3000, async () => expect(await read('l/f.txt')).toBe('inside'));
  });
});

it('a process killed while it writes leaves the old file or the new one, whole', async () => {
  const size = 1_000_000;
  const path = join(root, 'big');
  await writeFile(path, 'a'.repeat(size));
  const module = join(import.meta.dirname, '../../src/execution/workspace.ts');
  const script = `
    const { openWorkspace } = await import(${JSON.stringify(module)});
    const workspace = openWorkspace({ root: ${JSON.stringify(root)}, hidden: [] });
    for (let i = 0; ; i++) { await workspace.write('big', 'abcdefgh'[i % 8].repeat(${size})); console.log(i); }`;
  for (let turn = 0; turn < 10; turn++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // After a different number of writes each time, at no particular point of the next.
    for (let written = 0; written <= turn; written++) await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const content = await readFile(path, 'utf8');
    expect(content).toBe(content.slice(0, 1).repeat(size));
  }
  expect(existsSync(path)).toBe(true);
});
