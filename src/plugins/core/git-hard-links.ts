/** Files of a working tree that have a second name: fs_read refuses them, and git would show them. */
import { lstat } from 'node:fs/promises';
import { ToolError } from 'gathering/plugin';
import { hostPath, type Repository } from './git-repository.ts';

/** Most bytes of names that are handed to git. */
const MAX_NAMES = 64 * 1024;

/** Which of these paths lead to a file with a second name. A path is Latin-1: its bytes as git gives them. */
export async function withSecondName(
  repository: Repository,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const top = Buffer.from(`${hostPath(repository, repository.top)}/`);
  const found: string[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    const stats = await lstat(Buffer.concat([top, Buffer.from(path, 'latin1')])).catch(() => null);
    if (stats?.isFile() && stats.nlink > 1) found.push(path);
  }
  return found;
}

/** Arguments that keep git from those paths. @throws ToolError when they cannot be handed to it. */
export function without(paths: readonly string[]): string[] {
  const names = paths.map(nameOf);
  const unsayable = names.some((name) => name.includes('\ufffd'));
  if (unsayable || names.reduce((sum, name) => sum + Buffer.byteLength(name), 0) > MAX_NAMES) {
    throw new ToolError(
      'Too many changed files have a second name (a hard link), perhaps outside the workspace, or names that are no ' +
        'UTF-8. Copy them, or ask for one `file`.',
      { path: ['file'] },
    );
  }
  return names.map((name) => `:(top,exclude,literal)${name}`);
}

/** The name as text. */
export function nameOf(path: string): string {
  return Buffer.from(path, 'latin1').toString();
}
