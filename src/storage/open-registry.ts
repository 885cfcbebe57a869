import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { hasContent, sync, type DataFolder } from './data-folder.ts';
import { damaged } from './errors.ts';
import { readHighWater, replaceHighWater, type HighWater } from './high-water.ts';
import { checkCurrent, type Inspected } from './integrity.ts';
import { CREATE_TABLES, Tables } from './sqlite-tables.ts';

/** 16 hex digits that no other history has. */
export function newEpoch(): string {
  return randomBytes(8).toString('hex');
}

/**
 * Opens the database of a data folder, once it has been checked; makes it in a folder that never had one.
 * Where acknowledged commits are missing, what there is goes on under a new epoch, and `onNotice` is told.
 * Needs the lock.
 */
export function openRegistry(folder: DataFolder, onNotice: (message: string) => void): DatabaseSync {
  if (!existsSync(folder.registry)) create(folder);
  const found = checkCurrent(folder.registry, 'registry.db');
  const database = openDatabase(folder.registry);
  try {
    accountForLosses(folder, database, found, onNotice);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A connection as GatheRing writes: what COMMIT has answered is on the disk. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  // The log is moved into the database between appends; 64 MB is where SQLite does it within one.
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;
  `);
  return database;
}

// Another name first: a process killed on the way leaves nothing that the next start would take for damage.
function create(folder: DataFolder): void {
  refuseIfLost(folder);
  const epoch = newEpoch();
  writeFileSync(folder.candidate, '', { mode: 0o600 });
  const database = new DatabaseSync(folder.candidate);
  database.exec(CREATE_TABLES);
  new Tables(database).identify({ epoch, pastEpochs: [] });
  database.close();
  sync(folder.candidate);
  replaceHighWater(folder.highWater, { epoch, revision: 0 });
  renameSync(folder.candidate, folder.registry);
  sync(folder.path);
}

// A mark at revision 0 is no trace of a loss: creation may have ended there.
function refuseIfLost(folder: DataFolder): void {
  const unmarked = !existsSync(folder.highWater) || readHighWater(folder.highWater)?.revision === 0;
  if (!unmarked || hasContent(folder.wal))
    throw damaged('registry.db is missing, but other files show that it existed.');
}

function accountForLosses(
  folder: DataFolder,
  database: DatabaseSync,
  found: Inspected,
  onNotice: (message: string) => void,
): void {
  const mark = readHighWater(folder.highWater);
  const loss = lossOf(found, mark);
  const epoch = loss ? newEpoch() : found.epoch;
  if (loss) {
    const past = [...found.pastEpochs, found.epoch, ...(mark ? [mark.epoch] : [])];
    new Tables(database).identify({ epoch, pastEpochs: [...new Set(past)] });
    onNotice(
      `${loss} What there is goes on at revision ${found.revision} in a new epoch: followers read the lists again.`,
    );
  }
  if (loss || mark?.epoch !== epoch) replaceHighWater(folder.highWater, { epoch, revision: found.revision });
}

/** Why the database cannot be all that was acknowledged; null when it is. */
function lossOf({ epoch, pastEpochs, revision }: Inspected, mark: HighWater | null): string | null {
  if (!mark) return 'The high-water mark is missing or unreadable, so commits may have been lost unseen.';
  if (mark.epoch === epoch && mark.revision > revision)
    return `${mark.revision - revision} acknowledged commits were lost: revision ${mark.revision} had been reached, registry.db ends at ${revision}.`;
  // A mark of a past epoch is what a restore or a recovery leaves that was ended before its last step.
  const known = mark.epoch === epoch || pastEpochs.includes(mark.epoch);
  return known
    ? null
    : `registry.db was replaced by hand: it is not the history that reached revision ${mark.revision}.`;
}
