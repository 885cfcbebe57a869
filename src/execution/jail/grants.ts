/** Turns what a caller grants into mounts, each bound to the very file or folder that was found. */
import { constants, open } from 'node:fs/promises';
import { join, normalize } from 'node:path/posix';
import { type JailGrant, ToolError, type Workspace } from '../../plugins/contract.ts';
import { type Grounds, surveyGrounds } from '../workspace-grounds.ts';
import { isGitFolder, isGitName } from '../workspace-git.ts';
import { changed, missing, refusal } from '../workspace-path.ts';
import { type Place, walk } from '../workspace-walk.ts';
import { coversIn } from './covers.ts';
import { type Mount, identityOf, isWithin } from './mounts.ts';
import { WORKSPACE } from './system-mounts.ts';
import type { Writers } from './writers.ts';

/** Most grants of a run. */
const MAX_GRANTS = 100;
/** Only names the file: nothing is read, no device reacts. Node has no name for it. */
const O_PATH = 0o10000000;

const ARTIFACT = 'artifact:';
const notGranted = (path: string) =>
  refusal(
    path,
    'is an artifact, which programs cannot be granted. Pass its content as `stdin`, or write it to a file first',
  );

export interface HeldGrants extends AsyncDisposable {
  readonly mounts: readonly Mount[];
  /** The folder of this machine that may be written, or one of them; null where none may. */
  readonly written: string | null;
}

interface Held {
  /** As the caller calls it. */
  path: string;
  from: string;
  to: string;
  writable: boolean;
  mounts: Mount[];
}

/**
 * Finds what is granted and holds it open, so that it stays what it is until the jail is made.
 * @throws ToolError with the index of the grant in its path.
 */
export async function holdGrants(
  workspace: Workspace,
  grants: readonly JailGrant[],
  writers: Writers,
): Promise<HeldGrants> {
  if (grants.length > MAX_GRANTS)
    throw new ToolError(`More than ${MAX_GRANTS} files are granted. Grant their folder.`);
  await using stack = new AsyncDisposableStack();
  const grounds = groundsOf(workspace);
  const held: Held[] = [];
  for (const [index, grant] of grants.entries()) {
    if (grant.path.startsWith(ARTIFACT)) await named(index, Promise.reject(notGranted(grant.path)));
    if (grant.writable) await named(index, makeMissing(workspace, grant.path));
    held.push(await named(index, hold(grounds, grant, writers, stack)));
  }
  // A folder before what is granted in it.
  held.sort((a, b) => a.to.length - b.to.length);
  refuseReplaceable(held, writers);
  const written = held.filter(({ writable }) => writable).map(({ from }) => from);
  for (const folder of written) stack.defer(writers.add(folder));
  const mounts = [...held.flatMap((one) => one.mounts), ...held.flatMap((one) => otherName(one, held))];
  const owned = stack.move();
  return { mounts, written: written[0] ?? null, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function hold(
  grounds: Grounds,
  grant: JailGrant,
  writers: Writers,
  stack: AsyncDisposableStack,
): Promise<Held> {
  const { path, writable = false, git = false } = grant;
  const place = stack.use(await walk(grounds, path));
  if (!place.stats) throw missing(path);
  const inner = place.parts.join('/');
  const [from, to] = [join(grounds.root, inner), join(WORKSPACE, inner)];
  const keepsGit = writable && !git;
  if (keepsGit) await refuseGit(grounds, path, place);
  const own: Mount = { kind: 'bind', from, to, writable, identity: identityOf(place.stats) };
  if (!place.stats.isDirectory()) {
    await holdFile(path, place, stack);
    return { path, from, to, writable, mounts: [own] };
  }
  const folder = stack.use(await walk(grounds, inner || '.', { toFolder: true }));
  if (identityOf(folder.stats!) !== own.identity) throw changed(path);
  if (keepsGit) stack.defer(await writers.makeGit(folder.folder, own.identity));
  return { path, from, to, writable, mounts: [own, ...(await coversIn(grounds, grant, folder))] };
}

/** Opens it, so that its number is given to no other file. */
async function holdFile(
  path: string,
  { folder, name, stats }: Place,
  stack: AsyncDisposableStack,
): Promise<void> {
  if (!stats!.isFile()) throw refusal(path, 'is neither a file nor a folder. Give the path of one');
  if (stats!.nlink > 1n) {
    throw refusal(path, 'has a second name (a hard link), perhaps outside the workspace. Copy it to use it');
  }
  const file = stack.use(await open(folder.at(name), O_PATH | (constants.O_NOFOLLOW ?? 0)));
  if (identityOf(await file.stat({ bigint: true })) !== identityOf(stats!)) throw changed(path);
}

/** Makes what is to be written and does not exist: an empty file, or a folder where the path ends in `/`. */
export async function makeMissing(workspace: Workspace, path: string): Promise<void> {
  const isThere = await workspace.stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  if (!path.endsWith('/')) return workspace.write(path, '');
  // Folders on the way to a file are made; the file is not.
  await using _ = await walk(groundsOf(workspace), `${path}new`, { forWriting: true });
}

/** Whatever a program is for: what git reads as configuration, it does not write. */
async function refuseGit(grounds: Grounds, path: string, { parts, stats }: Place): Promise<void> {
  const folders = parts.map((_, depth) => parts.slice(0, depth).join('/') || '.');
  if (stats!.isDirectory()) folders.push(parts.join('/') || '.');
  for (const [depth, folder] of folders.entries()) {
    await using place = await walk(grounds, folder, { toFolder: true });
    if (isGitName(parts[depth] ?? '') || (await isGitFolder(place.folder, ''))) {
      throw refusal(
        path,
        'is the data of a git repository, where nothing may be written. Choose another path',
      );
    }
  }
}

/**
 * What is granted within a folder is mounted on a name in it, and where another program makes that name lead elsewhere
 * just then, bubblewrap would make an empty file there.
 */
function refuseReplaceable(held: readonly Held[], writers: Writers): void {
  const inner = held.find(
    ({ to, from }, index) =>
      held.slice(0, index).some((outer) => isWithin(to, outer.to)) && writers.canReplace(from),
  );
  if (!inner) return;
  throw refusal(
    inner.path,
    'lies in a folder that another program is writing. Grant one of both, or try again later',
    true,
  );
}

/** A path through links is there under its own name, too; in a granted folder it is anyway. */
function otherName({ path, to }: Held, held: readonly Held[]): Mount[] {
  const given = join(WORKSPACE, normalize(path)).replace(/\/$/, '');
  return held.some((other) => isWithin(given, other.to)) ? [] : [{ kind: 'link', to: given, target: to }];
}

function groundsOf({ root, hidden }: Workspace): Grounds {
  return surveyGrounds({ root, hidden: hidden.map((path) => join(root, path)) });
}

async function named<T>(index: number, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.message, {
      path: ['files', String(index), 'path'],
      retryable: error.retryable,
    });
  });
}
