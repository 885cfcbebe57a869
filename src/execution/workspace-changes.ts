/** Moves and removes what lies in a workspace: the names themselves, never what links lead to. */
import { readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Folder, lookAt, openFolder } from './workspace-folder.ts';
import type { Grounds } from './workspace-grounds.ts';
import { isGitFolder, isGitName } from './workspace-git.ts';
import { changed, explained, named, refusal } from './workspace-path.ts';
import { MAX_DEPTH, type Place, walk } from './workspace-walk.ts';

/** @throws ToolError with the path `from` or `to`; then nothing was moved. */
export async function moveEntry(grounds: Grounds, from: string, to: string): Promise<void> {
  const fail =
    (field: string) =>
    (error: unknown): never => {
      throw named(field, error);
    };
  if (posix.normalize(`${to}/`).startsWith(posix.normalize(`${from}/`)))
    fail('to')(refusal(to, 'lies within what is to be moved'));
  await using source = await explained(from, () => walk(grounds, from, { forRemoval: true })).catch(
    fail('from'),
  );
  await explained(from, () => refuseHeld(source, { path: from, git: false })).catch(fail('from'));
  await using target = await explained(to, () => walk(grounds, to, { forWriting: true })).catch(fail('to'));
  await explained(to, async () => {
    if (target.stats) throw refusal(to, 'is there already. Remove it first, or choose another path');
    await rename(source.folder.at(source.name), target.folder.at(target.name));
    await Promise.all([source.folder.sync(), target.folder.sync()]);
  }).catch(fail('to'));
}

/** What is done to a path, and whether data of git may be a part of it. */
interface Act {
  path: string;
  git: boolean;
}

/** @throws ToolError before anything is removed where something in it must stay. */
export async function removeEntry(
  place: Place,
  path: string,
  { recursive, git }: { recursive: boolean; git: boolean },
): Promise<void> {
  const { folder, name, stats, parts } = place;
  if (git && parts.join('/') !== path) throw changed(path);
  if (!stats!.isDirectory()) await unlink(folder.at(name));
  else if (recursive) {
    await refuseHeld(place, { path, git });
    await removeFolder(folder, name, { path, git });
  } else await rmdir(folder.at(name));
  await folder.sync();
}

/** Each folder is opened from its parent's descriptor: a link that is put in its place meanwhile is not followed. */
async function removeFolder(parent: Folder, name: string, act: Act): Promise<void> {
  await within(parent, name, act, async (folder, inner, isFolder) => {
    if (!act.git && isGitName(inner)) throw changed(act.path);
    if (isFolder) await removeFolder(folder, inner, act);
    else await unlink(folder.at(inner));
  });
  await rmdir(parent.at(name));
}

/** Looks at all that a folder holds for what must stay where it is. */
async function refuseHeld({ folder, name, parts, stats, isHidden }: Place, act: Act): Promise<void> {
  if (!stats!.isDirectory()) return;
  const { path, git } = act;
  async function look(parent: Folder, name: string, above: readonly string[]): Promise<void> {
    await within(parent, name, act, async (held, inner, isFolder) => {
      const parts = [...above, inner];
      const stats = await lookAt(held, inner);
      if (!stats) throw refusal(path, 'holds a name that is not UTF-8, or changed just now');
      if (parts.length > MAX_DEPTH) throw refusal(path, `is deeper than ${MAX_DEPTH} folders`);
      if (!git && isGitName(inner))
        throw refusal(path, 'holds a ".git", which must stay where it is. Name what is beside it');
      if (isHidden(parts, stats)) throw refusal(path, 'holds what is reserved');
      if (isFolder) await look(held, inner, parts);
    });
  }
  await look(folder, name, parts);
}

async function within(
  parent: Folder,
  name: string,
  { path, git }: Act,
  each: (folder: Folder, name: string, isFolder: boolean) => Promise<void>,
): Promise<void> {
  const folder = await openFolder(parent.at(name), parent.descriptors);
  if (!folder) throw changed(path);
  try {
    if (!git && (await isGitFolder(folder, '')))
      throw refusal(path, 'holds data of a git repository, which must stay where it is');
    for (const entry of await readdir(folder.at('.'), { withFileTypes: true }))
      await each(folder, entry.name, entry.isDirectory());
  } finally {
    await folder.close();
  }
}
