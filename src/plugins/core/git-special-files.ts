/** FIFOs, sockets and devices: git would open them, and wait. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import type { ToolError } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { hostPath, refusal, type Repository } from './git-repository.ts';

/** What git opens in any folder of a working tree. */
const OPENED = new Set(['.gitattributes', '.gitignore', '.gitmodules']);
/** In a repository within the working tree git looks for its HEAD alone. */
const UNOPENED = new Set(['objects', 'hooks', 'modules', 'lfs', 'logs']);
/** Folders looked at, those nearest to the top first: what is further down is left to the time limit. */
const MAX_FOLDERS = 1000;
/** Folders that are read at once. */
const AT_ONCE = 8;
/** Of the tools that look at a working tree. */
export const TIME_LIMITS = { timeoutMs: 10_000 };

export function isSpecial(entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): boolean {
  return !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
}

/** @param path as the caller may see it. */
export function specialRefusal(path: string): ToolError {
  return refusal(
    `"${printable(path)}" is a FIFO, socket or device, and git would wait for it. Remove it to use the git tools here.`,
  );
}

/** @throws ToolError for a special file of the working tree that git would open, but for what lies very deep. */
export async function refuseSpecialFiles(repository: Repository, signal: AbortSignal): Promise<void> {
  let level: Folder[] = [{ path: repository.top, isGit: false }];
  for (let left = MAX_FOLDERS; level.length > 0;) {
    left -= level.length;
    signal.throwIfAborted();
    const below = await pMap(level, (folder) => lookedAt(repository, folder), { concurrency: AT_ONCE });
    level = below.flat().slice(0, left);
  }
}

interface Folder {
  path: string;
  isGit: boolean;
}

/** The folders in it. */
async function lookedAt(repository: Repository, { path, isGit }: Folder): Promise<Folder[]> {
  const { top, workspace } = repository;
  const folders: Folder[] = [];
  for (const entry of await entriesOf(hostPath(repository, path))) {
    if (!entry.isDirectory() && !isGit && !OPENED.has(entry.name)) continue;
    const inner = join(path, entry.name);
    if (workspace.hidden.includes(inner) || (isGit && UNOPENED.has(entry.name))) continue;
    if ((isGit || OPENED.has(entry.name)) && (await leadsToSpecial(entry))) throw specialRefusal(inner);
    const isOwn = path === top && entry.name === '.git';
    if (entry.isDirectory() && !isOwn) folders.push({ path: inner, isGit: isGit || entry.name === '.git' });
  }
  return folders;
}

/** What cannot be looked at, git cannot open either. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function leadsToSpecial(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return isSpecial(entry);
  return stat(join(entry.parentPath, entry.name)).then(
    (target) => !target.isFile() && !target.isDirectory(),
    () => false,
  );
}
