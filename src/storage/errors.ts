import { getSystemErrorMessage } from 'node:util';
import { DomainError, StorageDamaged, StorageFull, printable } from '../registries/errors.ts';

const WHAT_TO_DO =
  'Run `gathering restore FILE` with a sound backup, or move the data folder away to start empty.';

/** Another process, or this one, already uses the data folder. */
export class DataFolderInUse extends DomainError {
  constructor(
    message = 'Another GatheRing uses this data folder. Stop it, or set `data` to another folder.',
  ) {
    super('IN_USE', message, { path: ['data'], retryable: true });
  }
}

/** The data folder cannot be made, read or written. */
export class DataFolderUnusable extends DomainError {
  constructor(reason: string) {
    super(
      'INVALID_CONFIG',
      `The data folder cannot be used: ${reason}. Set \`data\` to a folder that the server may write.`,
      { path: ['data'] },
    );
  }
}

/** Retention has removed commits that the reader still needs. */
export class HistoryExpired extends DomainError {
  /** The smallest `after` that can be read. */
  readonly oldest: number;

  constructor(after: number, oldest: number) {
    super(
      'CURSOR_EXPIRED',
      `The commits after revision ${after} are no longer all kept; the oldest usable one is ${oldest}. Read the lists again and follow from their cursor.`,
      { path: ['after'] },
    );
    this.oldest = oldest;
  }
}

/** Says what is wrong with the journal, and what to do. */
class JournalDamaged extends StorageDamaged {
  readonly what: string;

  constructor(what: string) {
    super(`${what} ${WHAT_TO_DO}`);
    this.what = what;
  }
}

/** A StorageDamaged that says what is wrong, and what to do. */
export function damaged(what: string): StorageDamaged {
  return new JournalDamaged(what);
}

// The primary codes of SQLite that a caller can act on; extended codes carry them in their low byte.
const SQLITE = { PERM: 3, BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 };
// The disk is full, a quota or file size limit is reached: the system refuses to let the log or its index grow.
const SQLITE_NO_ROOM: unknown[] = [778, 4874];
const SYSTEM_NO_ROOM: unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Types what the database or the file system threw; what it does not know, a bug, is given back as it is. */
export function storageFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errcode, errstr, errno } = error as Error & Record<string, unknown>;
  if (code === 'ERR_SQLITE_ERROR') return sqliteFailure(Number(errcode), String(errstr)) ?? error;
  if (SYSTEM_NO_ROOM.includes(code)) return new StorageFull();
  return typeof errno === 'number' ? new DataFolderUnusable(getSystemErrorMessage(errno)) : error;
}

/** Types what the file system threw at a file that the caller named. */
export function fileFailure(error: unknown, file: string): unknown {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (typeof errno !== 'number' || SYSTEM_NO_ROOM.includes(code)) return storageFailure(error);
  return badFile(file, `cannot be used: ${getSystemErrorMessage(errno)}.`);
}

/** Types what is wrong with a file that was to be restored: it is that which must be another one, not the journal. */
export function backupFailure(error: unknown, file: string): unknown {
  if (!(error instanceof JournalDamaged)) return error;
  return badFile(file, `cannot be restored: ${error.what} Give a file that \`gathering backup\` has made.`);
}

function badFile(file: string, problem: string): DomainError {
  return new DomainError('INVALID_ARGUMENTS', `The file ${printable(file, 200)} ${problem}`, {
    path: ['file'],
  });
}

function sqliteFailure(errcode: number, reason: string): DomainError | null {
  if (SQLITE_NO_ROOM.includes(errcode)) return new StorageFull();
  switch (errcode & 0xff) {
    case SQLITE.FULL:
      return new StorageFull();
    case SQLITE.BUSY:
      return new DataFolderInUse();
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
    case SQLITE.IOERR:
      return damaged(`The journal cannot be read or written (${reason}).`);
    case SQLITE.PERM:
    case SQLITE.READONLY:
    case SQLITE.CANTOPEN:
      return new DataFolderUnusable(reason);
    default:
      return null;
  }
}
