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
    const oldest = this.#oldestAfter(commit.revision);
    try {
      this.#write(commit, oldest);
    } catch (error) {
      if (oldest === this.oldest || !(error instanceof StorageDamaged)) throw error;
      this.#writeWithoutForgetting(commit);
    }
  }

  // Damage in what is to be forgotten must not stop what is to be written.
  #writeWithoutForgetting(commit: CommittedChanges): void {
    this.#write(commit, this.oldest);
    this.#forgets = false;
    this.#onNotice(
      'Old commits cannot be removed: the history in registry.db is damaged. New ones are still written.',
    );
  }

  #write(commit: CommittedChanges, oldest: number): void {
    transaction(this.#database, () => {
      for (const { event, entity } of commit.changes) {
        if (entity) this.#tables.putEntity(entity);
        else this.#tables.removeEntity(event.typename, event.subjectId);
      }
      if (oldest > this.oldest) this.#tables.forget(oldest);
      this.#tables.putCommit(commit, oldest);
    });
    this.oldest = oldest;
  }

  #oldestAfter(revision: number): number {
    const wanted = this.#forgets ? revision - this.#retain : 0;
    return Math.max(this.oldest, Math.min(wanted, this.oldest + FORGOTTEN_PER_WRITE));
  }
}

function transaction(database: DatabaseSync, work: () => void): void {
  try {
    database.exec('BEGIN IMMEDIATE');
    work();
    database.exec('COMMIT');
  } catch (error) {
    // Some failures, a full disk among them, have already ended it.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw storageFailure(error);
  }
}
