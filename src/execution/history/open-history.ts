import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageDamaged } from '../../registries/errors.ts';
import { makeDataFolder, dataFolder, sync } from '../../storage/data-folder.ts';
import { storageFailure } from '../../storage/errors.ts';
import { readHighWater, replaceHighWater } from '../../storage/high-water.ts';
import { newEpoch, openDatabase } from '../../storage/open-registry.ts';
import { historyDamaged } from './history-rows.ts';
import { APPLICATION_ID, CREATE_TABLES, FORMAT, HistoryTables } from './history-tables.ts';

export interface OpenedHistory {
  tables: HistoryTables;
  /** Of the database. */
  path: string;
  epoch: string;
  pastEpochs: readonly string[];
  /** The path of the mark of the last step, outside the database. */
  highWater: string;
}

/**
 * Opens `executions.db` of a data folder, which this process holds the lock of; makes it where there is none. One that
 * lacks steps which were acknowledged goes on in a new epoch.
 * @param extraTables SQL that makes tables of others in the same file, where they are not there yet.
 * @throws StorageDamaged | StorageFull | DataFolderUnusable.
 */
export function openExecutions(
  folder: string,
  extraTables: string,
  onNotice: (message: string) => void,
): OpenedHistory {
  try {
    makeDataFolder(dataFolder(folder));
    const path = join(folder, 'executions.db');
    const highWater = join(folder, 'executions-high-water');
    if (!existsSync(path)) create(path, highWater);
    const database = openDatabase(path);
    // What waits for `WalSync` to make it durable must not wait for SQLite, too; see there.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16000');
    // The log is there from the first write on.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    refuseOther(database);
    database.exec(extraTables);
    const tables = new HistoryTables(database);
    return { tables, ...identity(tables, highWater, onNotice), highWater, path };
  } catch (error) {
    throw historyFailure(error);
  }
}

/** Types what SQLite or the file system threw. */
export function historyFailure(error: unknown): unknown {
  const failure = storageFailure(error);
  if (!(failure instanceof StorageDamaged) || failure === error) return failure;
  return historyDamaged('it cannot be read or written');
}

// Another name first: a process killed on the way leaves nothing that the next start would take for a history.
function create(path: string, highWater: string): void {
  const candidate = `${path}.new`;
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(candidate + suffix, { force: true });
  const database = new DatabaseSync(candidate);
  const epoch = newEpoch();
  database.exec(CREATE_TABLES);
  const tables = new HistoryTables(database);
  tables.putMeta('epoch', epoch);
  tables.putMeta('pastEpochs', '[]');
  database.close();
  sync(candidate);
  replaceHighWater(highWater, { epoch, revision: 0 });
  renameSync(candidate, path);
}

function refuseOther(database: DatabaseSync): void {
  const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]);
  if (pragma('application_id') !== APPLICATION_ID) throw historyDamaged('executions.db is something else');
  if (pragma('user_version') !== FORMAT)
    throw historyDamaged('it was written by another version of GatheRing');
}

function identity(
  tables: HistoryTables,
  highWater: string,
  onNotice: (message: string) => void,
): Pick<OpenedHistory, 'epoch' | 'pastEpochs'> {
  const epoch = tables.meta('epoch');
  if (epoch === undefined) throw historyDamaged('it does not say which history it is');
  const pastEpochs = JSON.parse(tables.meta('pastEpochs') ?? '[]') as string[];
  const mark = readHighWater(highWater);
  const { position } = tables.last();
  if (mark?.epoch === epoch && mark.revision <= position) return { epoch, pastEpochs };
  onNotice(
    'executions.db is not, or not all of, the history that was acknowledged. What there is goes on in a new epoch: ' +
      'followers of executions read the lists again.',
  );
  const next = newEpoch();
  const past = [...new Set([...pastEpochs, epoch, ...(mark ? [mark.epoch] : [])])];
  tables.putMeta('pastEpochs', JSON.stringify(past));
  tables.putMeta('epoch', next);
  replaceHighWater(highWater, { epoch: next, revision: position });
  return { epoch: next, pastEpochs: past };
}
