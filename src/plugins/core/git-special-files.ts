/** FIFOs, sockets and devices: git would open them, and wait. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolError } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { hostPath, refusal, type Repository } from './git-repository.ts';

/** What git opens in any folder of a working tree. */
const OPENED = new Set(['.gitattributes', '.gitignore', '.gitmodules']);
/** In a repository within the working tree git looks for its HEAD alone. */
const UNOPENED = new Set(['objects', 'hooks', 'modules', 'lfs', 'logs']);
/** Folders looked at, those nearest to the top first: what is further down is left to the time limit. */
const MAX_FOLDERS = 1000;
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
  const { top, workspace } = repository;
  const folders = [{ path: top, isGit: false }];
  for (const { path, isGit } of folders) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(hostPath(repository, path))) {
      const inner = join(path, entry.name);
      if (workspace.hidden.includes(inner) || (isGit && UNOPENED.has(entry.name))) continue;
      if ((isGit || OPENED.has(entry.name)) && (await leadsToSpecial(entry))) throw specialRefusal(inner);
      const isOwn = path === top && entry.name === '.git';
      if (!entry.isDirectory() || isOwn || folders.length >= MAX_FOLDERS) continue;
      folders.push({ path: inner, isGit: isGit || entry.name === '.git' });
    }
  }
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
