/** Programs in the jail that answer one question after another, each for one caller only. */
import type { Clock } from '../../clock.ts';
import type { JailMessage, JailUsage, JailWorker, Workspace } from '../../plugins/contract.ts';
import type { JailHost } from './jail.ts';
import { WarmWorker } from './warm-worker.ts';

/** Milliseconds without a question. */
const IDLE_MS = 30_000;
/** Milliseconds after which one gets no more questions: the jail ends each at 10 minutes. */
const OLD_MS = 300_000;
const MAX_QUESTIONS = 100;
/** Idle ones, of all callers together. */
const MAX_IDLE = 4;

export interface Question {
  worker: JailWorker;
  question: JailMessage;
  /** Whose inputs these are: no worker ever sees those of two. */
  owner: string;
  /** Ends the worker with the call. */
  signal: AbortSignal;
  onUsage(usage: JailUsage): void;
}

interface Idle {
  worker: WarmWorker;
  key: string;
  cancel(): void;
}

export class WarmWorkers {
  readonly #clock: Clock;
  readonly #run: JailHost['run'];
  /** Longest idle first. */
  #idle: Idle[] = [];
  readonly #all = new Set<WarmWorker>();
  #closed = false;

  constructor(clock: Clock, run: JailHost['run']) {
    this.#clock = clock;
    this.#run = run;
  }

  /** @throws as `Jail.ask` says. */
  async ask(workspace: Workspace, { owner, worker: wanted, ...question }: Question): Promise<JailMessage> {
    question.signal.throwIfAborted();
    const key = JSON.stringify([owner, wanted]);
    const worker = this.#takeIdle(key) ?? this.#start(workspace, wanted);
    const answer = await worker.ask(question);
    this.#keep(key, worker);
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.end()));
  }

  #start(workspace: Workspace, wanted: JailWorker): WarmWorker {
    const worker = new WarmWorker((run) => this.#run(workspace, run), wanted, this.#clock.now().getTime());
    this.#all.add(worker);
    void worker.ended.then(() => {
      this.#all.delete(worker);
      this.#forget(worker);
    });
    return worker;
  }

  /** The one that was used last: the others may end. */
  #takeIdle(key: string): WarmWorker | null {
    const found = this.#idle.findLast((idle) => idle.key === key);
    if (!found) return null;
    this.#forget(found.worker);
    return found.worker;
  }

  #keep(key: string, worker: WarmWorker): void {
    const age = this.#clock.now().getTime() - worker.startedAt;
    if (this.#closed || worker.questions >= MAX_QUESTIONS || age > OLD_MS) return void worker.end();
    const cancel = this.#clock.after(IDLE_MS, () => void worker.end());
    this.#idle.push({ worker, key, cancel });
    if (this.#idle.length > MAX_IDLE) void this.#idle[0]!.worker.end();
  }

  #forget(worker: WarmWorker): void {
    for (const idle of this.#idle) if (idle.worker === worker) idle.cancel();
    this.#idle = this.#idle.filter((idle) => idle.worker !== worker);
  }
}
