/** Work that goes on beside whoever began it; the end waits for it. */
export class Background {
  readonly #running = new Set<Promise<unknown>>();
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure told of what fails where nobody waits for it. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** For work that nobody waits for but the end. */
  leave(work: Promise<unknown>): void {
    void this.watch(work).catch(this.#onFailure);
  }

  /** For work that the end waits for, too. Gives it back unchanged. */
  watch<T>(work: Promise<T>): Promise<T> {
    const settled = Promise.allSettled([work]);
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
    return work;
  }

  /** Resolves when all of it is done. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
