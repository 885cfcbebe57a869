/** Keeps files that tools make and callers bring: bytes in a folder, what is known of them in a table. */
import type { FileHandle } from 'node:fs/promises';
import type { Caller } from '../../access.ts';
import type { Clock } from '../../clock.ts';
import type { ArtifactRef, Log, NewArtifact } from '../../plugins/contract.ts';
import { DomainError } from '../../registries/errors.ts';
import type { Actor } from '../../registries/events.ts';
import { storageFailure } from '../../storage/errors.ts';
import { type ByteRange, readRange } from '../workspace-files.ts';
import { artifactName, artifactType, givenType } from './artifact-facts.ts';
import { ArtifactFiles, tooLarge } from './artifact-files.ts';
import type { ArtifactTable } from './artifact-table.ts';
import { type ArtifactRecord, NoSuchArtifact, artifactUser, mayRead, refOf } from './artifact.ts';

const HOUR_MS = 3_600_000;

export interface ArtifactStoreOptions {
  /** Absolute; nothing else may use it. */
  folder: string;
  table: ArtifactTable;
  clock: Clock;
  /** Cannot be guessed, and is fit to be the name of a file. */
  newId: () => string;
  /** Resolves when what was added to the table by now is durable. */
  sync: () => Promise<void>;
  /** Of one file. */
  maxBytes: number;
  /** How long files are kept that no call made. */
  uploadRetentionHours: number;
  /** Of all files together that no call made. */
  maxBroughtBytes: number;
  log: Log;
}

/** Whose a file is. */
export interface ArtifactOwner {
  executionId: string | null;
  actor: Actor;
}

/** Opens the store: mends what a process that was killed left, and begins to remove what is too old. */
export async function openArtifactStore(options: ArtifactStoreOptions): Promise<ArtifactStore> {
  const files = new ArtifactFiles(options.folder, options.maxBytes);
  try {
    await mend(files, options);
  } catch (error) {
    throw storageFailure(error);
  }
  return new ArtifactStore(files, options);
}

export class ArtifactStore {
  readonly #files: ArtifactFiles;
  readonly #options: ArtifactStoreOptions;
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<unknown>>();
  #cancelTimer = () => {};

  /** See `openArtifactStore`. */
  constructor(files: ArtifactFiles, options: ArtifactStoreOptions) {
    this.#files = files;
    this.#options = options;
    this.#removeNowAndThen();
  }

  /**
   * Keeps a file, durably. Its name is made safe; what it is is told by its content first.
   * @param signal the wish to end: what is not kept by then leaves nothing.
   * @throws DomainError RESULT_TOO_LARGE, INVALID_ARGUMENTS for what is no name or MIME type, SHUTTING_DOWN,
   * STORAGE_FULL, also where all that no call made is too much; whatever `data` throws; the reason of `signal`.
   */
  add(file: NewArtifact, owner: ArtifactOwner, signal?: AbortSignal): Promise<ArtifactRecord> {
    const closing = this.#closing.signal;
    return this.#awaited(this.#add(file, owner, signal ? AbortSignal.any([signal, closing]) : closing));
  }

  /** What is known of it; access is the caller's business. */
  find(id: string): ArtifactRecord | undefined {
    return this.#options.table.find(id);
  }

  /** As the caller may read it. @throws NoSuchArtifact, whether it is not there or belongs to somebody else. */
  findFor(caller: Caller, id: string): ArtifactRecord {
    const record = this.find(id);
    if (record && mayRead(artifactUser(caller), record)) return record;
    throw new NoSuchArtifact(id);
  }

  /** Before any of it has come. @throws DomainError RESULT_TOO_LARGE for a file that could not be added. */
  refuseLarge(byteSize: number): void {
    if (byteSize > this.#options.maxBytes) throw tooLarge(this.#options.maxBytes);
  }

  /** Bytes of all files that calls made. */
  get bytesOfCalls(): number {
    return this.#options.table.bytes.ofCalls;
  }

  /** What a tool may show of it; null for one that this very call did not make. */
  refOf(executionId: string, id: string): ArtifactRef | null {
    const record = this.find(id);
    return record?.executionId === executionId ? refOf(record) : null;
  }

  /** Those that a call made, in that order. */
  of(executionId: string): ArtifactRecord[] {
    return this.#options.table.of(executionId);
  }

  /** Its bytes, for reading; stays readable though it is removed meanwhile. @throws StorageDamaged. */
  open(record: ArtifactRecord): Promise<FileHandle> {
    return this.#files.read(record);
  }

  /**
   * Some of its bytes, or all.
   * @param path by which errors call it.
   * @throws ToolError for a bad range and for more than 16 MiB; StorageDamaged.
   */
  async read(record: ArtifactRecord, path: string, range?: ByteRange): Promise<Uint8Array> {
    await using file = await this.#files.read(record);
    return await readRange(file, path, range);
  }

  /** Removes what these calls made. Call it when they are removed for good. */
  removeOf(executionIds: readonly string[]): Promise<void> {
    const { table } = this.#options;
    return this.#remove(executionIds.flatMap((id) => table.of(id).map((record) => record.id)));
  }

  /** Removes what no call made and that is too old; how many these were. */
  async removeExpired(now: Date): Promise<number> {
    const { table, uploadRetentionHours } = this.#options;
    const ids = table.broughtBefore(new Date(now.getTime() - uploadRetentionHours * HOUR_MS).toISOString());
    await this.#remove(ids);
    return ids.length;
  }

  /** Ends what is being written; resolves when nothing touches files or table any more. */
  async close(): Promise<void> {
    this.#cancelTimer();
    this.#closing.abort(
      new DomainError('SHUTTING_DOWN', 'The server stops. Try again.', { retryable: true }),
    );
    await Promise.allSettled(this.#working);
    this.#cancelTimer();
  }

  async #add(
    { name: givenName, mimeType, data }: NewArtifact,
    { executionId, actor }: ArtifactOwner,
    signal: AbortSignal,
  ): Promise<ArtifactRecord> {
    const { table, clock, newId, sync } = this.#options;
    const name = artifactName(givenName);
    const given = givenType(mimeType);
    if (executionId === null) this.#refuseMore();
    const id = newId();
    const { byteSize, sample } = await this.#files.write(id, data, signal);
    try {
      const type = await artifactType(sample, given, name);
      signal.throwIfAborted();
      const createdAt = clock.now().toISOString();
      const record = { id, name, mimeType: type, byteSize, executionId, actor, createdAt };
      table.add(record);
      await sync();
      return record;
    } catch (error) {
      await this.#files.remove(id);
      table.remove([id]);
      throw storageFailure(error);
    }
  }

  #refuseMore(): void {
    const { table, maxBroughtBytes, uploadRetentionHours } = this.#options;
    if (table.bytes.brought < maxBroughtBytes) return;
    const message = `Files that callers brought take ${maxBroughtBytes} bytes, as many as may (setting \`uploadRetentionBytes\`). They go ${uploadRetentionHours} hours after they came: retry then.`;
    throw new DomainError('STORAGE_FULL', message, { retryable: true });
  }

  /** Records first: a file without a record is mended at the next start, and nobody finds it until then. */
  async #remove(ids: readonly string[]): Promise<void> {
    this.#options.table.remove(ids);
    await this.#awaited(Promise.all(ids.map((id) => this.#files.remove(id))));
  }

  #removeNowAndThen(): void {
    const { clock, log } = this.#options;
    const removal = this.removeExpired(clock.now()).catch((error: unknown) => {
      log.error('Old artifacts could not be removed.', { error: String(error) });
    });
    void this.#awaited(removal).then(() => {
      if (this.#closing.signal.aborted) return;
      this.#cancelTimer = clock.after(HOUR_MS, () => this.#removeNowAndThen());
    });
  }

  #awaited<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    const done = () => this.#working.delete(work);
    work.then(done, done);
    return work;
  }
}

/**
 * A file without a record, and what is half written, was never told to anybody; a record without a file, or of a call
 * that is gone, is of no use.
 */
async function mend(files: ArtifactFiles, { table, log }: ArtifactStoreOptions): Promise<void> {
  table.remove(table.orphans());
  const unknown = new Set(await files.open());
  const lost = Array.from(table.all(), ({ id }) => id).filter((id) => !unknown.delete(id));
  for (const name of unknown) await files.remove(name);
  table.remove(lost);
  if (unknown.size > 0) log.info('Unfinished artifacts were removed.', { count: unknown.size });
  if (lost.length > 0)
    log.warn('Artifacts whose files are gone were removed.', { count: lost.length, ids: lost.slice(0, 20) });
}
