import { setImmediate as yieldToOthers } from 'node:timers/promises';

/** Followers that wake in one turn of the event loop. */
const WOKEN_AT_ONCE = 64;

/** Those who wait for the next entry of a stream. */
export class Sleepers {
  readonly #sleepers = new Set<() => void>();

  /** Calls soon after the next entry; returns how to prevent that, which may come too late. */
  add(wake: () => void): () => void {
    this.#sleepers.add(wake);
    return () => this.#sleepers.delete(wake);
  }

  // A few at a time, and after whoever made the entry got the answer: thousands may sleep.
  async wake(): Promise<void> {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (let first = 0; first < sleepers.length; first += WOKEN_AT_ONCE) {
      await yieldToOthers();
      for (const wake of sleepers.slice(first, first + WOKEN_AT_ONCE)) wake();
    }
  }
}
