import { type ServerLog, errorData } from './log.ts';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;

/** A terminal and npm both pass the same Ctrl-C on; what comes this soon, in milliseconds, is not a second wish. */
const ECHO_MS = 500;

/** In milliseconds from the first signal. */
interface StopTimes {
  /** Running calls have so long; for the log alone. */
  shutdownTimeoutMs: number;
  /** Then the process is ended anyway. */
  endedAfterMs: number;
}

export interface Stop {
  readonly requested: boolean;
  /** Resolves with the exit code when the server has to stop. */
  readonly wanted: Promise<0 | 1>;
}

/**
 * Listens for what ends a server. The first signal asks it to stop, a second one ends it at once. After an uncaught
 * exception nothing is known about the state of the process, so that it stops, too; a rejection that nobody handles
 * (of a plugin, say) leaves the rest as it was and is only logged.
 */
export function watchForStop(process: NodeJS.Process, log: ServerLog, times: StopTimes): Stop {
  const { promise: wanted, resolve } = Promise.withResolvers<0 | 1>();
  let first: { signal: Signal | null; at: number } | undefined;

  function stop(exitCode: 0 | 1, signal: Signal | null): void {
    if (first) return;
    first = { signal, at: performance.now() };
    log.info('Stopping.', { signal, ...times });
    resolve(exitCode);
    setTimeout(() => {
      log.error('It did not stop in time and is ended.', { ...times });
      process.exit(1);
    }, times.endedAfterMs);
  }
  function onSignal(signal: Signal): void {
    if (!first) return stop(0, signal);
    const isEcho = signal === first.signal && performance.now() - first.at < ECHO_MS;
    if (!isEcho) process.exit(SIGNALS[signal]);
  }

  for (const signal of Object.keys(SIGNALS) as Signal[]) process.on(signal, () => onSignal(signal));
  process.on('uncaughtException', (error) => {
    log.fatal('Uncaught exception: a bug. The server stops.', errorData(error));
    stop(1, null);
  });
  process.on('unhandledRejection', (reason) => {
    log.error('A promise was rejected and nobody handled it: a bug. The server goes on.', errorData(reason));
  });
  return {
    get requested() {
      return first !== undefined;
    },
    wanted,
  };
}
