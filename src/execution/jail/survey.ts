/** Looks through a folder that is to be written: for what git owns there, and for what leads out of it. */
import { lstat, readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path/posix';
import pMap from 'p-map';
import { ToolError } from '../../plugins/contract.ts';
import { printable } from '../../registries/errors.ts';
import { isGitName } from '../workspace-git.ts';
import { identityOf } from './mounts.ts';

/** Files and folders that are looked at: a larger folder would hold up each call. */
const MAX_ENTRIES = 50_000;
const AT_ONCE = 32;

export interface SurveyOptions {
  /** As the caller calls it. */
  path: string;
  /** By which the system reaches it. */
  folder: string;
  /** Paths below it that are covered anyway. */
  isHidden(path: string): boolean;
}

export interface Survey {
  /** Data of git, by path below the folder, in order of depth. */
  git: { path: string; identity: string }[];
}

/** @throws ToolError for a file with a second name elsewhere, a FIFO, socket or device, and for too many files. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const found: Survey = { git: [] };
  const names = new Map<string, { path: string; missing: number }>();
  const folders = [''];
  let count = 0;
  for (const folder of folders) {
    const entries = await entriesOf(join(options.folder, folder));
    count += entries.length;
    if (count > MAX_ENTRIES)
      throw refusal(options.path, `has more than ${MAX_ENTRIES} files. Grant a smaller folder`);
    await pMap(
      entries.filter((entry) => !options.isHidden(join(folder, entry.name))),
      async (entry) => {
        const path = join(folder, entry.name);
        if (isGitName(entry.name) || (entry.isDirectory() && (await isGitData(join(options.folder, path))))) {
          return void found.git.push({ path, identity: await gitIdentity(options, entry, path) });
        }
        if (entry.isDirectory()) return void folders.push(utf8(path));
        if (entry.isFile()) await countNames(options, path, names);
        else if (!entry.isSymbolicLink())
          throw refusal(path, 'is a FIFO, socket or device. Remove it, or grant a smaller folder');
      },
      { concurrency: AT_ONCE },
    );
  }
  const [outside] = [...names.values()].filter(({ missing }) => missing > 0);
  if (outside) {
    throw refusal(
      outside.path,
      'has a second name (a hard link) outside the granted folder. Copy it, or grant a smaller folder',
    );
  }
  found.git.sort((a, b) => a.path.length - b.path.length);
  return found;
}

/** Of a file with several names, how many of them have not been seen here. */
async function countNames(
  { folder }: SurveyOptions,
  path: string,
  names: Map<string, { path: string; missing: number }>,
): Promise<void> {
  const stats = await lstat(join(folder, path), { bigint: true }).catch(() => null);
  if (!stats || stats.nlink < 2n) return;
  const identity = identityOf(stats);
  const missing = (names.get(identity)?.missing ?? Number(stats.nlink)) - 1;
  names.set(identity, { path, missing });
}

async function gitIdentity({ folder }: SurveyOptions, entry: Dirent, path: string): Promise<string> {
  if (entry.isSymbolicLink())
    throw refusal(path, 'is a link, so it cannot be kept from being replaced. Grant a smaller folder');
  return identityOf(await lstat(join(folder, utf8(path)), { bigint: true }));
}

/** Bare repositories, and what `.git` files lead to, by their look. */
async function isGitData(folder: string): Promise<boolean> {
  const there = async (name: string) =>
    lstat(join(folder, name)).then(
      () => true,
      () => false,
    );
  if (!(await there('HEAD'))) return false;
  return (await there('commondir')) || ((await there('objects')) && (await there('refs')));
}

/** What cannot be read, the program cannot read either. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function utf8(path: string): string {
  if (path.includes('\ufffd'))
    throw refusal(path, 'has a name that is not UTF-8. Rename it, or grant a smaller folder');
  return path;
}

function refusal(path: string, problem: string): ToolError {
  return new ToolError(`"${printable(path)}" ${problem}.`, { path: ['path'] });
}
