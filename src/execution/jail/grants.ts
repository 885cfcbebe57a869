/** Turns what a caller grants into mounts, each bound to the very file or folder that was found. */
import { constants, type FileHandle, open } from 'node:fs/promises';
import { join, normalize } from 'node:path/posix';
import { type JailGrant, ToolError, type Workspace } from '../../plugins/contract.ts';
import { printable } from '../../registries/errors.ts';
import { type Grounds, surveyGrounds } from '../workspace-grounds.ts';
import { isGitFolder, isGitName } from '../workspace-git.ts';
import { type Place, walk } from '../workspace-walk.ts';
import { type Mount, identityOf } from './mounts.ts';
import { survey } from './survey.ts';
import { WORKSPACE, coverOf } from './system-mounts.ts';

/** Most grants of a run. */
const MAX_GRANTS = 100;
/** Only names the file: nothing is read, no device reacts. Node has no name for it. */
const O_PATH = 0o10000000;

export interface HeldGrants extends AsyncDisposable {
  readonly mounts: readonly Mount[];
  /** The folder of this machine that may be written, or one of them; null where none may. */
  readonly written: string | null;
}

/**
 * Finds what is granted and holds it open, so that it stays what it is until the jail is made.
 * @throws ToolError with the index of the grant in its path.
 */
export async function holdGrants(workspace: Workspace, grants: readonly JailGrant[]): Promise<HeldGrants> {
  await using stack = new AsyncDisposableStack();
  if (grants.length > MAX_GRANTS)
    throw new ToolError(`More than ${MAX_GRANTS} files are granted. Grant their folder.`);
  const grounds = surveyGrounds({
    root: workspace.root,
    hidden: workspace.hidden.map((path) => join(workspace.root, path)),
  });
  const held: Held[] = [];
  for (const [index, grant] of grants.entries())
    held.push(await at(index, hold(workspace, grounds, grant, stack)));
  // A folder before what is granted in it.
  held.sort((a, b) => a.to.length - b.to.length);
  const opened = stack.move();
  return {
    mounts: held.flatMap(({ mounts }) => mounts),
    written: held.find(({ writable }) => writable)?.from ?? null,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Held {
  from: string;
  to: string;
  writable: boolean;
  mounts: Mount[];
}

async function hold(
  workspace: Workspace,
  grounds: Grounds,
  { path, writable = false }: JailGrant,
  stack: AsyncDisposableStack,
): Promise<Held> {
  if (writable) await makeMissing(workspace, path);
  const place = stack.use(await walk(grounds, path));
  if (!place.stats)
    throw refusal(path, 'does not exist in the workspace. List its folder to see what is there');
  const parts = place.parts.join('/');
  const [from, to] = [join(grounds.root, parts), join(WORKSPACE, parts)];
  const isFolder = place.stats.isDirectory();
  if (!isFolder) await holdFile(path, place, stack);
  if (writable) await refuseGit(grounds, path, place);
  const own: Mount = { kind: 'bind', from, to, writable, identity: identityOf(place.stats) };
  const covers = isFolder ? await coversIn(grounds, path, place, writable) : [];
  return { from, to, writable, mounts: [own, ...covers, ...otherName(path, to)] };
}

/** Opens it, so that its number is given to no other file. */
async function holdFile(path: string, place: Place, stack: AsyncDisposableStack): Promise<void> {
  const { stats } = place;
  if (!stats!.isFile()) throw refusal(path, 'is neither a file nor a folder. Give the path of one');
  if (stats!.nlink > 1n) {
    throw refusal(path, 'has a second name (a hard link), perhaps outside the workspace. Copy it to use it');
  }
  const file: FileHandle = await open(place.folder.at(place.name), O_PATH | (constants.O_NOFOLLOW ?? 0));
  stack.use(file);
  const now = await file.stat({ bigint: true });
  if (identityOf(now) !== identityOf(stats!))
    throw refusal(path, 'changed while it was being opened. Try again', true);
}

async function makeMissing(workspace: Workspace, path: string): Promise<void> {
  const isThere = await workspace.stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  if (!path.endsWith('/')) return workspace.write(path, '');
  const grounds = surveyGrounds({
    root: workspace.root,
    hidden: workspace.hidden.map((one) => join(workspace.root, one)),
  });
  // Folders on the way to a file are made; the file is not.
  await using _ = await walk(grounds, `${path}new`, { forWriting: true });
}

/** Whatever becomes of the run: what git reads as configuration is never written. */
async function refuseGit(grounds: Grounds, path: string, { parts }: Place): Promise<void> {
  const tops = parts.map((_, depth) => parts.slice(0, depth).join('/') || '.');
  for (const [depth, top] of tops.entries()) {
    await using place = await walk(grounds, top, { toFolder: true });
    if (isGitName(parts[depth]!) || (await isGitFolder(place.folder, ''))) throw gitIsClosed(path);
  }
}

async function coversIn(grounds: Grounds, path: string, place: Place, writable: boolean): Promise<Mount[]> {
  await using folder = await walk(grounds, place.parts.join('/') || '.', { toFolder: true });
  const isOwn = (name: string) => isGitFolder(folder.folder, name);
  if (writable && (await isOwn(''))) throw gitIsClosed(path);
  const below = place.parts.length === 0 ? '' : `${place.parts.join('/')}/`;
  const hidden = grounds.hidden.filter((one) => one.startsWith(below));
  const at = (one: string) => [join(grounds.root, one), join(WORKSPACE, one)] as const;
  const covers = (await Promise.all(hidden.map((one) => coverOf(...at(one))))).flat();
  if (!writable) return covers;
  const found = await survey({
    path,
    folder: folder.folder.at('.'),
    isHidden: (one) => hidden.includes(`${below}${one}`),
  });
  const git = found.git.map((one): Mount => {
    const [from, to] = at(`${below}${one.path}`);
    return { kind: 'bind', from, to, identity: one.identity };
  });
  const deep = [...found.git.map((one) => one.path), ...hidden.map((one) => one.slice(below.length))];
  return [...fixed(deep).map((one): Mount => bound(...at(`${below}${one}`))), ...git, ...covers];
}

/** The folders on the way to what is covered: as mounts of their own they cannot be renamed, and so it stays covered. */
function fixed(paths: readonly string[]): string[] {
  const ways = paths.flatMap((path) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, depth, way) => way.slice(0, depth + 1).join('/')),
  );
  return [...new Set(ways)].sort((a, b) => a.length - b.length);
}

function bound(from: string, to: string): Mount {
  return { kind: 'bind', from, to, writable: true };
}

/** A path through links is there under its own name, too. */
function otherName(path: string, to: string): Mount[] {
  const given = join(WORKSPACE, normalize(path)).replace(/\/$/, '');
  return given === to ? [] : [{ kind: 'link', to: given, target: to }];
}

async function at<T>(index: number, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.message, {
      path: ['files', String(index), 'path'],
      retryable: error.retryable,
    });
  });
}

export function refusal(path: string, problem: string, retryable = false): ToolError {
  return new ToolError(`"${printable(path)}" ${problem}.`, { path: ['path'], retryable });
}

const gitIsClosed = (path: string) =>
  refusal(path, 'is the data of a git repository, where nothing may be written. Choose another path');
