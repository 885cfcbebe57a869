interface Bounds<E> {
  entries: number;
  /** Of all entries together; the newest one is kept even when it alone has more. */
  size: number;
  positionOf(entry: E): number;
  sizeOf(entry: E): number;
}

/** The newest entries of a stream, shared by all who follow, so that none of them parses what was just written. */
export class RecentEntries<E> {
  readonly #bounds: Bounds<E>;
  #entries: E[] = [];
  #size = 0;

  constructor(bounds: Bounds<E>) {
    this.#bounds = bounds;
  }

  /** `entry` is the one after the last added. */
  add(entry: E): void {
    const { sizeOf } = this.#bounds;
    this.#entries.push(entry);
    this.#size += sizeOf(entry);
    while (this.#entries.length > 1 && this.#tooMuch()) this.#size -= sizeOf(this.#entries.shift()!);
  }

  /** Entries after a position, or null when the next one is no longer, or was never, here. */
  after(position: number, limit: number): readonly E[] | null {
    const [first] = this.#entries;
    const start = position + 1 - (first ? this.#bounds.positionOf(first) : Infinity);
    return start < 0 ? null : this.#entries.slice(start, start + limit);
  }

  #tooMuch(): boolean {
    return this.#entries.length > this.#bounds.entries || this.#size > this.#bounds.size;
  }
}
