import { closeSync, openSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { hasContent } from './data-folder.ts';
import { damaged, storageFailure } from './errors.ts';
import { APPLICATION_ID, CURRENT_TABLES, FORMAT, Tables, type Identity } from './sqlite-tables.ts';

export interface Inspected extends Identity {
  revision: number;
}

/**
 * Checks what a start needs: the file is a GatheRing journal, and its current definitions are whole. What it
 * costs grows with the registry, not with its history. Changes nothing. No connection of this process may have
 * the file open.
 * @param name the file, as messages call it.
 * @throws StorageDamaged saying what is wrong.
 */
export function checkCurrent(path: string, name: string): Inspected {
  return inspect(path, name, (database) => {
    for (const table of CURRENT_TABLES) checkPages(database, `quick_check(${table})`, name);
  });
}

/** As checkCurrent, for every byte: each page, index, definition and commit. */
export function checkWhole(path: string, name: string): Inspected {
  return inspect(path, name, (database) => {
    checkPages(database, 'integrity_check', name);
    const tables = new Tables(database);
    for (const _ of tables.entities());
    const { revision, oldest } = tables.range();
    for (let after = oldest; after < revision;)
      after = tables.commitsAfter(after, 1_000, 10_000).at(-1)!.revision;
  });
}

function inspect(path: string, name: string, check: (database: DatabaseSync) => void): Inspected {
  checkHeader(path, name);
  const database = openUnchanged(path);
  try {
    check(database);
    const tables = new Tables(database);
    return { ...tables.identity(), revision: tables.range().revision };
  } catch (error) {
    throw storageFailure(error);
  } finally {
    database.close();
  }
}

// Reads the identifying numbers without SQLite, which would also answer for files that are not databases.
function checkHeader(path: string, name: string): void {
  const header = firstBytes(path, 100);
  if (header.length === 0) throw damaged(`${name} is empty (0 bytes).`);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw damaged(`${name} is not an SQLite database.`);
  if (header.length < 100) throw damaged(`${name} is cut off.`);
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw damaged(`${name} belongs to another application.`);
  const format = header.readUInt32BE(60);
  if (format > FORMAT)
    throw damaged(
      `${name} was written by a newer GatheRing (format ${format}; this one reads ${FORMAT}). Use that one, or:`,
    );
  if (format < FORMAT) throw damaged(`${name} has an unknown format (${format}).`);
}

function firstBytes(path: string, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

// A read-only connection never moves the log into the database. Without a log, it need not even make an index.
function openUnchanged(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  if (!hasContent(`${path}-wal`)) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

function checkPages(database: DatabaseSync, check: string, name: string): void {
  const problem = String(Object.values(database.prepare(`PRAGMA ${check}`).get() ?? {})[0]);
  if (problem !== 'ok')
    throw damaged(`${name} is damaged (${problem.replaceAll(/\s+/g, ' ').slice(0, 200)}).`);
}
