import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ToolError, type Workspace } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';

/** A repository whose working tree and data all lie in the workspace. Its paths are relative to the workspace. */
export interface Repository {
  readonly workspace: Workspace;
  /** Top folder of the working tree. */
  readonly top: string;
  /** What `.git` is or leads to. */
  readonly gitFolder: string;
  /** Where objects, branches and configuration are; another folder in an additional worktree. */
  readonly commonFolder: string;
}

/**
 * Finds the repository that a folder is in, looking upwards but never out of the workspace.
 * @throws ToolError when there is none, or when its `.git` leads out.
 */
export async function findRepository(workspace: Workspace, path: string): Promise<Repository> {
  const folder = await workspace.stat(path);
  const quoted = `"${printable(path)}"`;
  if (folder.kind !== 'directory') throw refusal(`${quoted} is no folder. Give the folder of a repository.`);
  const top = await topOf(workspace, folder.path);
  if (top === null) {
    throw refusal(
      `${quoted} is not in a git repository. Give a folder of one; fs_list shows a ".git" at its top.`,
    );
  }
  const gitFolder = await gitFolderOf(workspace, top);
  const common = join(gitFolder, 'commondir');
  const commonFolder = (await isThere(workspace, common))
    ? await inside(workspace, gitFolder, await firstLine(workspace, common))
    : gitFolder;
  if (!(await isThere(workspace, join(gitFolder, 'HEAD')))) {
    throw refusal(`The ".git" of ${quoted} is no repository: it has no HEAD.`);
  }
  return { workspace, top, gitFolder, commonFolder };
}

export function hostPath({ workspace }: { workspace: Workspace }, path: string): string {
  return join(workspace.root, path);
}

/** Is there anything of this name? A link is not followed. */
export async function isThere(workspace: Workspace, path: string): Promise<boolean> {
  return lstat(join(workspace.root, path)).then(
    () => true,
    () => false,
  );
}

/** Where a path that git would follow leads, seen from a folder. @throws ToolError when that is not inside. */
export async function inside(workspace: Workspace, from: string, path: string): Promise<string> {
  const target = await realpath(resolve(workspace.root, from, path)).catch(() => null);
  const inner = target === null ? '..' : relative(workspace.root, target) || '.';
  if (inner.split('/')[0] === '..') throw refusal(LEADS_OUT);
  const entry = await workspace.stat(inner);
  if (entry.kind !== 'directory') throw refusal(LEADS_OUT);
  return entry.path;
}

export function refusal(message: string): ToolError {
  return new ToolError(message, { path: ['path'] });
}

const LEADS_OUT =
  "A part of the repository's data (its gitdir, commondir or alternates) is not a folder in the workspace. " +
  'Use a repository that lies in the workspace as a whole.';

async function topOf(workspace: Workspace, folder: string): Promise<string | null> {
  if (await isThere(workspace, join(folder, '.git'))) return folder;
  return folder === '.' ? null : topOf(workspace, dirname(folder));
}

async function gitFolderOf(workspace: Workspace, top: string): Promise<string> {
  const entry = await workspace.stat(join(top, '.git'));
  if (entry.kind === 'directory') return entry.path;
  const line = await firstLine(workspace, entry.path);
  if (!line.startsWith('gitdir: '))
    throw refusal(`"${printable(entry.path)}" is no git folder, nor does it name one.`);
  return inside(workspace, top, line.slice('gitdir: '.length));
}

async function firstLine(workspace: Workspace, path: string): Promise<string> {
  const bytes = await workspace.read(path, { start: 0, end: 4096 });
  return Buffer.from(bytes).toString().split(/\r?\n/, 1)[0]!;
}
