/** One worker in the jail, from its start to its end. */
import { PassThrough } from 'node:stream';
import {
  JailError,
  type JailMessage,
  type JailUsage,
  type JailWorker,
  ToolError,
} from '../../plugins/contract.ts';
import type { BoundRun } from './jail.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { AnswerReader, TooMuch, encodeMessage } from './worker-messages.ts';
import type { Question } from './warm-workers.ts';

type Ask = Omit<Question, 'worker' | 'owner'>;
interface Asked extends Pick<Ask, 'onUsage'> {
  reader: AnswerReader;
  /** Processor time that was used before. */
  cpuTimeMs: number;
  resolve(answer: JailMessage): void;
  reject(error: unknown): void;
}

export class WarmWorker {
  readonly startedAt: number;
  /** How many it was asked. */
  questions = 0;
  /** Resolves once nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #stdin = new PassThrough();
  readonly #stop = new AbortController();
  readonly #maxBytes: number;
  #asked: Asked | null = null;
  #cpuTimeMs = 0;
  /** Why it ended, once it has. */
  #end: Error | undefined;

  constructor(run: (request: BoundRun) => Promise<unknown>, worker: JailWorker, startedAt: number) {
    this.startedAt = startedAt;
    this.#maxBytes = worker.limits?.outputBytes ?? DEFAULT_LIMITS.outputBytes;
    const died = () => new ToolError('The program in the jail ended without an answer.', { retryable: true });
    this.ended = run({
      ...worker,
      // Each answer is measured by itself.
      limits: { ...worker.limits, outputBytes: Number.MAX_SAFE_INTEGER },
      stdin: this.#stdin,
      signal: this.#stop.signal,
      onOutput: (bytes, stream) => stream === 'STDOUT' && this.#hear(bytes as Buffer),
      onUsage: (usage) => this.#use(usage),
    }).then(
      () => this.#settle(died()),
      (error: unknown) => this.#settle(error),
    );
  }

  /** One at a time. @throws as `Jail.ask` says; it has ended then. */
  async ask({ question, signal, onUsage }: Ask): Promise<JailMessage> {
    if (this.#end !== undefined) throw this.#end;
    this.questions += 1;
    const { promise, resolve, reject } = Promise.withResolvers<JailMessage>();
    const reader = new AnswerReader(this.#maxBytes);
    this.#asked = { reader, cpuTimeMs: this.#cpuTimeMs, onUsage, resolve, reject };
    const abort = () => this.#stop.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    for (const piece of encodeMessage(question)) this.#stdin.write(piece);
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  end(): Promise<void> {
    this.#stop.abort(new ToolError('The server ends the program.', { retryable: true }));
    return this.ended;
  }

  #hear(bytes: Buffer): void {
    try {
      // What it says unasked cannot be told from an answer to the next question.
      if (!this.#asked) throw new Error('Nobody asked.');
      const answer = this.#asked.reader.add(bytes);
      if (!answer) return;
      const { resolve } = this.#asked;
      this.#asked = null;
      resolve(answer);
    } catch (error) {
      this.#stop.abort(
        error instanceof TooMuch ? this.#tooMuch() : new ToolError('The program in the jail gave no answer.'),
      );
    }
  }

  #tooMuch(): JailError {
    const message = `The answer of the program in the jail has more than ${this.#maxBytes} bytes. Ask for less.`;
    return new JailError('LIMIT_EXCEEDED', message, { limit: 'output' });
  }

  #use({ cpuTimeMs, peakMemoryBytes }: JailUsage): void {
    this.#cpuTimeMs = cpuTimeMs;
    this.#asked?.onUsage({ cpuTimeMs: cpuTimeMs - this.#asked.cpuTimeMs, peakMemoryBytes });
  }

  #settle(error: unknown): void {
    this.#end = error instanceof Error ? error : new Error('Ended.', { cause: error });
    this.#stdin.destroy();
    this.#asked?.reject(error);
    this.#asked = null;
  }
}
