/** One at a time per key; callers of a key are served in the order of their calls. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs when all of these keys are free; taking them in one step and one order, nobody waits in a circle. */
  async hold<T>(keys: readonly string[], run: () => Promise<T>): Promise<T> {
    const free = Promise.all(keys.map((key) => this.#last.get(key) ?? Promise.resolve()));
    const done = free.then(run);
    const settled = done.then(nothing, nothing);
    for (const key of keys) this.#last.set(key, settled);
    try {
      return await done;
    } finally {
      for (const key of keys) if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}

function nothing(): void {}
