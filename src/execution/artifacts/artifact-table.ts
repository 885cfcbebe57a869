import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Actor } from '../../registries/events.ts';
import type { ArtifactRecord } from './artifact.ts';

/** Makes the table, in the database of executions, where it is not there yet. */
export const CREATE_ARTIFACTS = `
  CREATE TABLE IF NOT EXISTS artifacts (
    id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, mimeType TEXT NOT NULL, byteSize INTEGER NOT NULL,
    executionId TEXT, actorKind TEXT NOT NULL, actorName TEXT NOT NULL, createdAt TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS artifactsOfExecutions ON artifacts (executionId, createdAt);
`;

/** The statements about artifacts, prepared once. Each throws what SQLite throws. */
export class ArtifactTable {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #find: StatementSync;
  readonly #of: StatementSync;
  readonly #remove: StatementSync;
  readonly #broughtBefore: StatementSync;

  /** @param database of executions, which has the table. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#add = database.prepare(
      `INSERT INTO artifacts (id, name, mimeType, byteSize, executionId, actorKind, actorName, createdAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = database.prepare('SELECT * FROM artifacts WHERE id = ?');
    this.#of = database.prepare('SELECT * FROM artifacts WHERE executionId = ? ORDER BY rowid');
    this.#remove = database.prepare('DELETE FROM artifacts WHERE id = ?');
    this.#broughtBefore = database.prepare(
      'SELECT id FROM artifacts WHERE executionId IS NULL AND createdAt < ?',
    );
  }

  add({ id, name, mimeType, byteSize, executionId, actor, createdAt }: ArtifactRecord): void {
    this.#add.run(id, name, mimeType, byteSize, executionId, actor.kind, actor.name, createdAt);
  }

  find(id: string): ArtifactRecord | undefined {
    const row = this.#find.get(id);
    return row && recordOf(row);
  }

  /** Those that a call made, in the order in which it did. */
  of(executionId: string): ArtifactRecord[] {
    return this.#of.all(executionId).map(recordOf);
  }

  /** All of them or, where it throws, none; also within a transaction of the caller. */
  remove(ids: readonly string[]): void {
    this.#database.exec('SAVEPOINT remove_artifacts');
    try {
      for (const id of ids) this.#remove.run(id);
      this.#database.exec('RELEASE remove_artifacts');
    } catch (error) {
      this.#database.exec('ROLLBACK TO remove_artifacts; RELEASE remove_artifacts');
      throw error;
    }
  }

  /** Ids of those that no call made and that are older. @param createdAt RFC 3339, UTC. */
  broughtBefore(createdAt: string): string[] {
    return this.#broughtBefore.all(createdAt).map(({ id }) => String(id));
  }

  /** Ids of those whose execution is no longer there. */
  orphans(): string[] {
    const select = this.#database.prepare(
      `SELECT id FROM artifacts WHERE executionId IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM executions WHERE executions.id = executionId)`,
    );
    return select.all().map(({ id }) => String(id));
  }

  /** In the order in which they came. */
  *all(): Generator<ArtifactRecord> {
    const select = this.#database.prepare('SELECT * FROM artifacts ORDER BY rowid');
    for (const row of select.iterate()) yield recordOf(row);
  }

  /** Bytes of all files together. */
  totalBytes(): number {
    return Number(this.#database.prepare('SELECT TOTAL(byteSize) AS bytes FROM artifacts').get()!.bytes);
  }
}

type Row = Record<string, SQLOutputValue>;

function recordOf({ actorKind, actorName, ...row }: Row): ArtifactRecord {
  const actor = { kind: actorKind, name: actorName } as Actor;
  return { ...row, actor } as unknown as ArtifactRecord;
}
