/** Looks through a folder that is to be written: for what git owns there, and for what leads out of it. */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path/posix';
import pMap from 'p-map';
import { isGitName } from '../workspace-git.ts';
import { refusal } from '../workspace-path.ts';
import { identityOf } from './mounts.ts';

/** Files and folders that are looked at: a larger folder would hold up each call. */
const MAX_ENTRIES = 50_000;
const AT_ONCE = 32;

export interface SurveyOptions {
  /** As the caller calls it. */
  path: string;
  /** By which the system reaches it. */
  folder: string;
  /** Of paths below it. */
  isHidden(path: string): boolean;
}

/**
 * The data of git, by path below the folder, those nearest to the top first.
 * @throws ToolError for a file with a second name elsewhere, a FIFO, socket or device, and for too many files.
 */
export async function survey(options: SurveyOptions): Promise<string[]> {
  const git: string[] = [];
  const names: Names = new Map();
  const folders = [''];
  let count = 0;
  for (const folder of folders) {
    const entries = await entriesOf(options, folder);
    count += entries.length;
    if (count > MAX_ENTRIES)
      throw refusal(options.path, `has more than ${MAX_ENTRIES} files. Grant a smaller folder`);
    const look = async (entry: Dirent) => {
      const path = join(folder, entry.name);
      if (options.isHidden(path)) return;
      if (await isGit(options, entry, path)) git.push(utf8(path));
      else if (entry.isDirectory()) folders.push(utf8(path));
      else await refuseWayOut(options, entry, path, names);
    };
    await pMap(entries, look, { concurrency: AT_ONCE });
  }
  const outside = [...names.values()].find(({ missing }) => missing > 0);
  if (!outside) return git.sort((a, b) => a.length - b.length);
  throw refusal(
    outside.path,
    'has a second name (a hard link) outside the granted folder. Copy it, or grant a smaller folder',
  );
}

/** Of files with several names, by identity, how many of these have not been seen. */
type Names = Map<string, { path: string; missing: number }>;

async function refuseWayOut(
  { folder }: SurveyOptions,
  entry: Dirent,
  path: string,
  names: Names,
): Promise<void> {
  if (entry.isSymbolicLink()) return;
  if (!entry.isFile())
    throw refusal(path, 'is a FIFO, socket or device. Remove it, or grant a smaller folder');
  const stats = await lstat(join(folder, path), { bigint: true }).catch(() => null);
  if (!stats || stats.nlink < 2n) return;
  const identity = identityOf(stats);
  const missing = (names.get(identity)?.missing ?? Number(stats.nlink)) - 1;
  names.set(identity, { path, missing });
}

async function isGit({ folder }: SurveyOptions, entry: Dirent, path: string): Promise<boolean> {
  if (!isGitName(entry.name)) return entry.isDirectory() && (await isGitData(join(folder, path)));
  if (!entry.isSymbolicLink()) return true;
  throw refusal(path, 'is a link, so it cannot be kept from being replaced. Grant a smaller folder');
}

/** Bare repositories, and what `.git` files lead to, by their look. */
async function isGitData(folder: string): Promise<boolean> {
  const has = (name: string) =>
    lstat(join(folder, name)).then(
      () => true,
      () => false,
    );
  return (await has('HEAD')) && ((await has('commondir')) || ((await has('objects')) && (await has('refs'))));
}

async function entriesOf({ folder }: SurveyOptions, path: string): Promise<Dirent[]> {
  return readdir(join(folder, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    // The program could open it to itself.
    throw refusal(path || '.', 'cannot be looked into. Change its permissions, or grant a smaller folder');
  });
}

function utf8(path: string): string {
  if (!path.includes('\ufffd')) return path;
  throw refusal(path, 'has a name that is not UTF-8. Rename it, or grant a smaller folder');
}
