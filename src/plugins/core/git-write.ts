/** What the tools have in common that change a repository. */
import { type ToolContext, ToolError } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { GitFailed } from './git-failure.ts';
import { type GuardedRepository, openWritable, type RunOptions } from './git-guard.ts';
import { hiddenIn } from './git-refs.ts';
import { WRITE_SETTINGS } from './git-settings.ts';
import { refuseSpecialFiles } from './git-special-files.ts';

/** One file that a change touches. */
export interface ChangedFile {
  path: string;
  change: 'added' | 'modified' | 'deleted' | 'typechange' | 'unmerged';
}

const CHANGES = {
  ...{ A: 'added', M: 'modified', D: 'deleted', T: 'typechange', U: 'unmerged' },
} as const satisfies Record<string, ChangedFile['change']>;

/** Opens it to be changed. @param refused keys of its configuration that are refused besides. */
export async function openToWrite(
  context: ToolContext,
  path: string,
  refused?: RegExp,
): Promise<GuardedRepository> {
  const repository = await openWritable(context, path, refused);
  await refuseSpecialFiles(repository, context.signal);
  const git = (args: string[], options: RunOptions = {}) =>
    repository
      .git(args, { ...options, settings: [...WRITE_SETTINGS, ...(options.settings ?? [])] })
      .catch((error: unknown) => {
        throw isLocked(error) ? locked() : error;
      });
  return { ...repository, git };
}

function isLocked(error: unknown): boolean {
  return error instanceof GitFailed && /\.lock': File exists/.test(error.message);
}

function locked(): ToolError {
  return new ToolError(
    'Another git is changing this repository, or one was killed and left a ".lock" file in its data. Retry, or remove that file.',
    { path: ['path'], retryable: true },
  );
}

/** What `--name-status -z --no-renames` says. */
export function parseChanges(output: Buffer): ChangedFile[] {
  const fields = output.toString().split('\0').slice(0, -1);
  return fields
    .filter((_, index) => index % 2 === 0)
    .map((letter, index) => ({
      path: fields[index * 2 + 1]!,
      change: CHANGES[letter[0] as keyof typeof CHANGES] ?? 'modified',
    }));
}

/** @throws ToolError when a commit has a file of a name that is hidden: it would be written there. */
export async function refuseHidden(
  repository: GuardedRepository,
  commit: string,
  argument: string,
): Promise<void> {
  const hidden = hiddenIn(repository);
  if (hidden.length === 0) return;
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit, '--', ...hidden];
  if ((await repository.git(args)).bytes.length === 0) return;
  throw new ToolError('That commit has a file at a path that no tool may write, so it is not checked out.', {
    path: [argument],
  });
}

/** The branch that is checked out, without `refs/heads/`; null when HEAD is detached. */
export async function currentBranch(repository: GuardedRepository): Promise<string | null> {
  const output = await repository.git(['symbolic-ref', '--quiet', 'HEAD']).catch((error: unknown) => {
    if (error instanceof GitFailed && error.isSilent) return null;
    throw error;
  });
  return (
    output &&
    output.bytes
      .toString()
      .trim()
      .replace(/^refs\/heads\//, '')
  );
}

/** A failure of git that has to do with one argument. @param kinds what git says, and what is told instead. */
export function explained(
  error: unknown,
  argument: string,
  kinds: readonly (readonly [RegExp, string, { retryable?: boolean }?])[],
): unknown {
  if (!(error instanceof GitFailed)) return error;
  const kind = kinds.find(([pattern]) => pattern.test(error.message));
  return kind ? new ToolError(kind[1], { path: [argument], ...kind[2] }) : error;
}

export function shortName(text: string): string {
  return `"${printable(text)}"`;
}
