/** The folders that programs may write just now, and what is kept from them meanwhile. Shared by all runs of a jail. */
import { mkdir, rmdir } from 'node:fs/promises';
import type { Folder } from '../workspace-folder.ts';
import { lookAt } from '../workspace-folder.ts';
import { isWithin } from './mounts.ts';

const GIT = '.git';

export class Writers {
  /** How many runs write each folder, by path. */
  readonly #folders = new Map<string, number>();
  /** How many need the `.git` that was made in a folder, by the folder's identity. */
  readonly #made = new Map<string, number>();

  /** Could a running program replace what lies at this path? */
  canReplace(path: string): boolean {
    return [...this.#folders.keys()].some((folder) => folder !== path && isWithin(path, folder));
  }

  /** A run writes the folder until the answer is called. */
  add(folder: string): () => void {
    return counted(this.#folders, folder);
  }

  /**
   * Sees to it that a folder has a `.git`, which then can be kept from being written: a program could make one, and the
   * owner's git would run what it names. One that was made goes with the last run.
   */
  async makeGit(folder: Folder, identity: string): Promise<() => Promise<void>> {
    const isThere = (await lookAt(folder, GIT)) !== null;
    if (isThere && !this.#made.has(identity)) return async () => {};
    const release = counted(this.#made, identity);
    await mkdir(folder.at(GIT)).catch(ignoreExisting);
    return async () => {
      release();
      // Whoever put something into it meanwhile keeps it.
      if (!this.#made.has(identity)) await rmdir(folder.at(GIT)).catch(() => undefined);
    };
  }
}

function counted(counts: Map<string, number>, key: string): () => void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return () => {
    const left = counts.get(key)! - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  };
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
