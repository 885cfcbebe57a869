import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { entityId, type Entity, type EntityType } from '../registries/definitions.ts';
import type { Commit } from '../registries/events.ts';
import { damaged } from './errors.ts';
import type { StoredSource } from './journal.ts';
import {
  columnsOfCommit,
  columnsOfEntity,
  checksum,
  commitOf,
  entityOf,
  parsed,
  type CommitRow,
  type EntityRow,
} from './sqlite-rows.ts';

/** "GthR": tells a GatheRing database from any other application's. */
export const APPLICATION_ID = 0x47746852;
/** Version of the tables; a database with a greater one was written by a newer GatheRing. */
export const FORMAT = 1;
/** Four times SQLite's own: a commit of a thousand tools takes an eighth less time, a small one 0.04 ms more. */
export const PAGE_BYTES = 16_384;

// What a tool's schemas take is apart from its `head`, so that start-up parses only the small part.
// Each row has a checksum: SQLite's own checks see a broken tree, not broken text. Each commit says which is the
// oldest that was kept with it, so that a start reads the newest row only.
export const CREATE_TABLES = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE commits (
    revision INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, events TEXT NOT NULL,
    oldest INTEGER NOT NULL, checksum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entities (
    typename TEXT NOT NULL, id TEXT NOT NULL, head TEXT NOT NULL,
    parameters TEXT, returns TEXT, examples TEXT,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (typename, id)
  ) STRICT;
`;
/** The tables that a start reads whole; their size is that of the registry, not of its history. */
export const CURRENT_TABLES = ['meta', 'entities'] as const;

/** Which history a database holds. */
export interface Identity {
  epoch: string;
  pastEpochs: readonly string[];
}

/** The statements of one open database, prepared once. Each throws what SQLite throws. */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #putEntity: StatementSync;
  readonly #removeEntity: StatementSync;
  readonly #putCommit: StatementSync;
  readonly #commitsAfter: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#putEntity = database.prepare(
      `INSERT INTO entities (typename, id, head, parameters, returns, examples, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (typename, id) DO UPDATE SET head = excluded.head, parameters = excluded.parameters,
         returns = excluded.returns, examples = excluded.examples, checksum = excluded.checksum`,
    );
    this.#removeEntity = database.prepare('DELETE FROM entities WHERE typename = ? AND id = ?');
    this.#putCommit = database.prepare(
      'INSERT INTO commits (revision, at, actor, events, oldest, checksum) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#commitsAfter = inArrays(
      database.prepare(
        'SELECT revision, at, actor, events, checksum FROM commits WHERE revision > ? ORDER BY revision LIMIT ?',
      ),
    );
    this.#forget = database.prepare('DELETE FROM commits WHERE revision <= ?');
  }

  /** @throws StorageDamaged when they are not what GatheRing writes. */
  identity(): Identity {
    const rows = inArrays(this.#database.prepare('SELECT key, value FROM meta')).all() as unknown as [
      string,
      string,
    ][];
    const { epoch, pastEpochs } = Object.fromEntries(rows);
    if (!epoch || !pastEpochs)
      throw damaged('The journal is damaged: it does not say which history it holds.');
    return { epoch, pastEpochs: parsed(pastEpochs, 'the past epochs') as string[] };
  }

  identify({ epoch, pastEpochs }: Identity): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?), ('pastEpochs', ?)")
      .run(epoch, JSON.stringify(pastEpochs));
  }

  /** @throws StorageDamaged. */
  sources(): StoredSource[] {
    const row = this.#database.prepare("SELECT value FROM meta WHERE key = 'sources'").get();
    return row ? (parsed(row.value as string, 'the sources of plugins') as StoredSource[]) : [];
  }

  putSources(sources: readonly StoredSource[]): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('sources', ?)")
      .run(JSON.stringify(sources));
  }

  /** The last revision, and the smallest one after which all commits are kept. */
  range(): { revision: number; oldest: number } {
    const last = this.#database
      .prepare('SELECT revision, oldest FROM commits ORDER BY revision DESC LIMIT 1')
      .get();
    return (last as { revision: number; oldest: number } | undefined) ?? { revision: 0, oldest: 0 };
  }

  putEntity(entity: Entity): void {
    const columns = columnsOfEntity(entity);
    this.#putEntity.run(entity.typename, entityId(entity), ...columns, checksum(columns));
  }

  removeEntity(typename: EntityType, id: string): void {
    this.#removeEntity.run(typename, id);
  }

  /** @throws StorageDamaged at a row that is not what was written. */
  *entities(): Generator<Entity> {
    const select = inArrays(
      this.#database.prepare(
        'SELECT typename, id, head, parameters, returns, examples, checksum FROM entities',
      ),
    );
    for (const row of select.iterate() as unknown as Iterable<EntityRow>) yield entityOf(row);
  }

  putCommit(commit: Commit, oldest: number): void {
    const columns = columnsOfCommit(commit);
    this.#putCommit.run(commit.revision, ...columns, oldest, checksum(columns));
  }

  /**
   * Commits after a revision, oldest first: at most `limit`, and no more once they hold `enough` events.
   * @throws StorageDamaged at a commit that is missing or not what was written.
   */
  commitsAfter(after: number, limit: number, enough: number): Commit[] {
    const commits: Commit[] = [];
    let events = 0;
    for (const row of this.#commitsAfter.iterate(after, limit) as unknown as Iterable<CommitRow>) {
      const commit = commitOf(row);
      if (commit.revision !== after + commits.length + 1)
        throw damaged(`The journal is damaged: commits before revision ${commit.revision} are missing.`);
      commits.push(commit);
      events += commit.events.length;
      if (events >= enough) break;
    }
    return commits;
  }

  /** Removes the commits up to a revision, itself included. */
  forget(through: number): void {
    this.#forget.run(through);
  }
}

function inArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}
