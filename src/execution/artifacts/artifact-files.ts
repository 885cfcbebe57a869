/** The bytes of artifacts: one file each, named by id, in a folder that nothing else uses. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactData, piecesOf } from '../../plugins/artifact-data.ts';
import { DomainError, StorageDamaged } from '../../registries/errors.ts';
import { storageFailure } from '../../storage/errors.ts';
import { SAMPLE_BYTES } from '../file-types.ts';
import { untilAborted } from './until-aborted.ts';

const { O_RDONLY, O_NOFOLLOW = 0 } = constants;

/** A file that was written. */
export interface WrittenFile {
  byteSize: number;
  /** Its beginning, by which its type is told. */
  sample: Uint8Array;
}

export class ArtifactFiles {
  readonly #folder: string;
  readonly #maxBytes: number;

  /** @param folder absolute. @param maxBytes of one file. */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Makes the folder unless it is there; the names in it. */
  async open(): Promise<string[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return readdir(this.#folder);
  }

  /**
   * Writes a file, which is durable and has its name when this resolves. Where it rejects, nothing of it is left.
   * @throws DomainError RESULT_TOO_LARGE, StorageFull; whatever `data` throws; the reason of `signal`.
   */
  async write(id: string, data: ArtifactData, signal: AbortSignal): Promise<WrittenFile> {
    const unfinished = join(this.#folder, `${id}.part`);
    const pieces = untilAborted(piecesOf(data), signal);
    try {
      const written = await this.#fill(unfinished, pieces);
      await stored(rename(unfinished, join(this.#folder, id)));
      await stored(syncFolder(this.#folder));
      return written;
    } catch (error) {
      await rm(unfinished, { force: true });
      await this.remove(id);
      throw error;
    }
  }

  /** Opens a file for reading. @throws StorageDamaged when it is not what was written. */
  async read({ id, byteSize }: { id: string; byteSize: number }): Promise<FileHandle> {
    const file = await open(join(this.#folder, id), O_RDONLY | O_NOFOLLOW).catch((error: unknown) => {
      if (isMissing(error)) throw lost(id, 'is gone');
      throw storageFailure(error);
    });
    const { size } = await file.stat();
    if (size === byteSize) return file;
    await file.close();
    throw lost(id, `has ${size} bytes, not ${byteSize}`);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  async #fill(path: string, pieces: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
    await using file = await stored(open(path, 'wx', 0o600));
    let byteSize = 0;
    const sample: Uint8Array[] = [];
    for await (const piece of pieces) {
      // Copied: it is short, and would keep the piece.
      if (byteSize < SAMPLE_BYTES) sample.push(piece.slice(0, SAMPLE_BYTES - byteSize));
      byteSize += piece.length;
      if (byteSize > this.#maxBytes) throw tooLarge(this.#maxBytes);
      await stored(file.writeFile(piece));
    }
    await stored(file.sync());
    return { byteSize, sample: Buffer.concat(sample) };
  }
}

/** @param maxBytes the setting `maxArtifactBytes`. */
export function tooLarge(maxBytes: number): DomainError {
  const message = `The file is larger than ${maxBytes} bytes (setting \`maxArtifactBytes\`). Send less, or in parts.`;
  return new DomainError('RESULT_TOO_LARGE', message, { path: ['data'] });
}

/** What the disk says, typed; what the source of the bytes throws is not its business. */
async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageFailure(error);
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, O_RDONLY);
  await folder.sync();
}

function lost(id: string, how: string): DomainError {
  return new StorageDamaged(`The file of artifact "${id}" ${how}. Make or bring it anew.`);
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
}
