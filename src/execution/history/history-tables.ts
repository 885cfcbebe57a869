import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Execution, Step } from '../execution.ts';
import { condition } from './history-filter.ts';
import type { ExecutionFilter, IdempotencyKey, KnownKey } from './history.ts';
import {
  type ExecutionRow,
  StoredExecution,
  type StepRow,
  factsOf,
  stateOf,
  stepBody,
  stepOf,
} from './history-rows.ts';

/** "GthE" */
export const APPLICATION_ID = 0x47746845;
export const FORMAT = 1;

// What a page of a list needs is apart from what is large. `last_step` says behind which place nothing of it comes.
export const CREATE_TABLES = `
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE executions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tool TEXT NOT NULL, plugin TEXT NOT NULL, agent TEXT,
    actor TEXT NOT NULL, status TEXT NOT NULL, queued_at INTEGER NOT NULL, ended_at INTEGER,
    start_position INTEGER NOT NULL, last_step INTEGER NOT NULL, bytes INTEGER NOT NULL,
    facts TEXT NOT NULL, state TEXT NOT NULL, arguments TEXT NOT NULL, result TEXT, content TEXT
  ) STRICT;
  CREATE INDEX by_tool ON executions (tool, number);
  CREATE INDEX by_plugin ON executions (plugin, number);
  CREATE INDEX by_agent ON executions (agent, number) WHERE agent IS NOT NULL;
  CREATE INDEX by_actor ON executions (actor, number);
  CREATE INDEX by_status ON executions (status, number);
  CREATE INDEX by_end ON executions (ended_at) WHERE ended_at IS NOT NULL;
  CREATE TABLE steps (
    position INTEGER PRIMARY KEY, execution INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX by_execution ON steps (execution, position);
  CREATE TABLE keys (
    actor TEXT NOT NULL, tool TEXT NOT NULL, key TEXT NOT NULL, arguments TEXT NOT NULL, execution TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (actor, tool, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX by_age ON keys (at);
`;

const HEAD = 'number, status, start_position, facts, state';
const STEPS = `SELECT position, at, body, status, facts, number FROM steps JOIN executions ON number = execution`;

/** The statements of one open database. Each throws what SQLite throws. */
export class HistoryTables {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The same text is prepared once. */
  #sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  meta(key: string): string | undefined {
    return this.#sql('SELECT value FROM meta WHERE key = ?').get(key)?.value as string | undefined;
  }

  putMeta(key: string, value: string): void {
    this.#sql('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value);
  }

  /** The last number and position that were used, those of what was removed included. */
  last(): { number: number; position: number; bytes: number } {
    const read = (sql: string) => Number(Object.values(this.#sql(sql).get()!)[0] ?? 0);
    return {
      number: Math.max(read('SELECT max(number) FROM executions'), Number(this.meta('number') ?? 0)),
      position: Math.max(read('SELECT max(position) FROM steps'), Number(this.meta('oldest') ?? 0)),
      bytes: read('SELECT sum(bytes) FROM executions'),
    };
  }

  insert(execution: Execution, args: string, bytes: number): void {
    const { number, id, toolName, pluginId, agentId, actor, status, queuedAt, startPosition } = execution;
    this.#sql(
      `INSERT INTO executions (number, id, tool, plugin, agent, actor, status, queued_at, start_position, last_step,
         bytes, facts, state, arguments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      ...[number, id, toolName, pluginId, agentId, actor.name, status, queuedAt.getTime(), startPosition],
      ...[startPosition + 1, bytes, factsOf(execution), stateOf(execution)],
      args,
    );
  }

  update(execution: Execution, position: number, bytes: number): void {
    this.#sql(
      'UPDATE executions SET status = ?, last_step = ?, bytes = bytes + ?, state = ? WHERE number = ?',
    ).run(execution.status, position, bytes, stateOf(execution), execution.number);
  }

  /** The last update. */
  end(
    execution: Execution,
    {
      position,
      bytes,
      result,
      content,
    }: { position: number; bytes: number; result: string; content: string },
  ): void {
    const { number, status, endedAt } = execution;
    this.#sql(
      `UPDATE executions SET status = ?, last_step = ?, bytes = bytes + ?, state = ?, ended_at = ?, result = ?,
         content = ? WHERE number = ?`,
    ).run(...[status, position, bytes, stateOf(execution), endedAt!.getTime()], ...[result, content, number]);
  }

  putStep(step: Step, number: number): void {
    this.#sql('INSERT INTO steps (position, execution, at, body) VALUES (?, ?, ?, ?)').run(
      ...[step.position, number, step.at.getTime(), stepBody(step)],
    );
  }

  /** Steps up to a position. @param enough characters after which no further one is read. */
  stepsAfter(after: number, until: number, limit: number, enough: number): Step[] {
    const steps: Step[] = [];
    let bytes = 0;
    const sql = `${STEPS} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`;
    const rows = this.#sql(sql).iterate(after, until, limit);
    for (const row of rows as unknown as Iterable<StepRow>) {
      steps.push(stepOf(row));
      bytes += row.body.length;
      if (bytes >= enough) break;
    }
    return steps;
  }

  /** The steps of one execution up to a position, newest first. */
  *stepsBackwards(number: number, until: number): Generator<Step> {
    const sql = `${STEPS} WHERE execution = ? AND position <= ? ORDER BY position DESC`;
    const rows = this.#sql(sql).iterate(number, until);
    for (const row of rows as unknown as Iterable<StepRow>) yield stepOf(row);
  }

  /** With a number up to `last`. */
  find(id: string, last: number): Execution | undefined {
    const row = this.#sql(`SELECT ${HEAD} FROM executions WHERE id = ? AND number <= ?`).get(id, last);
    return row && this.#execution(row as unknown as ExecutionRow);
  }

  /** Those with a number up to `last`. */
  *list(
    filter: ExecutionFilter,
    { from, last, reverse }: { from: number | undefined; last: number; reverse: boolean },
  ): Generator<Execution> {
    const { where, values } = condition(filter, [
      ['number <= ?', last],
      ...(from === undefined ? [] : [[`number ${reverse ? '>' : '<'} ?`, from] as const]),
    ]);
    const order = reverse ? 'ASC' : 'DESC';
    // Not kept: two walks of one statement at a time would end each other.
    const select = this.database.prepare(`SELECT ${HEAD} FROM executions ${where} ORDER BY number ${order}`);
    const rows = select.iterate(...values);
    for (const row of rows as unknown as Iterable<ExecutionRow>) yield this.#execution(row);
  }

  count(filter: ExecutionFilter, last: number): number {
    const { where, values } = condition(filter, [['number <= ?', last]]);
    return Number(this.#sql(`SELECT count(*) AS n FROM executions ${where}`).get(...values)!.n);
  }

  unfinished(): Execution[] {
    const open = `SELECT ${HEAD} FROM executions WHERE status IN ('QUEUED', 'AWAITING_APPROVAL', 'RUNNING') ORDER BY number`;
    return (this.#sql(open).all() as unknown as ExecutionRow[]).map((row) => this.#execution(row));
  }

  findKey({ actor, tool, key }: Pick<IdempotencyKey, 'actor' | 'tool' | 'key'>): KnownKey | undefined {
    const row = this.#sql(
      'SELECT arguments, execution, at FROM keys WHERE actor = ? AND tool = ? AND key = ?',
    ).get(actor, tool, key);
    if (!row) return undefined;
    const { arguments: argumentsHash, execution, at } = row as Record<string, string>;
    return { argumentsHash: argumentsHash!, executionId: execution!, at: new Date(Number(at)) };
  }

  putKey({ actor, tool, key, argumentsHash }: IdempotencyKey, executionId: string, at: Date): void {
    this.#sql(
      'INSERT OR REPLACE INTO keys (actor, tool, key, arguments, execution, at) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(actor, tool, key, argumentsHash, executionId, at.getTime());
  }

  /** The execution that ended longest ago. */
  firstEnded(): { number: number; id: string; endedAt: number; lastStep: number; bytes: number } | undefined {
    return this.#sql(
      `SELECT number, id, ended_at AS endedAt, last_step AS lastStep, bytes FROM executions
         WHERE ended_at IS NOT NULL ORDER BY ended_at, number LIMIT 1`,
    ).get() as ReturnType<HistoryTables['firstEnded']>;
  }

  remove(number: number): void {
    this.#sql('DELETE FROM steps WHERE execution = ?').run(number);
    this.#sql('DELETE FROM executions WHERE number = ?').run(number);
  }

  removeKeysBefore(moment: Date): void {
    this.#sql('DELETE FROM keys WHERE at < ?').run(moment.getTime());
  }

  #execution(row: ExecutionRow): Execution {
    const read = (column: 'arguments' | 'result' | 'content') =>
      this.#sql(`SELECT ${column} AS text FROM executions WHERE number = ?`).get(row.number)?.text as
        string | null | undefined;
    return new StoredExecution(row, read);
  }
}
