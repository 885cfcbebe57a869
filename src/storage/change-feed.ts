/** What a subscriber of the registry's changes gets. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { decodeChangeCursor } from '../registries/cursor.ts';
import type { Commit, RegistryEvent } from '../registries/events.ts';
import { CursorExpired, CursorInvalid, expired, positionOf } from './change-cursor.ts';
import { type ChangeFilter, matchingEvents } from './change-filter.ts';
import type { RegistryStore } from './registry-store.ts';

interface Place {
  /** All up to here that matches was delivered. */
  revision: number;
  /** The revision of the item delivered before; of the first, that of the cursor. */
  follows: number;
}
export type FeedItem = Place &
  (
    | { kind: 'change'; commit: Commit; events: readonly RegistryEvent[] }
    | { kind: 'heartbeat' }
    | { kind: 'problem'; error: CursorExpired | CursorInvalid }
  );

export interface FeedOptions {
  store: RegistryStore;
  clock: Clock;
  /** A change cursor; without one it begins now. */
  after?: string | null | undefined;
  filter?: ChangeFilter | null | undefined;
  /** Milliseconds without a change after which a heartbeat comes. */
  heartbeatMs: number;
}

/** Commits read at once: enough to be quick, too few to be a backlog. */
const BATCH = 64;
const END = { done: true, value: undefined } as const;

/**
 * A cursor that reads the journal and is merely woken by commits: replay and live are one path, and a reader that
 * stalls holds no backlog. The first item comes at once.
 */
// Not a generator: its return() waits for the next item, so an idle reader would never be released.
export class ChangeFeed implements AsyncIterableIterator<FeedItem> {
  readonly #options: FeedOptions;
  #batch: Commit[] = [];
  #position = 0;
  #follows: number;
  #opened = false;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#position = options.store.current.revision;
    this.#follows = this.#position;
  }

  async next(): Promise<IteratorResult<FeedItem, undefined>> {
    if (!this.#opened) return this.#open();
    const quietSince = this.#options.clock.now().getTime();
    while (!this.#ended) {
      const item = await this.#read();
      if (item) return this.#deliver(item);
      const left = quietSince + this.#options.heartbeatMs - this.#options.clock.now().getTime();
      if (left <= 0) return this.#deliver({ kind: 'heartbeat' });
      if (this.#position === this.#options.store.current.revision) await this.#sleep(left);
      else await yieldToOthers();
    }
    return END;
  }

  return(): Promise<IteratorResult<FeedItem, undefined>> {
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

  #open(): IteratorResult<FeedItem, undefined> {
    this.#opened = true;
    const { after, store } = this.#options;
    try {
      if (after != null) this.#position = this.#follows = positionOf(after, store.journal);
      return this.#deliver({ kind: 'heartbeat' });
    } catch (error) {
      if (error instanceof CursorInvalid) this.#ended = true;
      else if (error instanceof CursorExpired) this.#follows = decodeChangeCursor(after!)!.revision;
      else throw error;
      return this.#deliver({ kind: 'problem', error });
    }
  }

  /** The next item, or null when nothing that was read matches. */
  async #read(): Promise<Undelivered | null> {
    const { journal } = this.#options.store;
    if (this.#batch.length === 0) {
      if (this.#position < journal.oldest) return this.#expire();
      this.#batch = [...(await journal.read(this.#position, BATCH))];
    }
    for (let commit = this.#batch.shift(); commit; commit = this.#batch.shift()) {
      this.#position = commit.revision;
      const events = matchingEvents(commit.events, this.#options.filter ?? null);
      if (events.length > 0) return { kind: 'change', commit, events };
    }
    return null;
  }

  #expire(): Undelivered {
    this.#position = this.#options.store.current.revision;
    return { kind: 'problem', error: expired(this.#options.store.journal) };
  }

  #deliver(item: Undelivered): IteratorResult<FeedItem, undefined> {
    if (this.#ended && item.kind !== 'problem') return END;
    const value = { ...item, revision: this.#position, follows: this.#follows };
    this.#follows = this.#position;
    return { done: false, value };
  }

  #sleep(ms: number): Promise<void> {
    const { store, clock } = this.#options;
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
      const cancelWake = store.onNextCommit(wake);
      this.#wake = wake;
    });
  }
}

type Undelivered =
  | { kind: 'change'; commit: Commit; events: readonly RegistryEvent[] }
  | { kind: 'heartbeat' }
  | { kind: 'problem'; error: CursorExpired | CursorInvalid };
