import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFull } from '../registries/errors.ts';
import { storageFailure } from './errors.ts';
import { PAGE_BYTES } from './sqlite-tables.ts';

/** How much waits in the log of the registry before it is moved: 4 MiB, which takes about 15 ms. */
const WAITING_PAGES = 4_194_304 / PAGE_BYTES;

/** Moves what is in the write-ahead log into the database, at idle moments: no append pays for it. */
export class WriteAheadLog {
  readonly #measure: StatementSync;
  readonly #move: StatementSync;
  readonly #onNotice: (message: string) => void;
  #idle: NodeJS.Immediate | undefined;
  readonly #waitingPages: number;
  #least: number;

  constructor(database: DatabaseSync, onNotice: (message: string) => void, waitingPages = WAITING_PAGES) {
    this.#waitingPages = this.#least = waitingPages;
    this.#measure = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#onNotice = onNotice;
  }

  /** Something was written. */
  grew(): void {
    this.#moveSoon(this.#waitingPages);
  }

  /** There was no room for it to grow: once all of it is moved, it begins again at its start. */
  overflowed(): void {
    this.#moveSoon(1);
  }

  close(): void {
    clearImmediate(this.#idle);
  }

  #moveSoon(least: number): void {
    this.#least = Math.min(this.#least, least);
    this.#idle ??= setImmediate(() => {
      this.#idle = undefined;
      this.#moveFrom(this.#least);
      this.#least = this.#waitingPages;
    });
  }

  #moveFrom(least: number): void {
    try {
      const { log, checkpointed } = this.#measure.get() as { log: number; checkpointed: number };
      if (log - checkpointed >= least) this.#move.run();
    } catch (error) {
      // Nothing is lost: the pages stay in the log, and the next append asks again.
      if (storageFailure(error) instanceof StorageFull) return;
      this.#onNotice(`The write-ahead log cannot be moved into registry.db: ${String(error)}`);
    }
  }
}
