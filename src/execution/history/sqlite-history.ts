import { LRUCache } from 'lru-cache';
import { DomainError } from '../../registries/errors.ts';
import { HighWaterFile } from '../../storage/high-water.ts';
import { RecentEntries } from '../../storage/recent-entries.ts';
import { Sleepers } from '../../storage/sleepers.ts';
import { WriteAheadLog } from '../../storage/write-ahead-log.ts';
import { type Execution, type Step, isOver, textTail } from '../execution.ts';
import { stepSubject } from './history-rows.ts';
import type { ExecutionFilter, History, IdempotencyKey, KnownKey, Retention, Write } from './history.ts';
import { type OpenedHistory, historyFailure } from './open-history.ts';

/** Steps that are at hand for those who follow, and characters of their output. */
const RECENT = { entries: 4_000, size: 8_000_000 };
/** A read from the database ends with the step that reaches this many characters. */
const CHARACTERS_PER_READ = 1_000_000;
/** Executions whose last state is at hand; bytes of those that have ended. */
const AT_HAND = { max: 2_000, maxSize: 32 * 1024 * 1024 };
/** Executions that are removed at once: a moment's work. */
const PRUNED_AT_ONCE = 100;

interface Waiting {
  write: Write;
  resolve(execution: Execution): void;
  reject(error: unknown): void;
}

/** Executions in `executions.db`. All that is written in one turn of the event loop is one transaction. */
export class SqliteHistory implements History {
  readonly epoch: string;
  readonly pastEpochs: readonly string[];
  readonly #opened: OpenedHistory;
  readonly #highWater: HighWaterFile;
  readonly #log: WriteAheadLog;
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
  #waiting: Waiting[] = [];
  #oldest: number;
  #position: number;
  #number: number;
  #bytes: number;
  #closed = false;

  constructor(opened: OpenedHistory, onNotice: (message: string) => void) {
    this.#opened = opened;
    this.#log = new WriteAheadLog(opened.tables.database, onNotice);
    this.epoch = opened.epoch;
    this.pastEpochs = opened.pastEpochs;
    this.#highWater = new HighWaterFile(opened.highWater);
    const { number, position, bytes } = opened.tables.last();
    this.#number = number;
    this.#position = position;
    this.#bytes = bytes;
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
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push({ write, resolve, reject });
    return promise;
  }

  read(after: number, limit: number): readonly Step[] {
    return this.#read(
      () =>
        this.#recent.after(after, limit) ?? this.#opened.tables.stepsAfter(after, limit, CHARACTERS_PER_READ),
    );
  }

  onNext(wake: () => void): () => void {
    return this.#sleepers.add(wake);
  }

  find(id: string): Execution | undefined {
    return this.#open.get(id) ?? this.#ended.get(id) ?? this.#read(() => this.#opened.tables.find(id));
  }

  list(filter: ExecutionFilter, from: number | undefined, reverse: boolean): Iterable<Execution> {
    return this.#read(() => this.#opened.tables.list(filter, from, reverse));
  }

  count(filter: ExecutionFilter): number {
    return this.#read(() => this.#opened.tables.count(filter));
  }

  unfinished(): readonly Execution[] {
    return this.#read(() => this.#opened.tables.unfinished());
  }

  findKey(key: Pick<IdempotencyKey, 'actor' | 'tool' | 'key'>): KnownKey | undefined {
    return this.#read(() => this.#opened.tables.findKey(key));
  }

  outputTail({ number }: Execution, bytes: number): string {
    return this.#read(() => {
      const pieces: string[] = [];
      let size = 0;
      for (const { output } of this.#opened.tables.stepsBackwards(number)) {
        pieces.unshift(...output.map(({ text }) => text));
        size += output.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
        if (size >= bytes) break;
      }
      return textTail(pieces.join(''), bytes);
    });
  }

  prune(limits: Retention): readonly string[] {
    const { tables } = this.#opened;
    const removed: string[] = [];
    let [bytes, oldest] = [this.#bytes, this.#oldest];
    this.#transaction(() => {
      tables.removeKeysBefore(limits.keysBefore);
      while (removed.length < PRUNED_AT_ONCE) {
        const first = tables.firstEnded();
        if (!first || !mustGo(first.endedAt, { bytes, removed: removed.length }, limits)) break;
        tables.remove(first.number);
        bytes -= first.bytes;
        oldest = Math.max(oldest, first.lastStep);
        removed.push(first.id);
      }
      // What was used stays used, also when the last of it is gone.
      tables.putMeta('oldest', String(oldest));
      tables.putMeta('number', String(this.#number));
    });
    [this.#bytes, this.#oldest] = [bytes, oldest];
    for (const id of removed) this.#ended.delete(id);
    return removed;
  }

  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#log.close();
    this.#opened.tables.database.close();
    this.#highWater.close();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      if (this.#closed) throw closed();
      const recorded = this.#record(waiting.map(({ write }) => write));
      for (const [i, { resolve }] of waiting.entries()) resolve(recorded[i]!);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #record(writes: readonly Write[]): readonly Execution[] {
    let [number, position, bytes] = [this.#number, this.#position, this.#bytes];
    const done = this.#transaction(() =>
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
    [this.#number, this.#position, this.#bytes] = [number, position, bytes];
    this.#highWater.move({ epoch: this.epoch, revision: position });
    for (const { execution, step } of done) this.#remember(execution, step);
    void this.#sleepers.wake();
    this.#log.grew();
    return done.map(({ execution }) => execution);
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

  #remember(execution: Execution, step: Step): void {
    this.#recent.add(step);
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
