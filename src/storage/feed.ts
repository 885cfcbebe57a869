/** What a subscriber of a stream gets. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { CursorExpired, CursorInvalid } from './change-cursor.ts';

/** A durable sequence of entries that is read from any place that is still kept. */
export interface Stream<E> {
  /** Of the last entry; 0 before the first. */
  readonly position: number;
  /** The smallest `after` that `read` can serve without a gap. */
  readonly oldest: number;
  /** Entries after a position, oldest first, at most `limit`. */
  read(after: number, limit: number): Promise<readonly E[]>;
  positionOf(entry: E): number;
  /** Calls soon after the next entry; returns how to prevent that, which may come too late. */
  onNext(wake: () => void): () => void;
  /** @throws CursorExpired | CursorInvalid. */
  placeOf(cursor: string): number;
  /** The position that a cursor names, though it cannot be read from any more. */
  namedBy(cursor: string): number;
  expired(): CursorExpired;
}

export interface Place {
  /** All up to here that matches was delivered. */
  position: number;
  /** The position of the item delivered before; of the first, that of the cursor. */
  follows: number;
}
type Undelivered<I> = I | { kind: 'heartbeat' } | { kind: 'problem'; error: CursorExpired | CursorInvalid };
/** `I`: what is delivered of an entry, with a `kind` of its own. */
export type FeedItem<I> = Place & Undelivered<I>;

export interface FeedOptions<E, I> {
  stream: Stream<E>;
  clock: Clock;
  /** A cursor; without one it begins now. */
  after?: string | null | undefined;
  /** What is delivered of an entry; null where it does not match. */
  match(entry: E): I | null;
  /** Milliseconds without an item after which a heartbeat comes. */
  heartbeatMs: number;
}

/** Entries read at once: enough to be quick, too few to be a backlog. */
const BATCH = 64;
const END = { done: true, value: undefined } as const;

/**
 * A cursor that reads the stream and is merely woken by new entries: replay and live are one path, and a reader that
 * stalls holds no backlog. The first item comes at once.
 */
// Not a generator: its return() waits for the next item, so an idle reader would never be released.
export class Feed<E, I extends { kind: string }> implements AsyncIterableIterator<FeedItem<I>> {
  readonly #options: FeedOptions<E, I>;
  #batch: E[] = [];
  #position: number;
  #follows: number;
  #opened = false;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(options: FeedOptions<E, I>) {
    this.#options = options;
    this.#position = options.stream.position;
    this.#follows = this.#position;
  }

  async next(): Promise<IteratorResult<FeedItem<I>, undefined>> {
    if (!this.#opened) return this.#open();
    const { clock, heartbeatMs, stream } = this.#options;
    const quietSince = clock.now().getTime();
    while (!this.#ended) {
      const item = await this.#read();
      if (item) return this.#deliver(item);
      const left = quietSince + heartbeatMs - clock.now().getTime();
      if (left <= 0) return this.#deliver({ kind: 'heartbeat' });
      if (this.#position === stream.position) await this.#sleep(left);
      else await yieldToOthers();
    }
    return END;
  }

  return(): Promise<IteratorResult<FeedItem<I>, undefined>> {
    this.#ended = true;
    this.#batch = [];
    this.#wake?.();
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.return().then(() => undefined);
  }

  #open(): IteratorResult<FeedItem<I>, undefined> {
    this.#opened = true;
    const { after, stream } = this.#options;
    try {
      if (after != null) this.#position = this.#follows = stream.placeOf(after);
      return this.#deliver({ kind: 'heartbeat' });
    } catch (error) {
      if (error instanceof CursorInvalid) this.#ended = true;
      else if (error instanceof CursorExpired) this.#follows = stream.namedBy(after!);
      else throw error;
      return this.#deliver({ kind: 'problem', error });
    }
  }

  /** The next item, or null when nothing that was read matches. */
  async #read(): Promise<Undelivered<I> | null> {
    const { stream, match } = this.#options;
    if (this.#batch.length === 0) {
      if (this.#position < stream.oldest) return this.#expire();
      this.#batch = [...(await stream.read(this.#position, BATCH))];
    }
    for (let entry = this.#batch.shift(); entry; entry = this.#batch.shift()) {
      this.#position = stream.positionOf(entry);
      const item = match(entry);
      if (item) return item;
    }
    return null;
  }

  #expire(): Undelivered<I> {
    this.#position = this.#options.stream.position;
    return { kind: 'problem', error: this.#options.stream.expired() };
  }

  #deliver(item: Undelivered<I>): IteratorResult<FeedItem<I>, undefined> {
    if (this.#ended && item.kind !== 'problem') return END;
    const value = { ...item, position: this.#position, follows: this.#follows };
    this.#follows = this.#position;
    return { done: false, value };
  }

  #sleep(ms: number): Promise<void> {
    const { stream, clock } = this.#options;
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      let isOver = false;
      const wake = (): void => {
        if (isOver) return;
        isOver = true;
        cancelTimer();
        cancelWake();
        this.#wake = null;
        resolve();
      };
      const cancelTimer = clock.after(ms, wake);
      const cancelWake = stream.onNext(wake);
      this.#wake = wake;
    });
  }
}
