/** What is covered in a granted folder: what is hidden from callers, and what git owns where it may be written. */
import { join } from 'node:path/posix';
import type { JailGrant } from '../../plugins/contract.ts';
import type { Grounds } from '../workspace-grounds.ts';
import { changed } from '../workspace-path.ts';
import { type Place, walk } from '../workspace-walk.ts';
import { type Mount, identityOf } from './mounts.ts';
import { survey } from './survey.ts';
import { WORKSPACE, coverOf } from './system-mounts.ts';

/**
 * @param grant of a folder, as the caller calls it. @param place inside it.
 * @throws ToolError for a folder that leads out.
 */
export async function coversIn(
  grounds: Grounds,
  { path, writable = false, git: mayWriteGit = false }: JailGrant,
  place: Place,
): Promise<Mount[]> {
  const prefix = place.parts.length === 0 ? '' : `${place.parts.join('/')}/`;
  const hidden = grounds.hidden.filter((one) => one.startsWith(prefix));
  const covers = await Promise.all(
    hidden.map((one) => coverOf(join(grounds.root, one), join(WORKSPACE, one))),
  );
  if (!writable) return covers.flat();
  const isHidden = (inner: string) => hidden.includes(`${prefix}${inner}`);
  const found = mayWriteGit ? [] : await survey({ path, folder: place.folder.at('.'), isHidden });
  const git = found.map((inner) => `${prefix}${inner}`);
  const ways = waysTo([...git, ...hidden], prefix);
  const bind = (inner: string, mayWrite: boolean) => boundAt(grounds, path, inner, mayWrite);
  return [
    ...(await Promise.all(ways.map((inner) => bind(inner, true)))),
    ...(await Promise.all(git.map((inner) => bind(inner, false)))),
    ...covers.flat(),
  ];
}

/** The folders on the way to what is covered. As mounts of their own they cannot be renamed, and so it stays covered. */
function waysTo(paths: readonly string[], prefix: string): string[] {
  const ways = paths.flatMap((path) => {
    const names = path.slice(prefix.length).split('/').slice(0, -1);
    return names.map((_, depth) => `${prefix}${names.slice(0, depth + 1).join('/')}`);
  });
  return [...new Set(ways)].sort((a, b) => a.length - b.length);
}

/** Found name by name from the top, so that its identity is that of something inside. */
async function boundAt(grounds: Grounds, path: string, inner: string, writable: boolean): Promise<Mount> {
  await using place = await walk(grounds, inner);
  if (!place.stats || place.parts.join('/') !== inner) throw changed(path);
  const identity = identityOf(place.stats);
  return { kind: 'bind', from: join(grounds.root, inner), to: join(WORKSPACE, inner), writable, identity };
}
