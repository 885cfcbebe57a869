/** Runs one program in a jail, within its limits. */
import type { Clock } from '../../clock.ts';
import {
  type JailLimit,
  type JailLimits,
  type JailOutcome,
  type JailRequest,
  type JailUsage,
  JailError,
} from '../../plugins/contract.ts';
import { type Command, JailedProcess, type ProcessSystem } from './jailed-process.ts';
import { lineReader } from './lines.ts';
import { Watchdog } from './watchdog.ts';

/** Above 128, a signal. */
const SIGXCPU = 128 + 24;
const SIGXFSZ = 128 + 25;
/** Characters of what bubblewrap says. */
const MAX_COMPLAINT = 2_000;

export interface Run extends Command {
  limits: Required<JailLimits>;
  /** Bytes of memory that the program needs by itself. */
  baseBytes: number;
  /** A folder of this machine that may be written; null where none. */
  written: string | null;
  signal: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL when the signal ends it. */
  graceMs: number;
  onOutput: NonNullable<JailRequest['onOutput']>;
  onMessage: NonNullable<JailRequest['onMessage']>;
  /** Told again and again, what it used so far. */
  onUsage(usage: JailUsage): void;
}

export interface RunSystem extends ProcessSystem {
  clock: Clock;
  /** Tells the operator what bubblewrap complains of. */
  onComplaint(text: string): void;
}

/** @throws JailError; the signal's reason. Nothing of it runs any more then. */
export async function runJailed(system: RunSystem, run: Run): Promise<JailOutcome> {
  run.signal.throwIfAborted();
  return new Running(system, run).outcome();
}

class Running {
  readonly #system: RunSystem;
  readonly #run: Run;
  readonly #process: JailedProcess;
  #watchdog: Watchdog | null = null;
  #why: { error: unknown } | null = null;
  #outputBytes = 0;
  #graceIsOver = (): void => {};
  readonly #hearMessages: (bytes: Buffer) => void;
  #complaint = '';

  constructor(system: RunSystem, run: Run) {
    this.#system = system;
    this.#run = run;
    this.#hearMessages = lineReader(run.onMessage);
    this.#process = new JailedProcess(system, run, {
      onBytes: (bytes, from) => this.#hear(bytes, from),
      onStart: (init) => {
        const onExceeded = (limit: JailLimit) => this.#stop(this.#exceeded(limit));
        this.#watchdog = new Watchdog(init, { ...run, clock: system.clock, onExceeded });
      },
    });
  }

  async outcome(): Promise<JailOutcome> {
    const { signal, limits } = this.#run;
    const abort = () => this.#end(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const cancel = this.#system.clock.after(limits.timeoutMs, () => this.#stop(this.#exceeded('time')));
    try {
      return this.#settle(await this.#process.ended);
    } finally {
      cancel();
      this.#graceIsOver();
      this.#watchdog?.end();
      signal.removeEventListener('abort', abort);
    }
  }

  #settle(exitCode: number): JailOutcome {
    if (this.#why) throw this.#why.error;
    if (!this.#process.started) throw this.#unmade();
    if (exitCode === SIGXFSZ) throw this.#exceeded('disk');
    if (exitCode === SIGXCPU) throw this.#exceeded('time');
    return { exitCode, usage: this.#watchdog!.usage };
  }

  /** In its own time, if it has any. */
  #end(reason: unknown): void {
    const { graceMs } = this.#run;
    if (graceMs === 0 || !this.#process.terminate()) return this.#stop(reason);
    this.#why ??= { error: reason };
    this.#graceIsOver = this.#system.clock.after(graceMs, () => this.#process.kill());
  }

  /** The first reason counts. */
  #stop(error: unknown): void {
    this.#why ??= { error };
    this.#process.kill();
  }

  #hear(bytes: Buffer, from: 'STDOUT' | 'STDERR' | 'MESSAGES'): void {
    if (!this.#process.started) return void (this.#complaint += bytes.toString().slice(0, MAX_COMPLAINT));
    if (this.#why) return;
    this.#outputBytes += bytes.length;
    if (this.#outputBytes > this.#run.limits.outputBytes) return this.#stop(this.#exceeded('output'));
    if (from === 'MESSAGES') this.#hearMessages(bytes);
    else this.#run.onOutput(bytes, from);
  }

  #unmade(): JailError {
    this.#system.onComplaint(this.#complaint.slice(0, MAX_COMPLAINT));
    const message =
      'The jail could not be made: a granted file was replaced meanwhile, or the machine is short of something. Retry; the log says more.';
    return new JailError('JAIL_UNAVAILABLE', message, { retryable: true });
  }

  #exceeded(limit: JailLimit): JailError {
    const { limits, written } = this.#run;
    return limitExceeded(limit, limits, written !== null);
  }
}

/** @param sideEffectsPossible whether anything of the workspace could be written. */
export function limitExceeded(
  limit: JailLimit,
  limits: Required<JailLimits>,
  sideEffectsPossible: boolean,
): JailError {
  const message = {
    time: `The program did not finish within ${limits.timeoutMs} ms, so it was ended. Ask for less, or raise \`timeoutMs\`.`,
    memory: `The program used more than ${limits.memoryBytes} bytes of memory, so it was ended. Let it hold less at a time, or ask for more memory.`,
    processes: `The program started more than ${limits.processes} processes, or too many threads, so it was ended. Let it start fewer at a time.`,
    output: `The program wrote more than ${limits.outputBytes} bytes of output, so it was ended. Let it print less, or write to a file.`,
    disk: `The program wrote more than ${limits.diskBytes} bytes to disk, or too many files, so it was ended. Let it write less.`,
  }[limit];
  const code = limit === 'time' ? 'TIMED_OUT' : 'LIMIT_EXCEEDED';
  return new JailError(code, message, { limit, sideEffectsPossible, retryable: limit === 'time' });
}
