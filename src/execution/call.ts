/** One call from its admission to its one end. */
import type { Clock } from '../clock.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import type { ToolRecord } from '../registries/definitions.ts';
import type { Actor } from '../registries/events.ts';
import type { Execution, OutputChunk, OutputStream } from './execution.ts';
import type { History, IdempotencyKey } from './history/history.ts';
import { OutputBuffer } from './output-buffer.ts';
import type { Redact } from './redact.ts';
import { type Settlement, honest, settleError, settleOutput } from './settlement.ts';

export interface CallSurroundings {
  clock: Clock;
  history: History;
  redact: Redact;
  /** Bytes that a call may print. */
  maxOutputBytes: number;
}

/** What a running tool can do with its call. */
export type CallSignals = Pick<ToolCall, 'signal' | 'progress' | 'output'> & {
  readonly executionId: string;
  /** For whom it runs. */
  readonly actor: Actor;
  /** May it read the artifacts of others, too? */
  readonly readsAll: boolean;
  readonly agentId: string | null;
  /** Ends the call with that error, and tells its tool to stop. */
  cancel(reason: Error): void;
  /** Calls when the call has ended, however. */
  onEnd(run: () => void): void;
  /** What it took, where it ran in processes that were measured; may be told several times. */
  usage(used: { cpuTimeMs: number; peakMemoryBytes: number }): void;
};

/** Milliseconds in which what a tool tells is gathered into one step, and characters that do not wait. */
const GATHER_MS = 100;
const GATHERED_CHARACTERS = 64 * 1024;
/** Characters of a message about progress. */
const MAX_PROGRESS_MESSAGE = 500;
/** Milliseconds after which an end that could not be written is written again. */
const WRITE_AGAIN_MS = 1_000;
const STREAMS: readonly unknown[] = ['STDOUT', 'STDERR', 'MODEL'] satisfies OutputStream[];

export class Call {
  /** The tool as it was admitted. */
  readonly tool: ToolRecord;
  /** Resolves when its end is recorded. */
  readonly ended: Promise<void>;
  readonly #around: CallSurroundings;
  readonly #controller = new AbortController();
  readonly #output: OutputBuffer;
  readonly #atEnd: (() => void)[];
  readonly #resolve: () => void;
  /** As the next step will record it. */
  #next: Execution;
  #isOver = false;
  /** Did its tool get to run? */
  #began = false;
  /** Settled when its admission is recorded, or could not be. */
  #admitted: Promise<void> = Promise.resolve();
  /** What could not be recorded: the next step brings it. */
  readonly #unwritten: OutputChunk[] = [];
  #cancelGathering: (() => void) | null = null;
  #toldAt = 0;

  /** @param onEnd called at once when it ends, before that is recorded. */
  constructor(execution: Execution, tool: ToolRecord, around: CallSurroundings, onEnd: () => void) {
    this.tool = tool;
    this.#next = execution;
    this.#around = around;
    this.#atEnd = [onEnd];
    this.#output = new OutputBuffer(around.redact);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolve = resolve;
  }

  get id(): string {
    return this.#next.id;
  }

  get execution(): Execution {
    return this.#next;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isRunning(): boolean {
    return !this.#isOver && this.#next.status === 'RUNNING';
  }

  /** Records that it was admitted. @throws StorageFull | StorageDamaged; then there is no such call. */
  admit(key: IdempotencyKey | undefined): Promise<void> {
    this.#admitted = this.#recordAdmission(key);
    return this.#admitted;
  }

  async #recordAdmission(key: IdempotencyKey | undefined): Promise<void> {
    const { clock, history } = this.#around;
    const write = { execution: this.#next, at: clock.now(), output: [], key };
    try {
      const { number, startPosition } = await history.write(write);
      this.#next = { ...this.#next, number, startPosition };
    } catch (error) {
      this.#isOver = true;
      this.#resolve();
      throw error;
    }
  }

  /** Records a change of what is not its end. */
  async change(changes: Partial<Pick<Execution, 'status' | 'startedAt' | 'approvedBy'>>): Promise<void> {
    const before = this.#next;
    this.#next = { ...before, ...changes };
    try {
      await this.#write([]);
    } catch (error) {
      const { status, startedAt, approvedBy } = before;
      if (!this.#isOver) this.#next = { ...this.#next, status, startedAt, approvedBy };
      throw error;
    }
  }

  /** Ends it with what its tool answered, unless it has ended. */
  answer(settlement: Settlement): void {
    this.#end(settlement);
  }

  /** Ends it, unless it has ended, and tells its tool to stop: the first end counts. */
  end(settlement: Settlement): void {
    if (this.#end(settlement)) this.#controller.abort();
  }

  #end(settlement: Settlement): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#cancelGathering?.();
    for (const run of this.#atEnd) run();
    const output = this.#output.take(true);
    this.#next = {
      ...this.#next,
      ...settlement,
      error: settlement.error && honest(settlement.error, this.#next, this.#began),
      outputBytes: this.#output.bytes,
      endedAt: this.#around.clock.now(),
    };
    void this.#recordEnd(output);
    return true;
  }

  /** What its tool gets; after its end it tells nobody. */
  signals(): CallSignals {
    this.#began = true;
    return {
      executionId: this.id,
      actor: this.#next.actor,
      readsAll: this.#next.readsAllArtifacts ?? false,
      agentId: this.#next.agentId,
      signal: this.#controller.signal,
      progress: (fraction, message) => this.#progress(fraction, message),
      output: (text, stream = 'STDOUT') => this.#print(String(text), stream),
      cancel: (reason) => this.end(settleError(reason, this.#around.redact)),
      onEnd: (run) => {
        if (this.#isOver) run();
        else this.#atEnd.push(run);
      },
      usage: ({ cpuTimeMs, peakMemoryBytes }) => {
        if (!this.#isOver) this.#next = { ...this.#next, cpuTimeMs, peakMemoryBytes };
      },
    };
  }

  #progress(fraction: number, message?: string): void {
    if (this.#isOver || !Number.isFinite(fraction)) return;
    const text = message === undefined ? null : this.#around.redact(String(message));
    this.#next = {
      ...this.#next,
      progress: Math.min(1, Math.max(0, fraction)),
      progressMessage: text?.slice(0, MAX_PROGRESS_MESSAGE) ?? null,
    };
    this.#tellSoon();
  }

  #print(text: string, stream: OutputStream): void {
    if (this.#isOver || text === '') return;
    const { maxOutputBytes } = this.#around;
    this.#output.add(text, STREAMS.includes(stream) ? stream : 'STDOUT');
    if (this.#output.bytes + this.#output.waiting > maxOutputBytes) this.end(settleOutput(maxOutputBytes));
    else if (this.#output.waiting >= GATHERED_CHARACTERS) this.#tell();
    else this.#tellSoon();
  }

  // The first at once, so that nobody waits for what is said once; what follows closely is gathered.
  #tellSoon(): void {
    if (this.#cancelGathering) return;
    const isQuiet = this.#around.clock.now().getTime() - this.#toldAt >= GATHER_MS;
    if (isQuiet) {
      const soon = setImmediate(() => this.#tell());
      this.#cancelGathering = () => clearImmediate(soon);
    } else this.#cancelGathering = this.#around.clock.after(GATHER_MS, () => this.#tell());
  }

  #tell(): void {
    this.#cancelGathering?.();
    this.#cancelGathering = null;
    this.#toldAt = this.#around.clock.now().getTime();
    const output = this.#output.take(false);
    this.#next = { ...this.#next, outputBytes: this.#output.bytes };
    this.#write(output).catch(() => {});
  }

  async #write(output: readonly OutputChunk[]): Promise<void> {
    const { clock, history } = this.#around;
    const all = [...this.#unwritten.splice(0), ...output];
    try {
      await history.write({ execution: this.#next, at: clock.now(), output: all });
    } catch (error) {
      this.#unwritten.unshift(...all);
      throw error;
    }
  }

  async #recordEnd(output: readonly OutputChunk[]): Promise<void> {
    const isRecorded = await this.#admitted.then(
      () => true,
      () => false,
    );
    if (!isRecorded) return;
    try {
      await this.#write(output);
      this.#resolve();
    } catch {
      // Nobody may see an end that is not durable; perhaps there is room again.
      this.#around.clock.after(WRITE_AGAIN_MS, () => void this.#recordEnd([]));
    }
  }
}
