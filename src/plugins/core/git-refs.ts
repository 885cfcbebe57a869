import { dirname, normalize } from 'node:path/posix';
import { ToolError, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import type { GuardedRepository } from './git-guard.ts';
import { GitFailed } from './git-failure.ts';

/** A name, hash or expression such as `HEAD~2`; never a range, an option or a path. */
const REF = /^(?!.*\.\.)[\p{L}\p{N}_@#+][\p{L}\p{M}\p{N}._/@{}~^#+=%&,-]{0,250}$/u;
/** An expression that asks for something else than a commit. */
const NO_COMMIT = /\^\{(tree|blob)\}/;

/** In characters; what is longer could not be handed to git. */
const MAX_LENGTH = 4096;

export const ref = z
  .string()
  .max(MAX_LENGTH)
  .describe('A commit: branch, tag, hash, or an expression such as `HEAD~2`.');
export const file = z
  .string()
  .max(MAX_LENGTH)
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
  const hash = await answerOf(repository, revParse(text)).catch(async (error: unknown) => {
    if (!(error instanceof GitFailed)) throw error;
    const message = (await namesOther(repository, text))
      ? `${quoted} does not name a commit. Give a branch, tag or hash that does.`
      : error.message;
    throw new ToolError(message, { path });
  });
  if (hash !== null) return hash;
  throw new ToolError(
    `There is no commit ${quoted} here. Without \`ref\`, git_log lists those that lead to HEAD.`,
    { path },
  );
}

/** Is it a tree or a file's content that the text names? */
async function namesOther(repository: GuardedRepository, text: string): Promise<boolean> {
  if (NO_COMMIT.test(text)) return true;
  const kind = await answerOf(repository, ['cat-file', '-t', `${text}^{}`]).catch(() => null);
  return kind === 'tree' || kind === 'blob';
}

/** The commit of HEAD; null in a repository without commits. @throws ToolError for one that is damaged. */
export async function headOf(repository: GuardedRepository): Promise<string | null> {
  const hash = await answerOf(repository, revParse('HEAD'));
  if (hash !== null) return hash;
  const branch = await answerOf(repository, ['symbolic-ref', '--quiet', 'HEAD']);
  // HEAD names a branch that does not exist: it comes with the first commit.
  const isUnborn =
    branch !== null &&
    (await answerOf(repository, ['show-ref', '--verify', '--quiet', '--', branch])) === null;
  if (isUnborn) return null;
  throw new ToolError('The repository is damaged: its HEAD leads to no commit. `git fsck` says more.', {
    path: ['path'],
  });
}

function revParse(text: string): string[] {
  return ['rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`];
}

/** What git says; null when it says that there is no such thing. @throws GitFailed for anything else. */
export async function answerOf(repository: GuardedRepository, args: string[]): Promise<string | null> {
  try {
    return (await repository.git(args)).bytes.toString().trim();
  } catch (error) {
    if (error instanceof GitFailed && error.isSilent) return null;
    throw error;
  }
}

/** Arguments that limit git to one path, literally, and keep it from what is hidden. */
export function limitedTo(repository: GuardedRepository, path: string | undefined): string[] {
  const hidden = hiddenIn(repository).map((path) => `:(top,exclude,literal)${path}`);
  return ['--', path === undefined ? ':(top)' : pathspec(path), ...hidden];
}

/** What no tool may show, relative to the top of the repository. */
export function hiddenIn({ workspace, top, gitFolder, commonFolder }: GuardedRepository): string[] {
  // A further working tree shows what was committed from the one that its data belongs to.
  const tops = new Set([top, dirname(gitFolder), dirname(commonFolder)]);
  return [...tops].flatMap((top) => {
    const prefix = top === '.' ? '' : `${top}/`;
    const below = workspace.hidden.filter((path) => path.startsWith(prefix));
    return below.map((path) => path.slice(prefix.length));
  });
}

/** @throws ToolError for a path that is absolute or leads upwards. */
export function pathspec(path: string, argument: readonly string[] = ['file']): string {
  if (path === '' || path.includes('\0') || path.startsWith('/') || path.split('/').includes('..')) {
    throw new ToolError(
      `\`${argument[0]}\` must be paths relative to the top of the repository, without "..".`,
      { path: argument },
    );
  }
  const plain = normalize(path);
  return plain === '.' || plain === './' ? ':(top)' : `:(top,literal)${plain}`;
}
