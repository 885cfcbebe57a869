import { randomUUID } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { ToolError } from '../plugins/contract.ts';
import { changed, missing, refusal } from './workspace-path.ts';
import type { Place } from './workspace-walk.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Most bytes of one read. */
export const MAX_READ_BYTES = 16 * 1024 * 1024;

export interface ByteRange {
  start?: number;
  end?: number;
}

/** @throws ToolError for anything but a regular file with one name, and for more than the limit above. */
export async function readFile(place: Place, path: string, range?: ByteRange): Promise<Uint8Array> {
  await using file = await openFile(place, path, O_RDONLY);
  return await readRange(file, path, range);
}

/** Some bytes of an open file, or all. @throws ToolError for a bad range and for more than the limit above. */
export async function readRange(file: FileHandle, path: string, range: ByteRange = {}): Promise<Uint8Array> {
  const { start = 0, end } = checkRange(range);
  const { size } = await file.stat();
  const length = Math.max(0, Math.min(end ?? size, size) - start);
  refuseLength(path, length);
  return await readFully(file, start, length);
}

/**
 * Replaces the whole file or makes a new one. What is written becomes visible at once and durably; a crash
 * leaves the old file or the new one, and perhaps a file named `.UUID.tmp` beside it. The mode is kept.
 */
export async function replaceFile(place: Place, path: string, content: string | Uint8Array): Promise<void> {
  const old = await openedStats(place, path);
  const temporary = place.folder.at(`.${randomUUID()}.tmp`);
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, old ? 0o600 : 0o666);
  try {
    await fill(file, content, old);
    await rename(temporary, place.folder.at(place.name));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await place.folder.sync();
}

async function fill(
  handle: FileHandle,
  content: string | Uint8Array,
  old: BigIntStats | null,
): Promise<void> {
  await using file = handle;
  await file.writeFile(content);
  if (old) {
    // Only root may give a file away; for anyone else the new one is simply their own.
    await file.chown(Number(old.uid), Number(old.gid)).catch(() => undefined);
    await file.chmod(Number(old.mode & 0o777n));
  }
  await file.sync();
}

/** Opening for writing proves that it may be written; nothing is changed by it. */
async function openedStats(place: Place, path: string): Promise<BigIntStats | null> {
  if (!place.stats) return null;
  await using file = await openFile(place, path, O_WRONLY);
  return await file.stat({ bigint: true });
}

/** Looks before opening, since a device may react to it, and again after, since the name may lead elsewhere by then. */
async function openFile(place: Place, path: string, access: number): Promise<FileHandle> {
  if (!place.stats) throw missing(path);
  refuseIrregular(path, place.stats);
  const location = place.folder.at(place.name);
  const file = await open(location, access | O_NOFOLLOW | O_NONBLOCK).catch((error) => {
    throw ['ELOOP', 'ENOENT', 'EISDIR', 'ENXIO'].includes(error.code) ? changed(path) : error;
  });
  try {
    refuseIrregular(path, await file.stat({ bigint: true }));
    // Only now: had the name been taken away before its names were counted, one of two might have been left.
    if (!(await place.folder.stillNames(place.name, file))) throw changed(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function refuseIrregular(path: string, stats: BigIntStats): void {
  if (stats.isDirectory()) throw refusal(path, 'is a folder, not a file. Give the path of a file in it');
  if (!stats.isFile()) throw refusal(path, 'is not a regular file. Give the path of a regular file');
  if (stats.nlink > 1n) {
    throw refusal(path, 'has a second name (a hard link), perhaps outside the workspace. Copy it to use it');
  }
}

function checkRange(range: ByteRange): ByteRange {
  for (const key of ['start', 'end'] as const) {
    const value = range[key];
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0)) {
      throw new ToolError(`\`${key}\` must be a whole number of bytes, 0 or more.`, { path: [key] });
    }
  }
  return range;
}

function refuseLength(path: string, length: number): void {
  if (length <= MAX_READ_BYTES) return;
  throw refusal(
    path,
    `has ${length} bytes to read; at most ${MAX_READ_BYTES} are read at once. Give a range: start and end`,
  );
}

async function readFully(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    // It was cut short meanwhile.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
