import type { DatabaseSync } from 'node:sqlite';
import { StorageDamaged } from '../registries/errors.ts';
import type { CommittedChanges } from '../registries/events.ts';
import { storageFailure } from './errors.ts';
import type { Tables } from './sqlite-tables.ts';

/** Commits that one write may forget: more than one, so that a lowered `retain` is reached in the end. */
const FORGOTTEN_PER_WRITE = 4;

/** Writes commits and, a few with each, forgets those older than the last `retain`. */
export class CommitWriter {
  /** The smallest `after` that the history can serve. */
  oldest: number;
  readonly #database: DatabaseSync;
  readonly #tables: Tables;
  readonly #retain: number;
  readonly #onNotice: (message: string) => void;
  #forgets = true;

  constructor(database: DatabaseSync, tables: Tables, retain: number, onNotice: (message: string) => void) {
    this.#database = database;
    this.#tables = tables;
    this.#retain = retain;
    this.#onNotice = onNotice;
    this.oldest = tables.range().oldest;
  }

  /** Durable when it returns; when it throws, nothing was written. @throws StorageFull | StorageDamaged. */
  write(commit: CommittedChanges): void {
    this.oldest = transaction(this.#database, () => {
      for (const { event, entity } of commit.changes) {
        if (entity) this.#tables.putEntity(entity);
        else this.#tables.removeEntity(event.typename, event.subjectId);
      }
      const oldest = this.#forget(
        Math.min(commit.revision - this.#retain, this.oldest + FORGOTTEN_PER_WRITE),
      );
      this.#tables.putCommit(commit, oldest);
      return oldest;
    });
  }

  // A damaged page among what is to be forgotten must not stop what is to be written: hence the savepoint.
  #forget(through: number): number {
    if (through <= this.oldest || !this.#forgets) return this.oldest;
    this.#database.exec('SAVEPOINT forget');
    try {
      this.#tables.forget(through);
    } catch (error) {
      if (!(storageFailure(error) instanceof StorageDamaged)) throw error;
      this.#database.exec('ROLLBACK TO forget');
      this.#forgets = false;
      this.#onNotice(
        'Old commits cannot be removed: the history in registry.db is damaged. New ones are still written.',
      );
    }
    this.#database.exec('RELEASE forget');
    return this.#forgets ? through : this.oldest;
  }
}

function transaction<T>(database: DatabaseSync, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some failures, a full disk among them, have already ended it.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw storageFailure(error);
  }
}
