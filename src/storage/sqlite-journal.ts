import type { DatabaseSync } from 'node:sqlite';
import type { Entity } from '../registries/definitions.ts';
import { DomainError, RevisionConflict, StorageFull } from '../registries/errors.ts';
import type { Commit, CommittedChanges } from '../registries/events.ts';
import { CommitWriter } from './commit-writer.ts';
import { dataFolder, makeDataFolder, clearUnfinished, type DataFolder } from './data-folder.ts';
import { HistoryExpired, damaged, storageFailure } from './errors.ts';
import { Followers } from './followers.ts';
import { HighWaterFile } from './high-water.ts';
import type { Journal, NewCommit, StoredSource } from './journal.ts';
import { takeLock, type Lock } from './lock.ts';
import { openRegistry } from './open-registry.ts';
import { RecentEntries } from './recent-entries.ts';
import { Tables } from './sqlite-tables.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/** Commits at hand, and their events. */
const RECENT = { entries: 1_000, size: 20_000 };
/** A read from the database ends with the commit that reaches this many events. */
const EVENTS_PER_READ = 2_000;

export interface JournalOptions {
  /** The data folder; made, for its owner only, when it is missing. */
  folder: string;
  /** Number of commits kept, at least 1. Lowering it takes effect over the next appends. */
  retain: number;
  /** Told of recoveries and of followers that threw. Must not throw. */
  onNotice: (message: string) => void;
}

/**
 * Opens the journal of a data folder for this process alone. Where the database lacks acknowledged commits,
 * it goes on at the last revision it has, in a new epoch.
 * @throws DataFolderInUse | DataFolderUnusable | StorageFull | StorageDamaged; none has changed what was there.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const folder = dataFolder(options.folder);
  let lock: Lock | undefined;
  try {
    makeDataFolder(folder);
    lock = takeLock(folder.lock);
    clearUnfinished(folder);
    return new SqliteJournal(folder, lock, openRegistry(folder, options.onNotice), options);
  } catch (error) {
    lock?.release();
    throw storageFailure(error);
  }
}

class SqliteJournal implements Journal {
  readonly epoch: string;
  readonly pastEpochs: readonly string[];
  readonly #lock: Lock;
  readonly #database: DatabaseSync;
  readonly #tables: Tables;
  readonly #writer: CommitWriter;
  readonly #log: WriteAheadLog;
  readonly #highWater: HighWaterFile;
  readonly #recent = new RecentEntries<Commit>({
    ...RECENT,
    positionOf: ({ revision }) => revision,
    sizeOf: ({ events }) => events.length,
  });
  readonly #followers: Followers;
  readonly #onNotice: (message: string) => void;
  #revision: number;
  #closed = false;

  constructor(folder: DataFolder, lock: Lock, database: DatabaseSync, { retain, onNotice }: JournalOptions) {
    this.#lock = lock;
    this.#database = database;
    this.#onNotice = onNotice;
    this.#tables = new Tables(database);
    this.#writer = new CommitWriter(database, this.#tables, retain, onNotice);
    this.#log = new WriteAheadLog(database, onNotice);
    this.#highWater = new HighWaterFile(folder.highWater);
    this.#followers = new Followers((error) =>
      onNotice(`A follower of the journal failed: ${String(error)}`),
    );
    this.#revision = this.#tables.range().revision;
    ({ epoch: this.epoch, pastEpochs: this.pastEpochs } = this.#tables.identity());
  }

  get revision(): number {
    return this.#revision;
  }

  get oldest(): number {
    return this.#writer.oldest;
  }

  *entities(): Generator<Entity> {
    this.#refuseWhenClosed();
    const revision = this.#revision;
    try {
      for (const entity of this.#tables.entities()) {
        yield entity;
        // The rows are read as they are asked for, so an append would change them under the reader.
        if (this.#revision !== revision) throw new Error('Read all entities before the next append.');
      }
    } catch (error) {
      throw storageFailure(error);
    }
  }

  async append({ at, actor, changes }: NewCommit, expectedRevision: number): Promise<Commit> {
    this.#refuseWhenClosed();
    if (expectedRevision !== this.#revision) throw new RevisionConflict(expectedRevision, this.#revision);
    const commit: Commit = {
      revision: this.#revision + 1,
      at,
      actor,
      events: changes.map(({ event }) => event),
    };
    this.#write({ ...commit, changes });
    this.#revision = commit.revision;
    this.#moveHighWater();
    this.#recent.add(commit);
    this.#followers.tell({ ...commit, changes });
    // After them: what it does at the next idle moment takes longer than what they do then.
    this.#log.grew();
    return commit;
  }

  async read(after: number, limit: number): Promise<readonly Commit[]> {
    this.#refuseWhenClosed();
    if (after < this.oldest) throw new HistoryExpired(after, this.oldest);
    if (limit < 1 || after >= this.#revision) return [];
    try {
      const commits =
        this.#recent.after(after, limit) ?? this.#tables.commitsAfter(after, limit, EVENTS_PER_READ);
      if (commits.length === 0)
        throw damaged(`The journal is damaged: the commits after revision ${after} are missing.`);
      return commits;
    } catch (error) {
      throw storageFailure(error);
    }
  }

  sources(): readonly StoredSource[] {
    this.#refuseWhenClosed();
    return this.#tables.sources();
  }

  async storeSources(sources: readonly StoredSource[]): Promise<void> {
    this.#refuseWhenClosed();
    try {
      this.#tables.putSources(sources);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  follow(listener: (commit: CommittedChanges) => void): () => void {
    return this.#followers.add(listener, this.#revision);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#log.close();
    this.#database.close();
    this.#highWater.close();
    this.#lock.release();
  }

  #write(commit: CommittedChanges): void {
    try {
      this.#writer.write(commit);
    } catch (error) {
      if (error instanceof StorageFull) this.#log.overflowed();
      throw error;
    }
  }

  // The commit is durable by now: whatever happens to the mark must not make it look failed.
  #moveHighWater(): void {
    try {
      this.#highWater.move({ epoch: this.epoch, revision: this.#revision });
    } catch (error) {
      this.#onNotice(`The high-water mark cannot be moved: ${String(error)}`);
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed)
      throw new DomainError('SHUTTING_DOWN', 'The journal is closed. Retry when the server is back.');
  }
}
