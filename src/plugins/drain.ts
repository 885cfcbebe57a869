/** Waiting for calls to end before the code that they use goes. */
import { DomainError } from '../registries/errors.ts';

/** What becomes of running calls: they may end, up to a deadline, or they are cancelled at once. */
export const UNLOAD_MODES = ['DRAIN', 'FORCE'] as const;
export type UnloadMode = (typeof UNLOAD_MODES)[number];

/** The calls that are waited for. */
interface Calls {
  /** Of these plugins. */
  readonly ids: readonly string[];
  /** Resolves when none runs any more; before the next turn of the event loop where none does now. */
  idle(): Promise<unknown>;
  cancel(): void;
}

/** One wait. It is cut short by its deadline, by who forces it, and by the end of the server. */
export class Drain {
  readonly ids: readonly string[];
  readonly #calls: Calls;
  readonly #over = Promise.withResolvers<void>();
  #isStopped = false;

  constructor(calls: Calls) {
    this.ids = calls.ids;
    this.#calls = calls;
  }

  /** Does any of the calls run? @throws DomainError SHUTTING_DOWN when one does and the server stops. */
  async isBusy(): Promise<boolean> {
    const next = new Promise<true>((resolve) => setImmediate(() => resolve(true)));
    const isBusy = await Promise.race([this.#calls.idle().then(() => false), next]);
    if (isBusy) this.#refuseStopped();
    return isBusy;
  }

  /** Resolves when the calls have ended or it was cut short. @throws DomainError SHUTTING_DOWN when the server stops. */
  async wait(): Promise<void> {
    await this.#settled();
    this.#refuseStopped();
  }

  /** Waits likewise, whether or not the server stops, and cancels what still runs then. */
  async end(): Promise<void> {
    await this.#settled();
    this.#calls.cancel();
  }

  /** Waits no longer. */
  cut(): void {
    this.#over.resolve();
  }

  /** Waits no longer, since the server stops. */
  stop(): void {
    this.#isStopped = true;
    this.cut();
  }

  async #settled(): Promise<void> {
    await Promise.race([this.#calls.idle(), this.#over.promise]);
  }

  #refuseStopped(): void {
    if (!this.#isStopped) return;
    const message = 'The server is shutting down, so the plugin stays as it was. Try again when it is back.';
    throw new DomainError('SHUTTING_DOWN', message, { retryable: true });
  }
}
