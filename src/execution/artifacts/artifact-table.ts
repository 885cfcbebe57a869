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

/** Bytes of files that calls made, and of those that callers brought. */
export interface ArtifactBytes {
  ofCalls: number;
  brought: number;
}

/** The statements about artifacts, prepared once. Each throws what SQLite throws. */
export class ArtifactTable {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #find: StatementSync;
  readonly #of: StatementSync;
  readonly #remove: StatementSync;
  readonly #broughtBefore: StatementSync;
  readonly #bytes: ArtifactBytes;

  /** @param database of executions, which has the table. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#add = database.prepare(
      `INSERT INTO artifacts (id, name, mimeType, byteSize, executionId, actorKind, actorName, createdAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = database.prepare('SELECT * FROM artifacts WHERE id = ?');
    this.#of = database.prepare('SELECT * FROM artifacts WHERE executionId = ? ORDER BY rowid');
    this.#remove = database.prepare('DELETE FROM artifacts WHERE id = ? RETURNING *');
    this.#broughtBefore = database.prepare(
      'SELECT id FROM artifacts WHERE executionId IS NULL AND createdAt < ?',
    );
    this.#bytes = this.#sum();
  }

  /** Of all files together. */
  get bytes(): Readonly<ArtifactBytes> {
    return this.#bytes;
  }

  add({ id, name, mimeType, byteSize, executionId, actor, createdAt }: ArtifactRecord): void {
    this.#add.run(id, name, mimeType, byteSize, executionId, actor.kind, actor.name, createdAt);
    this.#count({ executionId, byteSize }, 1);
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
      const removed = ids.flatMap((id) => this.#remove.all(id));
      this.#database.exec('RELEASE remove_artifacts');
      for (const row of removed) this.#count(recordOf(row), -1);
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

  #count({ executionId, byteSize }: Pick<ArtifactRecord, 'executionId' | 'byteSize'>, times: 1 | -1): void {
    this.#bytes[executionId === null ? 'brought' : 'ofCalls'] += times * byteSize;
  }

  #sum(): ArtifactBytes {
    const sum = this.#database.prepare(
      'SELECT TOTAL(byteSize) AS bytes FROM artifacts WHERE (executionId IS NULL) = ?',
    );
    const bytes = (brought: number) => Number(sum.get(brought)!.bytes);
    return { ofCalls: bytes(0), brought: bytes(1) };
  }
}

type Row = Record<string, SQLOutputValue>;

function recordOf({ actorKind, actorName, ...row }: Row): ArtifactRecord {
  const actor = { kind: actorKind, name: actorName } as Actor;
  return { ...row, actor } as unknown as ArtifactRecord;
}
