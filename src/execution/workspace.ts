import type { BigIntStats } from 'node:fs';
import { opendir } from 'node:fs/promises';
import type { Workspace, WorkspaceEntry } from '../plugins/contract.ts';
import { moveEntry, removeEntry } from './workspace-changes.ts';
import { readFile, replaceFile } from './workspace-files.ts';
import { lookAt } from './workspace-folder.ts';
import { type Grounds, type GroundsOptions, surveyGrounds } from './workspace-grounds.ts';
import { explained, missing, refusal } from './workspace-path.ts';
import { type Place, walk } from './workspace-walk.ts';

/** Most entries of a folder that is listed. */
export const MAX_ENTRIES = 10_000;
const LATEST = Date.UTC(9999, 11, 31);

/**
 * Files in one folder, for callers who are not trusted with any other. Links are followed as long as they stay
 * inside; only regular files with one name are read and written; nothing is written at or below a `.git`, nor in any
 * other folder that is the data of a git repository by its look.
 * `read` takes at most 16 MiB at once; `list` refuses a folder of more than 10,000
 * entries rather than answer half of it, and leaves out names that are not UTF-8.
 *
 * @param hidden absolute paths that do not exist for callers: neither listed, read nor written, nor through links.
 * @param descriptors where the system shows open descriptors; without it (macOS) confinement is weaker, see `walk`.
 * @throws Error when the root is not a folder.
 */
export function openWorkspace(options: GroundsOptions): Workspace {
  const grounds = surveyGrounds(options);
  return {
    root: grounds.root,
    hidden: grounds.hidden,
    read: (path, range) =>
      explained(path, async () => {
        await using place = await walk(grounds, path);
        return await readFile(place, path, range);
      }),
    write: (path, content) =>
      explained(path, async () => {
        await using place = await walk(grounds, path, { forWriting: true });
        await replaceFile(place, path, content);
      }),
    move: (from, to) => moveEntry(grounds, from, to),
    remove: (path, { recursive = false, git = false } = {}) =>
      explained(path, async () => {
        await using place = await walk(grounds, path, { forRemoval: true });
        await removeEntry(place, path, { recursive, git });
        return kindOf(place.stats!);
      }),
    list: (path) => explained(path, () => listFolder(grounds, path)),
    stat: (path) =>
      explained(path, async () => {
        await using place = await walk(grounds, path);
        if (!place.stats) throw missing(path);
        return entry(place.parts, place.stats);
      }),
  };
}

async function listFolder(grounds: Grounds, path: string): Promise<WorkspaceEntry[]> {
  await using place = await walk(grounds, path, { toFolder: true });
  const names = await namesIn(place, path);
  const entries = await Promise.all(names.map((name) => entryIn(place, name)));
  return entries.filter((entry) => entry !== null);
}

async function namesIn(place: Place, path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(place.folder.at('.'))) {
    names.push(name);
    if (names.length > MAX_ENTRIES) {
      throw refusal(
        path,
        `has more than ${MAX_ENTRIES} entries, too many to list. Name a folder or file in it`,
      );
    }
  }
  return names.sort();
}

async function entryIn(place: Place, name: string): Promise<WorkspaceEntry | null> {
  const stats = await lookAt(place.folder, name);
  const parts = [...place.parts, name];
  return stats === null || place.isHidden(parts, stats) ? null : entry(parts, stats);
}

function entry(parts: readonly string[], stats: BigIntStats): WorkspaceEntry {
  return {
    name: parts.at(-1) ?? '.',
    path: parts.join('/') || '.',
    kind: kindOf(stats),
    byteSize: stats.isFile() ? Number(stats.size) : 0,
    // A file can claim any time; RFC 3339 knows four digits of a year.
    modifiedAt: new Date(Math.min(Math.max(Number(stats.mtimeMs), 0), LATEST)).toISOString(),
  };
}

function kindOf(stats: BigIntStats): WorkspaceEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
