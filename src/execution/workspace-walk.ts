import type { BigIntStats } from 'node:fs';
import { mkdir, readlink } from 'node:fs/promises';
import { type Folder, lookAt, openFolder } from './workspace-folder.ts';
import { type Grounds, hiddenOn, type IsHidden } from './workspace-grounds.ts';
import { isGitFolder, isGitName } from './workspace-git.ts';
import { changed, missing, refusal, stepsOf } from './workspace-path.ts';

const MAX_LINKS = 40;
/** Folders in one another. */
export const MAX_DEPTH = 256;

/** Where a path leads: a name in a folder that is held open. The name is not followed and may not exist. */
export interface Place extends AsyncDisposable {
  readonly folder: Folder;
  /** `.` for the folder itself. */
  readonly name: string;
  /** The names from the root, without links. */
  readonly parts: readonly string[];
  /** Of the name; null where there is nothing. */
  readonly stats: BigIntStats | null;
  readonly isHidden: IsHidden;
}

export interface WalkOptions {
  /** Refuse what must not be written, and make missing folders. */
  forWriting?: boolean;
  /** Of the name itself, which must be there: nothing is made, and it is not followed. */
  forRemoval?: boolean;
  /** The path must lead to a folder; the place is then inside it. */
  toFolder?: boolean;
}

/**
 * Walks a path name by name, each folder opened from its parent's descriptor and never through a link, so that
 * nothing that is swapped meanwhile can lead it astray. A link is read, and its target walked in the same way.
 *
 * Where descriptors are not shown as files (macOS, Windows), folders are named by their path instead: a name
 * that another process swaps for a link between its check and its use is then followed, unless it is the last.
 *
 * @throws ToolError for a path that leaves the grounds, leads nowhere, or is hidden.
 */
export async function walk(grounds: Grounds, path: string, options: WalkOptions = {}): Promise<Place> {
  const steps = stepsOf(path);
  if (options.forWriting || options.forRemoval) refuseWriting(path, steps);
  if (options.toFolder) steps.push('.');
  const walker = new Walker(grounds, path, steps, options, await hiddenOn(grounds));
  try {
    return await walker.arrive();
  } catch (error) {
    await walker[Symbol.asyncDispose]();
    throw error;
  }
}

class Walker implements AsyncDisposable {
  readonly #grounds: Grounds;
  readonly #path: string;
  readonly #forWriting: boolean;
  readonly #forRemoval: boolean;
  readonly #isHidden: IsHidden;
  #pending: string[];
  #parts: string[] = [];
  /** From the root to where it stands; one more than `#parts`. */
  #held: Folder[] = [];
  #links = 0;
  #makes = false;

  constructor(grounds: Grounds, path: string, steps: string[], options: WalkOptions, isHidden: IsHidden) {
    this.#grounds = grounds;
    this.#path = path;
    this.#pending = steps;
    this.#forRemoval = options.forRemoval ?? false;
    this.#forWriting = options.forWriting ?? this.#forRemoval;
    this.#isHidden = isHidden;
  }

  async arrive(): Promise<Place> {
    this.#held.push(await this.#open(this.#grounds.root));
    while (this.#pending.length > 0) {
      const place = await this.#step(this.#pending.shift()!);
      if (place) return place;
    }
    return this.#place('.', this.#parts, await lookAt(this.#here, '.'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#held.splice(0).map((folder) => folder.close()));
  }

  get #here(): Folder {
    return this.#held.at(-1)!;
  }

  async #step(name: string): Promise<Place | undefined> {
    if (name === '' || name === '.') return undefined;
    if (name === '..') return this.#back();
    if (this.#forWriting) await this.#refuseGit(name);
    const parts = [...this.#parts, name];
    const stats = await lookAt(this.#here, name);
    if (this.#isHidden(parts, stats)) throw this.#forWriting ? isReserved(this.#path) : missing(this.#path);
    const isLast = this.#pending.length === 0;
    if (this.#forRemoval && isLast && !stats) throw missing(this.#path);
    if (stats?.isSymbolicLink() && !(this.#forRemoval && isLast)) return this.#follow(name);
    if (isLast) return this.#place(name, parts, stats);
    return this.#enter(name, stats);
  }

  /** Before the name is looked at: what is missing may be made. */
  async #refuseGit(name: string): Promise<void> {
    if (isGitName(name) || (await isGitFolder(this.#here, name))) throw gitIsClosed(this.#path);
  }

  async #back(): Promise<undefined> {
    if (this.#held.length === 1) throw leaves(this.#path);
    await this.#held.pop()!.close();
    this.#parts.pop();
  }

  async #follow(name: string): Promise<undefined> {
    if (++this.#links > MAX_LINKS) throw refusal(this.#path, 'goes through too many links, or in a circle');
    const target = await readlink(this.#here.at(name)).catch(() => {
      throw changed(this.#path);
    });
    this.#pending.unshift(...(await this.#stepsTo(target)));
  }

  /** An absolute target starts over at the root. */
  async #stepsTo(target: string): Promise<string[]> {
    if (!target.startsWith('/')) return target.split('/');
    const top = this.#grounds.rootNames.find((root) => target === root || target.startsWith(`${root}/`));
    if (top === undefined) throw leaves(this.#path);
    while (this.#held.length > 1) await this.#back();
    return target.slice(top.length).split('/');
  }

  async #enter(name: string, stats: BigIntStats | null): Promise<undefined> {
    if (stats && !stats.isDirectory())
      throw refusal(this.#path, 'needs a folder where there is a file. Check the path');
    if (this.#held.length > MAX_DEPTH) throw isTooDeep(this.#path);
    if (!stats) await this.#make(name);
    this.#held.push(await this.#open(this.#here.at(name)));
    this.#parts.push(name);
  }

  async #make(name: string): Promise<void> {
    if (!this.#forWriting || this.#forRemoval) throw missing(this.#path);
    if (!this.#makes) this.#refuseMaking([name, ...this.#pending]);
    this.#makes = true;
    await mkdir(this.#here.at(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }

  /** Looks at all that is missing before any of it is made, so that a refused path leaves nothing behind. */
  #refuseMaking(steps: readonly string[]): void {
    refuseWriting(this.#path, steps);
    if (steps.includes('..')) {
      throw refusal(this.#path, 'leads back (..) out of a folder that does not exist. Leave that folder out');
    }
    const names = steps.filter((name) => name !== '' && name !== '.');
    if (this.#parts.length + names.length > MAX_DEPTH + 1) throw isTooDeep(this.#path);
    const places = names.map((_, index) => [...this.#parts, ...names.slice(0, index + 1)]);
    if (places.some((parts) => this.#isHidden(parts, null))) throw isReserved(this.#path);
  }

  async #open(location: string): Promise<Folder> {
    const folder = await openFolder(location, this.#grounds.descriptors);
    if (!folder) throw changed(this.#path);
    return folder;
  }

  #place(name: string, parts: readonly string[], stats: BigIntStats | null): Place {
    const dispose = () => this[Symbol.asyncDispose]();
    return {
      folder: this.#here,
      name,
      parts,
      stats,
      isHidden: this.#isHidden,
      [Symbol.asyncDispose]: dispose,
    };
  }
}

/** Before anything is made on the way. */
function refuseWriting(path: string, steps: readonly string[]): void {
  if (steps.some(isGitName)) throw gitIsClosed(path);
  if (['', '.', '..'].includes(steps.at(-1)!)) {
    throw refusal(path, 'names a folder. Give the path of a file in it');
  }
}

const leaves = (path: string) => refusal(path, 'leads out of the workspace. Give a path inside it');
const isTooDeep = (path: string) => refusal(path, `is deeper than ${MAX_DEPTH} folders`);
const isReserved = (path: string) => refusal(path, 'is reserved. Choose another path');
const gitIsClosed = (path: string) =>
  refusal(
    path,
    'is inside a ".git" folder, or other data of a git repository, where nothing may be written. Choose another path',
  );
