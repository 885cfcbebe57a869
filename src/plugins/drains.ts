/** All waits for calls that are under way, so that they can be cut short. */
import type { Clock } from '../clock.ts';
import { DomainError } from '../registries/errors.ts';
import { Drain, type UnloadMode } from './drain.ts';
import type { LivePlugin } from './lifecycle.ts';
import type { LivePlugins } from './live-plugins.ts';
import type { RunningCalls } from './running-calls.ts';

interface DrainOptions {
  readonly clock: Clock;
  /** Milliseconds that calls get to end. */
  readonly drainTimeoutMs: number;
}

export class Drains {
  /** Those of the execution engine, which is made after the plugins. */
  calls: RunningCalls = { idle: () => Promise.resolve(), cancelAll() {} };
  readonly #options: DrainOptions;
  readonly #live: LivePlugins;
  readonly #ofPlugins = new Set<Drain>();
  readonly #ofCode = new Set<Drain>();
  readonly #hurries = new Set<{ ids: readonly string[] }>();
  #isStopped = false;
  #isClosed = false;

  constructor(options: DrainOptions, live: LivePlugins) {
    this.#options = options;
    this.#live = live;
  }

  /**
   * For plugins that are taken away by `run`.
   * @param why what the callers of cancelled calls are told, by the id of the plugin.
   */
  ofPlugins<T>(
    ids: readonly string[],
    mode: UnloadMode,
    why: (id: string) => string,
    run: (drain: Drain) => Promise<T>,
  ): Promise<T> {
    const { calls } = this;
    const live = this.#live;
    const drain = new Drain({
      ids,
      // Reading a file uses code, too, and is no call of a tool.
      idle: () => Promise.all([calls.idle(ids), live.idle(live.inUse(ids))]),
      cancel() {
        for (const id of ids) {
          calls.cancelAll([id], why(id));
          live.cancel(live.inUse([id]), new DomainError('CANCELLED', why(id)));
        }
      },
    });
    if (this.#isStopped) drain.stop();
    if (this.#hurries.values().some((hurry) => isOfAny(drain, hurry))) drain.cut();
    return this.#during(this.#ofPlugins, drain, mode, run);
  }

  /** For code that was replaced. When the server stops, its calls have as long as all others. */
  ofCode<T>(before: LivePlugin, mode: UnloadMode, run: (drain: Drain) => Promise<T>): Promise<T> {
    const { id } = before;
    const message = `Plugin "${id}" was reloaded, and the call used its old code. Call again: the new code is ready.`;
    const drain = new Drain({
      ids: [id],
      idle: () => this.#live.idle([before]),
      cancel: () => this.#live.cancel([before], new DomainError('CANCELLED', message, { retryable: true })),
    });
    if (this.#isClosed) drain.cut();
    return this.#during(this.#ofCode, drain, mode, run);
  }

  /** While `run` waits for its turn, none of these plugins waits for its calls. */
  async hurry<T>(ids: readonly string[], run: () => Promise<T>): Promise<T> {
    const hurry = { ids };
    this.#hurries.add(hurry);
    for (const drain of this.#ofPlugins) if (isOfAny(drain, hurry)) drain.cut();
    try {
      return await run();
    } finally {
      this.#hurries.delete(hurry);
    }
  }

  /** Code of that plugin that was replaced waits no longer for its calls. */
  hurryCode(id: string): void {
    for (const drain of this.#ofCode) if (drain.ids.includes(id)) drain.cut();
  }

  /** The server stops: plugins that wait to be taken away stay. */
  stop(): void {
    this.#isStopped = true;
    for (const drain of this.#ofPlugins) drain.stop();
  }

  /** Nobody waits any more. */
  close(): void {
    this.stop();
    this.#isClosed = true;
    for (const drain of this.#ofCode) drain.cut();
  }

  async #during<T>(
    open: Set<Drain>,
    drain: Drain,
    mode: UnloadMode,
    run: (drain: Drain) => Promise<T>,
  ): Promise<T> {
    const { clock, drainTimeoutMs } = this.#options;
    if (mode === 'FORCE') drain.cut();
    const cancelDeadline = clock.after(drainTimeoutMs, () => drain.cut());
    open.add(drain);
    try {
      return await run(drain);
    } finally {
      open.delete(drain);
      cancelDeadline();
    }
  }
}

function isOfAny(drain: Drain, { ids }: { ids: readonly string[] }): boolean {
  return drain.ids.some((id) => ids.includes(id));
}
