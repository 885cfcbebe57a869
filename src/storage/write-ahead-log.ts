import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFull } from '../registries/errors.ts';
import { storageFailure } from './errors.ts';

/** Pages of 8 KiB that wait in the log before they are moved. */
const WAITING_PAGES = 1_000;

/** Moves what is in the write-ahead log into the database, at idle moments: no append pays for it. */
export class WriteAheadLog {
  readonly #measure: StatementSync;
  readonly #move: StatementSync;
  readonly #onNotice: (message: string) => void;
  #idle: NodeJS.Immediate | undefined;

  constructor(database: DatabaseSync, onNotice: (message: string) => void) {
    this.#measure = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#onNotice = onNotice;
  }

  /** Something was written. */
  grew(): void {
    this.#idle ??= setImmediate(() => {
      this.#idle = undefined;
      this.#shorten();
    });
  }

  close(): void {
    clearImmediate(this.#idle);
  }

  #shorten(): void {
    try {
      const { log, checkpointed } = this.#measure.get() as { log: number; checkpointed: number };
      if (log - checkpointed >= WAITING_PAGES) this.#move.run();
    } catch (error) {
      // Nothing is lost: the pages stay in the log, and the next append asks again.
      if (!(storageFailure(error) instanceof StorageFull))
        this.#onNotice(`The write-ahead log cannot be moved into registry.db: ${String(error)}`);
    }
  }
}
