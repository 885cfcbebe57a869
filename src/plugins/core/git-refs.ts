import { ToolError, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import type { GuardedRepository } from './git-guard.ts';
import { GitFailed } from './git-run.ts';

/** A name, hash or expression such as `HEAD~2`; never a range, an option or a path. */
const REF = /^(?!.*\.\.)[\p{L}\p{N}_@#+][\p{L}\p{M}\p{N}._/@{}~^#+=%&,-]{0,250}$/u;

export const ref = z.string().describe('A commit: branch, tag, hash, or an expression such as `HEAD~2`.');
export const file = z
  .string()
  .describe('Only this file or folder, relative to the top of the repository as git_status names it.');
export const folder = z
  .string()
  .default('.')
  .describe('A folder of the repository, relative to the workspace. The whole repository is meant.');

/** The hash of the commit. @throws ToolError when the text is no ref, or there is no such commit. */
export async function commitOf(
  repository: GuardedRepository,
  text: string,
  argument: string,
): Promise<string> {
  const path = [argument];
  const quoted = `"${printable(text)}"`;
  if (!REF.test(text)) {
    throw new ToolError(
      `${quoted} cannot name a commit. Give a branch, tag or hash; a full name is refs/heads/…`,
      {
        path,
      },
    );
  }
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`];
    return (await repository.git(args)).bytes.toString().trim();
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    throw new ToolError(`There is no commit ${quoted} here. git_log shows those there are.`, { path });
  }
}

/** The commit of HEAD; null in a repository without commits. */
export async function headOf(repository: GuardedRepository): Promise<string | null> {
  return commitOf(repository, 'HEAD', 'path').catch((error: unknown) => {
    if (error instanceof ToolError) return null;
    throw error;
  });
}

/** Arguments that limit git to one path, literally, and keep it from what is hidden. */
export function limitedTo(repository: GuardedRepository, path: string | undefined): string[] {
  const prefix = repository.top === '.' ? '' : `${repository.top}/`;
  const hidden = repository.workspace.hidden
    .filter((hidden) => hidden.startsWith(prefix))
    .map((hidden) => `:(top,exclude,literal)${hidden.slice(prefix.length)}`);
  return ['--', path === undefined ? ':(top)' : pathspec(path), ...hidden];
}

/** @throws ToolError for a path that is absolute or leads upwards. */
export function pathspec(path: string): string {
  if (path === '' || path.includes('\0') || path.startsWith('/') || path.split('/').includes('..')) {
    throw new ToolError('`file` must be a path relative to the top of the repository, without "..".', {
      path: ['file'],
    });
  }
  return `:(top,literal)${path}`;
}
