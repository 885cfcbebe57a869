import { chmodSync, copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StorageDamaged } from '../registries/errors.ts';
import {
  clearUnfinished,
  dataFolder,
  hasContent,
  makeDataFolder,
  nameForReplaced,
  sync,
  type DataFolder,
} from './data-folder.ts';
import { DataFolderInUse, backupFailure, damaged, fileFailure, storageFailure } from './errors.ts';
import { readHighWater, replaceHighWater } from './high-water.ts';
import { checkCurrent, checkWhole, type Inspected } from './integrity.ts';
import { takeLock, type Lock } from './lock.ts';
import { newEpoch, openDatabase } from './open-registry.ts';
import { Tables, type Identity } from './sqlite-tables.ts';

interface Restore {
  /** The data folder; made when it is missing. */
  folder: string;
  /** A backup, or a database that an earlier restore has kept. It stays as it is. */
  file: string;
}

export interface Restored {
  revision: number;
  epoch: string;
  /** Name, in the data folder, of the database that was replaced; null where there was none. */
  keptAs: string | null;
}

/**
 * Replaces the journal of a data folder by a backup, under a new epoch: every cursor of before is refused. A process
 * killed on the way leaves the old one or the new one.
 * @throws DomainError of path `file` when that is not a whole journal; DataFolderInUse | DataFolderUnusable | StorageFull. After
 * each of them the journal is as before.
 */
export async function restoreJournal({ folder: path, file }: Restore): Promise<Restored> {
  const folder = dataFolder(path);
  let lock: Lock | undefined;
  try {
    makeDataFolder(folder);
    lock = takeLock(folder.lock);
    clearUnfinished(folder);
    return replaceBy(prepareCandidate(folder, file), folder);
  } catch (error) {
    if (lock) clearUnfinished(folder);
    throw storageFailure(error);
  } finally {
    lock?.release();
  }
}

// What is checked is the copy, so that nothing can change between the check and the use.
function prepareCandidate(folder: DataFolder, file: string): Inspected {
  try {
    copyBackup(file, folder.candidate);
    chmodSync(folder.candidate, 0o600);
    return checkWhole(folder.candidate, 'it');
  } catch (error) {
    throw backupFailure(error, file);
  }
}

function copyBackup(file: string, candidate: string): void {
  try {
    if (!statSync(file).isFile()) throw damaged('it is no file.');
    if (hasContent(`${file}-wal`) || hasContent(`${file}-journal`))
      throw damaged('it has a log of its own beside it, so it is no backup.');
    copyFileSync(file, candidate);
  } catch (error) {
    throw fileFailure(error, file);
  }
}

function replaceBy(backup: Inspected, folder: DataFolder): Restored {
  const present = existsSync(folder.registry) ? settle(folder) : null;
  const mark = readHighWater(folder.highWater);
  const epoch = newEpoch();
  const past = [backup, present].flatMap((history) =>
    history ? [...history.pastEpochs, history.epoch] : [],
  );
  identify(folder.candidate, { epoch, pastEpochs: [...new Set(mark ? [...past, mark.epoch] : past)] });
  const keptAs = keepPresent(folder);
  renameSync(folder.candidate, folder.registry);
  sync(folder.path);
  replaceHighWater(folder.highWater, { epoch, revision: backup.revision });
  return { revision: backup.revision, epoch, keptAs };
}

function identify(path: string, identity: Identity): void {
  const database = openDatabase(path);
  new Tables(database).identify(identity);
  database.close();
  sync(path);
}

// Moves all of the present database into its one file. Null when it is too damaged for that.
function settle(folder: DataFolder): Identity | null {
  try {
    const identity = checkCurrent(folder.registry, 'registry.db');
    emptyLog(folder.registry);
    return identity;
  } catch (error) {
    if (storageFailure(error) instanceof StorageDamaged) return null;
    throw error;
  }
}

function emptyLog(path: string): void {
  const database = openDatabase(path);
  try {
    const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()!;
    if (busy)
      throw new DataFolderInUse('A backup of the data folder is being made. Restore when it is done.');
  } finally {
    database.close();
  }
}

// A second name for the present file: until the backup takes the first name, the journal is as it was. The log must
// go before that, since SQLite would apply it to the backup; it has content only where the database is damaged.
function keepPresent(folder: DataFolder): string | null {
  const keptAs = existsSync(folder.registry) ? nameForReplaced(folder) : null;
  if (keptAs) {
    linkSync(folder.registry, join(folder.path, keptAs));
    if (hasContent(folder.wal)) linkSync(folder.wal, join(folder.path, `${keptAs}-wal`));
    sync(folder.path);
  }
  rmSync(folder.wal, { force: true });
  rmSync(folder.shm, { force: true });
  return keptAs;
}
