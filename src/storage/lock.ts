import { DatabaseSync } from 'node:sqlite';

/** Held until released or until the process ends, however it ends. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock on a data folder: a write transaction that stays open in a database of its own, so that the
 * system drops it with the process and that backups, which read `registry.db`, are not locked out.
 * @throws an SQLite error of kind BUSY while any process, this one too, holds it.
 */
export function takeLock(path: string): Lock {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}
