import type { Listing } from './listing.ts';
import type { Row } from './table.ts';

/** A part of a list: the first rows behind a key, or (`backward`) the last ones before it. */
export interface PageRequest {
  size: number;
  after?: string | undefined;
  before?: string | undefined;
  backward: boolean;
}

export interface Page<T> {
  /** In the order of the list, whichever way it was read. */
  rows: readonly Row<T>[];
  hasNextPage(): boolean;
  hasPreviousPage(): boolean;
}

/** Walks only what it returns, and one row more. Keys, not offsets: a row that goes makes no other one skipped. */
export function takePage<T>(listing: Listing<T>, { size, after, before, backward }: PageRequest): Page<T> {
  const from = backward ? before : after;
  const stop = backward ? after : before;
  const ascending = backward === listing.descending;
  const rows: Row<T>[] = [];
  let more = false;
  for (const row of listing.walk({ from, reverse: backward })) {
    if (stop !== undefined && (ascending ? row[0] >= stop : row[0] <= stop)) break;
    more = rows.length === size;
    if (more) break;
    rows.push(row);
  }
  const skipped = () => from !== undefined && (!rows[0] || anyRow(listing, firstKey, !backward));
  const firstKey = rows[0]?.[0];
  if (backward) rows.reverse();
  const ahead = () => more;
  return backward
    ? { rows, hasNextPage: skipped, hasPreviousPage: ahead }
    : { rows, hasNextPage: ahead, hasPreviousPage: skipped };
}

function anyRow<T>(listing: Listing<T>, from: string | undefined, reverse: boolean): boolean {
  for (const _ of listing.walk({ from, reverse })) return true;
  return false;
}
