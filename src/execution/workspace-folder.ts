import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises';

const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

/** A folder that stays the same one, whatever happens to its name; without a descriptor, whatever has its name. */
export class Folder {
  readonly #base: string;
  readonly #handle: FileHandle | null;
  /** Where the system shows open descriptors as files. */
  readonly descriptors: string | null;

  /** @param location of the folder; used where there is no handle. */
  constructor(location: string, handle: FileHandle | null, descriptors: string | null) {
    this.#base = handle ? `${descriptors}/${handle.fd}` : location;
    this.#handle = handle;
    this.descriptors = descriptors;
  }

  /** A path by which the system reaches a name in it. */
  at(name: string): string {
    return `${this.#base}/${name}`;
  }

  /** Has a file that was opened by a name still that name? The system marks one that lost it. */
  async stillNames(name: string, file: FileHandle): Promise<boolean> {
    if (this.descriptors === null) return true;
    return (await readlink(`${this.descriptors}/${file.fd}`)).endsWith(`/${name}`);
  }

  /** Makes a rename in it durable. */
  async sync(): Promise<void> {
    await this.#handle?.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

/** @param descriptors where the system shows open descriptors as files. Null when there is no folder, or a link. */
export async function openFolder(location: string, descriptors: string | null): Promise<Folder | null> {
  if (descriptors === null) return new Folder(location, null, null);
  try {
    return new Folder(location, await open(location, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), descriptors);
  } catch (error) {
    if (['ELOOP', 'ENOTDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** What a name in a folder is, not following it; null where there is nothing. */
export async function lookAt(folder: Folder, name: string): Promise<BigIntStats | null> {
  return lstat(folder.at(name), { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
