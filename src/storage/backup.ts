import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DomainError, printable } from '../registries/errors.ts';
import { dataFolder, hasContent, sync } from './data-folder.ts';
import { fileFailure } from './errors.ts';
import { checkWhole } from './integrity.ts';

interface Backup {
  /** The data folder. */
  folder: string;
  /** Where the backup goes; nothing may be there. */
  file: string;
}

/**
 * Writes one consistent, checked and synced copy of a data folder's journal, readable by its owner only, while any
 * process goes on committing to it. Blocks this process meanwhile. A process killed on the way may leave `file`
 * empty, which no restore accepts, and a `.part` beside it.
 * @throws DomainError of code NOT_FOUND when there is no journal, NAME_TAKEN when `file` exists; INVALID_ARGUMENTS
 * when it cannot be made; StorageDamaged | StorageFull | DataFolderUnusable.
 */
export async function backupJournal({ folder, file }: Backup): Promise<{ revision: number }> {
  const { registry } = dataFolder(folder);
  if (!hasContent(registry))
    throw new DomainError('NOT_FOUND', 'The data folder holds no journal.', { path: ['folder'] });
  reserve(file);
  const part = join(dirname(file), `gathering-${randomBytes(4).toString('hex')}.part`);
  try {
    closeSync(openSync(part, 'wx', 0o600));
    copy(registry, part);
    const { revision } = checkWhole(part, 'The backup');
    sync(part);
    renameSync(part, file);
    sync(dirname(file));
    return { revision };
  } catch (error) {
    rmSync(part, { force: true });
    rmSync(file, { force: true });
    throw fileFailure(error, file);
  }
}

function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFailure(error, file);
    const taken = `The file ${printable(file, 200)} already exists. Give another name.`;
    throw new DomainError('NAME_TAKEN', taken, { path: ['file'] });
  }
}

// VACUUM INTO reads everything in one snapshot, so no commit made meanwhile disturbs it. Nothing but SQLite opens
// the database here: a descriptor of our own would, on closing, drop the locks of a journal in this process.
function copy(registry: string, part: string): void {
  const database = new DatabaseSync(registry, { readOnly: true, timeout: 5000 });
  try {
    database.prepare('VACUUM INTO ?').run(part);
  } finally {
    database.close();
  }
}
