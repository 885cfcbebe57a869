/** The history of the registry for those who poll. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Commit, RegistryEvent } from '../registries/events.ts';
import { changeLine, expired, placeOf } from './change-cursor.ts';
import { type ChangeFilter, matchingEvents } from './change-filter.ts';
import type { RegistryStore } from './registry-store.ts';

/** A commit with those of its events that match. */
export interface HistoryItem {
  commit: Commit;
  events: readonly RegistryEvent[];
  /** The revision of the item before it; where there is none, that behind which the history was looked at. */
  follows: number;
}

export interface HistoryPage {
  items: readonly HistoryItem[];
  /** All up to here was looked at: the next page goes on behind it. */
  revision: number;
  hasNextPage: boolean;
}

export interface HistoryRequest {
  after?: string | null | undefined;
  /** At most so many, oldest first, from `after` or the oldest that is kept. */
  first?: number | undefined;
  /** The newest so many instead, still oldest first. */
  last?: number | undefined;
  filter?: ChangeFilter | null | undefined;
}

const BATCH = 256;

/** @throws CursorExpired | CursorInvalid | StorageDamaged. */
export async function readHistory(store: RegistryStore, request: HistoryRequest): Promise<HistoryPage> {
  const { journal } = store;
  const from = request.after == null ? journal.oldest : placeOf(request.after, changeLine(journal));
  const until = journal.revision;
  const filter = request.filter ?? null;
  if (request.last !== undefined) {
    // One more: what the first of them follows.
    const { found, start } = await newest(store, from, until, request.last + 1, filter);
    const items = linked(found, start).slice(found.length > request.last ? 1 : 0);
    return { items, revision: until, hasNextPage: false };
  }
  const { found, revision } = await oldest(store, from, until, request.first ?? 50, filter);
  return { items: linked(found, from), revision, hasNextPage: revision < until };
}

type Match = Omit<HistoryItem, 'follows'>;

async function oldest(
  { journal }: RegistryStore,
  from: number,
  until: number,
  count: number,
  filter: ChangeFilter | null,
): Promise<{ found: Match[]; revision: number }> {
  const found: Match[] = [];
  let revision = from;
  while (found.length < count && revision < until) {
    if (revision < journal.oldest) throw expired(changeLine(journal));
    for (const commit of await journal.read(revision, BATCH)) {
      if (found.length === count) break;
      revision = commit.revision;
      found.push(...match(commit, filter));
    }
    await yieldToOthers();
  }
  return { found, revision };
}

async function newest(
  { journal }: RegistryStore,
  from: number,
  until: number,
  count: number,
  filter: ChangeFilter | null,
): Promise<{ found: Match[]; start: number }> {
  let found: Match[] = [];
  let start = until;
  // Commits are forgotten meanwhile.
  while (found.length < count && start > Math.max(from, journal.oldest)) {
    const end = start;
    start = Math.max(from, journal.oldest, end - BATCH);
    const part: Match[] = [];
    for (let at = start; at < end;) {
      const commits = (await journal.read(at, end - at)).filter(({ revision }) => revision <= end);
      part.push(...commits.flatMap((commit) => match(commit, filter)));
      at = commits.at(-1)?.revision ?? end;
    }
    found = [...part, ...found];
    await yieldToOthers();
  }
  return { found: found.slice(-count), start };
}

function match(commit: Commit, filter: ChangeFilter | null): Match[] {
  const events = matchingEvents(commit.events, filter);
  return events.length > 0 ? [{ commit, events }] : [];
}

function linked(found: readonly Match[], from: number): HistoryItem[] {
  return found.map((item, i) => ({ ...item, follows: found[i - 1]?.commit.revision ?? from }));
}
