/** What a subscriber of the registry's changes gets. */
import type { Clock } from '../clock.ts';
import { decodeStreamCursor } from '../registries/cursor.ts';
import type { Commit, RegistryEvent } from '../registries/events.ts';
import { changeLine, expired, placeOf } from './change-cursor.ts';
import { type ChangeFilter, matchingEvents } from './change-filter.ts';
import { Feed, type FeedItem, type Stream } from './feed.ts';
import type { RegistryStore } from './registry-store.ts';

/** A commit, with those of its events that match. */
export interface MatchedCommit {
  kind: 'change';
  commit: Commit;
  events: readonly RegistryEvent[];
}
export type ChangeItem = FeedItem<MatchedCommit>;
export type ChangeFeed = Feed<Commit, MatchedCommit>;

export interface ChangeFeedOptions {
  store: RegistryStore;
  clock: Clock;
  /** A change cursor; without one it begins now. */
  after?: string | null | undefined;
  filter?: ChangeFilter | null | undefined;
  /** Milliseconds without a change after which a heartbeat comes. */
  heartbeatMs: number;
}

export function followChanges({ store, filter, ...options }: ChangeFeedOptions): ChangeFeed {
  const match = (commit: Commit): MatchedCommit | null => {
    const events = matchingEvents(commit.events, filter ?? null);
    return events.length > 0 ? { kind: 'change', commit, events } : null;
  };
  return new Feed({ ...options, stream: streamOf(store), match });
}

function streamOf(store: RegistryStore): Stream<Commit> {
  const { journal } = store;
  return {
    get position() {
      return store.current.revision;
    },
    get oldest() {
      return journal.oldest;
    },
    read: (after, limit) => journal.read(after, limit),
    positionOf: ({ revision }) => revision,
    onNext: (wake) => store.onNextCommit(wake),
    placeOf: (cursor) => placeOf(cursor, changeLine(journal)),
    namedBy: (cursor) => decodeStreamCursor('change', cursor)!.position,
    expired: () => expired(changeLine(journal)),
  };
}
