import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Jail, ToolError, type ToolContext, type Workspace } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { type ConfigEntry, configText, isHarmless, parseConfig } from './git-config.ts';
import { findRepository, hostPath, inside, isThere, refusal, type Repository } from './git-repository.ts';
import { type GitOutput, type GitRun, runGit } from './git-run.ts';
import { isSpecial, specialRefusal } from './git-special-files.ts';
import { withStandIn } from './git-stand-in.ts';

/** Not read by any command used here. */
const UNREAD = new Set(['hooks', 'modules', 'lfs']);
/** Has the working tree a file of its own? */
const OWN_CONFIG = 'extensions.worktreeconfig';

/** Runs git in one repository that was found harmless. */
export interface GuardedRepository extends Repository {
  git(args: string[], options?: RunOptions): Promise<GitOutput>;
}
export type RunOptions = Pick<
  GitRun,
  'maxBytes' | 'input' | 'settings' | 'environment' | 'door' | 'onProgress'
>;

/**
 * Finds the repository of a folder and proves, before git looks at it, that nothing of it lies outside the workspace: its
 * folders, the links in them, its alternates. git then runs in the jail. Where there is none, it is also proved that the
 * repository makes git run no program, by every key of its configuration, and git runs with just what was looked at,
 * whatever becomes of the file. A program of the host that puts links into the repository between this proof and the run of
 * git is not held off then.
 *
 * @throws ToolError that names what is in the way.
 */
export async function openRepository(
  { workspace, jail, signal }: Pick<ToolContext, 'workspace' | 'jail' | 'signal'>,
  path: string,
): Promise<GuardedRepository> {
  const repository = await findInside(workspace, path, signal);
  const git = (await jail.isolates()) ? jailed(repository, jail, signal) : await guarded(repository, signal);
  return { ...repository, git };
}

/** The repository of a folder, all of which lies in the workspace. */
async function findInside(workspace: Workspace, path: string, signal: AbortSignal): Promise<Repository> {
  const repository = await findRepository(workspace, path);
  for (const folder of foldersOf(repository)) await refuseBadEntries(workspace, folder, signal);
  await refuseAlternatesOut(workspace, join(repository.commonFolder, 'objects'), signal);
  return repository;
}

/**
 * As above, to be written. In the jail git may then change this repository and nothing else; also there the configuration
 * must hold nothing but keys that are known to be harmless, since what it named could write, too.
 * @param refused keys that this command would heed, though they are harmless to others.
 */
export async function openWritable(
  { workspace, jail, signal }: Pick<ToolContext, 'workspace' | 'jail' | 'signal'>,
  path: string,
  refused = /^$/,
): Promise<GuardedRepository> {
  const repository = await findInside(workspace, path, signal);
  await harmlessConfig(repository, signal, {
    refused,
    advice: 'Remove that key to change the repository here.',
  });
  const isolates = await jail.isolates();
  const names = variables(repository, hostPath(repository, repository.commonFolder));
  const writes = topmost([repository.top, repository.gitFolder, repository.commonFolder]);
  const run = { ...placesOf(repository), jail: isolates ? jail : null, signal, repository: names, writes };
  return { ...repository, git: (args, options) => runGit(args, { ...run, ...options }) };
}

/** Those that lie in no other of them. */
function topmost(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  const isBelow = (path: string, other: string) =>
    path !== other && (other === '.' || path.startsWith(`${other}/`));
  return all.filter((path) => !all.some((other) => isBelow(path, other)));
}

type RunInRepository = GuardedRepository['git'];

function jailed(repository: Repository, jail: Jail, signal: AbortSignal): RunInRepository {
  const shared = hostPath(repository, repository.commonFolder);
  const run = { ...placesOf(repository), jail, signal, repository: variables(repository, shared) };
  return (args, options) => runGit(args, { ...run, ...options });
}

async function guarded(repository: Repository, signal: AbortSignal): Promise<RunInRepository> {
  const config = await harmlessConfig(repository, signal, { refused: /^$/, advice: JAIL_ADVICE });
  const shared = hostPath(repository, repository.commonFolder);
  const run = { ...placesOf(repository), jail: null, signal };
  return (args, options) =>
    withStandIn(shared, config, (standIn) =>
      runGit(args, {
        ...run,
        repository: variables(repository, standIn),
        standIn: { folder: standIn, for: shared },
        ...options,
      }),
    );
}

function placesOf(repository: Repository): { root: string; folder: string } {
  return { root: repository.workspace.root, folder: hostPath(repository, repository.top) };
}

function foldersOf({ gitFolder, commonFolder }: Repository): Set<string> {
  return new Set([gitFolder, commonFolder]);
}

/** Named outright, so that git neither searches for the repository nor asks its configuration where its files are. */
function variables(repository: Repository, commonFolder: string): Record<string, string> {
  return {
    GIT_DIR: hostPath(repository, repository.gitFolder),
    GIT_COMMON_DIR: commonFolder,
    GIT_WORK_TREE: hostPath(repository, repository.top),
    GIT_CEILING_DIRECTORIES: dirname(repository.workspace.root),
  };
}

/** @throws ToolError for a link below the folder that leaves the workspace or leads nowhere, and for a FIFO or device. */
async function refuseBadEntries(workspace: Workspace, folder: string, signal: AbortSignal): Promise<void> {
  const seen = new Set([folder]);
  for (const current of seen) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(join(workspace.root, current))) {
      if (current === folder && UNREAD.has(entry.name)) continue;
      const path = join(current, entry.name);
      if (entry.isDirectory()) seen.add(path);
      if (isSpecial(entry)) throw specialRefusal(path);
      if (!entry.isSymbolicLink()) continue;
      const target = await workspace.stat(path);
      if (target.kind === 'other') throw specialRefusal(path);
      if (target.kind === 'directory') seen.add(target.path);
    }
  }
}

/** git itself may remove a folder meanwhile. */
function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    // What cannot be looked at cannot be found harmless.
    throw new ToolError(`A folder of the repository could not be read (${error.code}). Retry.`, {
      path: ['path'],
      retryable: true,
    });
  });
}

async function refuseAlternatesOut(
  workspace: Workspace,
  objects: string,
  signal: AbortSignal,
  seen = new Set<string>(),
): Promise<void> {
  const list = join(objects, 'info', 'alternates');
  if (seen.has(objects) || !(await isThere(workspace, list))) return;
  seen.add(objects);
  const lines = Buffer.from(await workspace.read(list))
    .toString()
    .split('\n');
  for (const line of lines.filter((line) => line !== '' && !line.startsWith('#'))) {
    if (line.startsWith('"'))
      throw refusal(`"${printable(list)}" has a quoted path, which is not supported. Unquote it.`);
    const alternate = await inside(workspace, objects, line);
    await refuseBadEntries(workspace, alternate, signal);
    await refuseAlternatesOut(workspace, alternate, signal, seen);
  }
}

interface Rules {
  /** Keys that are refused besides. */
  refused: RegExp;
  /** What to do about a key that is refused. */
  advice: string;
}

const JAIL_ADVICE =
  'Remove that key; or install the package bubblewrap, then start the server again: git then runs in a jail.';

/** All that the repository configures, as text. @throws ToolError for a key that is not known to be harmless. */
async function harmlessConfig(repository: Repository, signal: AbortSignal, rules: Rules): Promise<string> {
  const read = (path: string) => harmlessEntries(repository, path, signal, rules);
  const shared = await read(join(repository.commonFolder, 'config'));
  const own = await read(join(repository.gitFolder, 'config.worktree'));
  const hasOwn = shared.findLast(({ key }) => key === OWN_CONFIG);
  const entries = [...shared, ...(isTrue(hasOwn) ? own : [])];
  // Else git would read the working tree's own file again.
  return configText(entries.filter(({ key }) => key !== OWN_CONFIG));
}

/** Includes are not resolved: `include.path` is itself a key that is refused. */
async function harmlessEntries(
  repository: Repository,
  path: string,
  signal: AbortSignal,
  { refused, advice }: Rules,
): Promise<ConfigEntry[]> {
  const { workspace } = repository;
  if (!(await isThere(workspace, path))) return [];
  const input = await workspace.read(path);
  const { bytes, truncated } = await runGit(['config', '--file', '-', '--no-includes', '--null', '--list'], {
    root: workspace.root,
    folder: workspace.root,
    repository: { GIT_DIR: '/dev/null' },
    jail: null,
    signal,
    input,
  });
  if (truncated) throw refusal(`"${printable(path)}" is too long to be checked. Shorten it.`);
  const entries = parseConfig(bytes);
  const harmful = entries.find((entry) => !isHarmlessIn(repository, entry) || refused.test(entry.key));
  if (!harmful) return entries;
  throw refusal(
    `The repository's configuration ("${printable(path)}") sets "${printable(harmful.key)}", which is not among those known to be ` +
      `harmless. ${advice}`,
  );
}

/** As git reads it. */
function isTrue(entry: ConfigEntry | undefined): boolean {
  return entry !== undefined && /^(true|yes|on|[1-9]\d*)$/i.test(entry.value ?? 'true');
}

function isHarmlessIn(repository: Repository, { key, value }: ConfigEntry): boolean {
  // git writes it into every submodule; it must say what is used anyway.
  if (key === 'core.worktree') {
    return (
      resolve(hostPath(repository, repository.gitFolder), value ?? '') ===
      hostPath(repository, repository.top)
    );
  }
  return isHarmless(key);
}
