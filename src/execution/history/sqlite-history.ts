import { LRUCache } from 'lru-cache';
import { DomainError } from '../../registries/errors.ts';
import { HighWaterFile } from '../../storage/high-water.ts';
import { RecentEntries } from '../../storage/recent-entries.ts';
import { Sleepers } from '../../storage/sleepers.ts';
import { WalSync } from '../../storage/wal-sync.ts';
import { WriteAheadLog } from '../../storage/write-ahead-log.ts';
import { type Execution, type Step, isOver, textTail } from '../execution.ts';
import { isVisible } from '../visible-calls.ts';
import { historyDamaged, stepSubject } from './history-rows.ts';
import type { ExecutionFilter, History, IdempotencyKey, KnownKey, Retention, Write } from './history.ts';
import { type OpenedHistory, historyFailure } from './open-history.ts';
import { OutputTails } from './output-tails.ts';

/** Steps that are at hand for those who follow, and characters of their output. */
const RECENT = { entries: 4_000, size: 8_000_000 };
/** A read from the database ends with the step that reaches this many characters. */
const CHARACTERS_PER_READ = 1_000_000;
/** Executions whose last state is at hand; bytes of those that have ended. */
const AT_HAND = { max: 2_000, maxSize: 32 * 1024 * 1024 };
/** Pages that wait in the log before they are moved: 16 MB. */
const LOG_PAGES = 4_096;
/** Executions that are removed at once: a moment's work. */
const PRUNED_AT_ONCE = 100;

interface Recorded {
  execution: Execution;
  step: Step;
}

interface Waiting {
  write: Write;
  resolve(execution: Execution): void;
  reject(error: unknown): void;
}

/**
 * Executions in `executions.db`. All that is written in one turn of the event loop is one transaction, and what is
 * committed while the disk syncs is made durable by the next sync.
 */
export class SqliteHistory implements History {
  readonly epoch: string;
  readonly pastEpochs: readonly string[];
  readonly #opened: OpenedHistory;
  readonly #highWater: HighWaterFile;
  readonly #log: WriteAheadLog;
  readonly #sync: WalSync;
  readonly #sleepers = new Sleepers();
  readonly #recent = new RecentEntries<Step>({
    ...RECENT,
    positionOf: ({ position }) => position,
    sizeOf: ({ output }) => output.reduce((sum, { text }) => sum + text.length, 200),
  });
  readonly #open = new Map<string, Execution>();
  readonly #ended = new LRUCache<string, Execution>({
    ...AT_HAND,
    sizeCalculation: ({ result, content }) => 2_000 + roughSize(result) + roughSize(content),
  });
  readonly #tails = new OutputTails((number, bytes) => this.#readTail(number, bytes));
  #waiting: Waiting[] = [];
  #oldest: number;
  /** What was written last. */
  #written: { number: number; position: number; bytes: number };
  /** What is durable of it. */
  #position: number;
  #number: number;
  /** Executions that are kept. */
  #kept: number;
  #broken: Error | null = null;
  #closed = false;

  constructor(opened: OpenedHistory, onNotice: (message: string) => void) {
    this.#opened = opened;
    this.#log = new WriteAheadLog(opened.tables.database, onNotice, LOG_PAGES);
    this.epoch = opened.epoch;
    this.pastEpochs = opened.pastEpochs;
    this.#highWater = new HighWaterFile(opened.highWater);
    this.#sync = new WalSync(opened.path);
    this.#written = opened.tables.last();
    this.#number = this.#written.number;
    this.#position = this.#written.position;
    this.#kept = opened.tables.count({}, this.#number);
    this.#oldest = Number(opened.tables.meta('oldest') ?? 0);
  }

  get position(): number {
    return this.#position;
  }

  get oldest(): number {
    return this.#oldest;
  }

  write(write: Write): Promise<Execution> {
    const { promise, resolve, reject } = Promise.withResolvers<Execution>();
    if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
    this.#waiting.push({ write, resolve, reject });
    return promise;
  }

  read(after: number, limit: number): readonly Step[] {
    return this.#read(
      () =>
        this.#recent.after(after, limit) ??
        this.#opened.tables.stepsAfter(after, this.#position, limit, CHARACTERS_PER_READ),
    );
  }

  onNext(wake: () => void): () => void {
    return this.#sleepers.add(wake);
  }

  find(id: string): Execution | undefined {
    return (
      this.#open.get(id) ??
      this.#ended.get(id) ??
      this.#read(() => this.#opened.tables.find(id, this.#number))
    );
  }

  list(filter: ExecutionFilter, from: number | undefined, reverse: boolean): Iterable<Execution> {
    const { tables } = this.#opened;
    const rows = this.#read(() => tables.list(filter, { from, last: this.#number, reverse }));
    return this.#durable(rows, filter);
  }

  count(filter: ExecutionFilter): number {
    if (Object.values(filter).every((value) => value == null)) return this.#kept;
    return this.#read(() => this.#opened.tables.count(filter, this.#number));
  }

  unfinished(): readonly Execution[] {
    return this.#read(() => this.#opened.tables.unfinished());
  }

  findKey(key: Pick<IdempotencyKey, 'actor' | 'tool' | 'key'>): KnownKey | undefined {
    return this.#read(() => this.#opened.tables.findKey(key));
  }

  outputTail({ number }: Execution, bytes: number): string {
    return this.#read(() => this.#tails.of(number, bytes));
  }

  prune(limits: Retention): readonly string[] {
    const { tables } = this.#opened;
    const removed: string[] = [];
    let { bytes } = this.#written;
    let oldest = this.#oldest;
    this.#transaction(() => {
      tables.removeKeysBefore(limits.keysBefore);
      while (removed.length < PRUNED_AT_ONCE) {
        const first = tables.firstEnded();
        if (!first || first.lastStep > this.#position) break;
        if (!mustGo(first.endedAt, { bytes, removed: removed.length }, limits)) break;
        tables.remove(first.number);
        bytes -= first.bytes;
        oldest = Math.max(oldest, first.lastStep);
        removed.push(first.id);
      }
      // What was used stays used, also when the last of it is gone.
      tables.putMeta('oldest', String(oldest));
      tables.putMeta('number', String(this.#written.number));
    });
    this.#oldest = oldest;
    this.#kept -= removed.length;
    this.#written = { ...this.#written, bytes };
    for (const id of removed) this.#ended.delete(id);
    return removed;
  }

  /** Resolves when all that is committed to its file by now, to tables of others too, is durable. @throws StorageDamaged. */
  async sync(): Promise<void> {
    if (this.#broken) throw this.#broken;
    await this.#sync.sync().catch((error: unknown) => this.#break(error));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#flush();
    this.#closed = true;
    await this.#sync.close();
    this.#log.close();
    this.#opened.tables.database.close();
    this.#highWater.close();
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      if (this.#closed) throw closed();
      if (this.#broken) throw this.#broken;
      const recorded = this.#record(waiting.map(({ write }) => write));
      await this.sync();
      this.#show(recorded);
      for (const [i, { resolve }] of waiting.entries()) resolve(recorded[i]!.execution);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  /** What a disk refused to sync once may be lost, whatever it says later. */
  #break(error: unknown): never {
    this.#broken = historyDamaged(`the disk did not take what was written (${String(error)})`);
    throw this.#broken;
  }

  /** Writes; nobody can see it yet. */
  #record(writes: readonly Write[]): Recorded[] {
    let { number, position, bytes } = this.#written;
    const recorded = this.#transaction(() =>
      writes.map((write) => {
        position += 1;
        const isNew = write.execution.number === 0;
        const execution = isNew
          ? { ...write.execution, number: (number += 1), startPosition: position - 1 }
          : write.execution;
        const step = stepOf(execution, write, position);
        bytes += this.#put(execution, write, step, isNew);
        return { execution, step };
      }),
    );
    this.#written = { number, position, bytes };
    return recorded;
  }

  /** It is durable: whoever follows or asks may see it. */
  #show(recorded: readonly Recorded[]): void {
    for (const { execution, step } of recorded) {
      this.#position = step.position;
      if (execution.number > this.#number) this.#kept += 1;
      this.#number = Math.max(this.#number, execution.number);
      this.#remember(execution, step);
    }
    this.#highWater.move({ epoch: this.epoch, revision: this.#position });
    void this.#sleepers.wake();
    this.#log.grew();
  }

  /** Rows as they were when they were last made durable. */
  *#durable(rows: Iterable<Execution>, { status, visible }: ExecutionFilter): Generator<Execution> {
    for (const row of rows) {
      const shown = this.#open.get(row.id) ?? row;
      const isSeen = isVisible({ actorName: shown.actor.name, status: shown.status }, visible);
      if (isSeen && (status?.includes(shown.status) ?? true)) yield shown;
    }
  }

  /** Answers the bytes that it takes. */
  #put(execution: Execution, { key, output }: Write, step: Step, isNew: boolean): number {
    const { tables } = this.#opened;
    let bytes = 200 + output.reduce((sum, { text }) => sum + text.length, 0);
    if (isNew) {
      const args = JSON.stringify(execution.arguments);
      bytes += 500 + args.length;
      tables.insert(execution, args, bytes);
      if (key) tables.putKey(key, execution.id, execution.queuedAt);
    } else if (isOver(execution)) {
      const [result, content] = [JSON.stringify(execution.result), JSON.stringify(execution.content)];
      bytes += result.length + content.length;
      tables.end(execution, { position: step.position, bytes, result, content });
    } else tables.update(execution, step.position, bytes);
    tables.putStep(step, execution.number);
    return bytes;
  }

  #readTail(number: number, bytes: number): string {
    const pieces: string[] = [];
    let size = 0;
    for (const { output } of this.#opened.tables.stepsBackwards(number, this.#position)) {
      pieces.unshift(...output.map(({ text }) => text));
      size += output.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      if (size >= bytes) break;
    }
    return textTail(pieces.join(''), bytes);
  }

  #remember(execution: Execution, step: Step): void {
    this.#recent.add(step);
    if (step.output.length > 0) this.#tails.forget(execution.number);
    if (!isOver(execution)) return void this.#open.set(execution.id, execution);
    this.#open.delete(execution.id);
    this.#ended.set(execution.id, execution);
  }

  #read<T>(read: () => T): T {
    if (this.#closed) throw closed();
    try {
      return read();
    } catch (error) {
      throw historyFailure(error);
    }
  }

  #transaction<T>(work: () => T): T {
    const { database } = this.#opened.tables;
    try {
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // Some failures, a full disk among them, have already ended it.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw historyFailure(error);
    }
  }
}

function stepOf(execution: Execution, { output, at }: Write, position: number): Step {
  const { status, progress, progressMessage } = execution;
  return { position, at, execution: stepSubject(execution), status, progress, progressMessage, output };
}

function mustGo(
  endedAt: number,
  { bytes, removed }: { bytes: number; removed: number },
  { endedBefore, maxBytes, oldestToo }: Retention,
): boolean {
  return endedAt < endedBefore.getTime() || bytes > maxBytes || removed < oldestToo;
}

function closed(): DomainError {
  const message = 'The history of executions is closed. Retry when the server is back.';
  return new DomainError('SHUTTING_DOWN', message, { retryable: true });
}

/** Of a JSON value, without writing it. */
function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [key, part]) => sum + key.length + roughSize(part), 16);
}
