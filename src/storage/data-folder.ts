import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../registries/errors.ts';
import { DataFolderUnusable } from './errors.ts';

/** The paths of what a data folder holds. */
export interface DataFolder {
  path: string;
  /** The database: definitions and history. */
  registry: string;
  /** Its write-ahead log: commits that are durable, but not in the database yet. */
  wal: string;
  /** The index of that log; can be made again at any time. */
  shm: string;
  lock: string;
  highWater: string;
  /** A database that is being made or restored, not yet in its place. */
  candidate: string;
}

export function dataFolder(path: string): DataFolder {
  return {
    path,
    registry: join(path, 'registry.db'),
    wal: join(path, 'registry.db-wal'),
    shm: join(path, 'registry.db-shm'),
    lock: join(path, 'lock.db'),
    highWater: join(path, 'high-water'),
    candidate: join(path, 'registry.db.new'),
  };
}

/** Makes the folder, for its owner only, unless it is there; git is told to ignore what is in it. */
export function makeDataFolder(folder: DataFolder): void {
  makeFolder(folder.path);
  if (readdirSync(folder.path).length === 0) writeFileSync(join(folder.path, '.gitignore'), '*\n');
}

// Level by level: Node's `recursive` never ends where there is a folder that takes no other, such as /proc.
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new DataFolderUnusable(`no folder can be made in ${printable(dirname(path), 200)}`);
    if (code !== 'EEXIST') throw error;
  }
}

/** Undoes what a process that was killed while creating or restoring had begun. Needs the lock. */
export function clearUnfinished(folder: DataFolder): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(folder.candidate + suffix, { force: true });
  for (const name of readdirSync(folder.path)) {
    const kept = join(folder.path, name);
    if (KEPT.test(name) && isSameFile(kept, folder.registry)) giveBack(kept, folder);
  }
}

/** A name, in the folder, for the database that a restore replaces. */
export function nameForReplaced(folder: DataFolder): string {
  const taken = new Set(readdirSync(folder.path));
  for (let number = 1; ; number++) {
    const name = `registry.replaced-${number}.db`;
    if (!taken.has(name) && !taken.has(`${name}-wal`)) return name;
  }
}

const KEPT = /^registry\.replaced-[0-9]+\.db$/;

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

// The present database still has its own name, so it was not replaced; its log may have lost its own.
function giveBack(kept: string, folder: DataFolder): void {
  if (existsSync(`${kept}-wal`)) renameSync(`${kept}-wal`, folder.wal);
  // Renaming does nothing where both names are one file.
  rmSync(`${kept}-wal`, { force: true });
  rmSync(kept);
}

/** True when the file has content; a log of 0 bytes is as good as none. */
export function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

/**
 * Waits until a file's content, or a folder's list of names, is on the disk.
 * Never for a database that this process has open: closing any descriptor of it would drop SQLite's locks.
 */
export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
