import { type Listing, walkRows } from './listing.ts';
import type { Row } from './table.ts';

/** Rows that are tested one by one before all that there are get looked up: a page of something common is full by then. */
const TESTED = 500;

/** Two ways to what is looked for. */
export interface Search<T> {
  test(record: T): boolean;
  /** All of the table, in no order. */
  find(): readonly T[];
  id(record: T): string;
}

/** Those of a list that a search finds. @param listing ascending. */
export function searched<T>(listing: Listing<T>, search: Search<T>): Listing<T> {
  const { has } = listing;
  let all: readonly T[] | undefined;
  const found = () => (all ??= has ? search.find().filter(has) : search.find());
  return {
    descending: false,
    has: has ? (record) => has(record) && search.test(record) : search.test,
    key: (id, record) => listing.key(id, record),
    count() {
      let count = 0;
      let tested = 0;
      for (const [, record] of listing.walk({})) {
        if (tested++ === TESTED) return found().length;
        if (search.test(record)) count += 1;
      }
      return count;
    },
    *walk({ from, reverse }) {
      let last = from;
      let tested = 0;
      for (const row of listing.walk({ from, reverse })) {
        if (tested++ === TESTED) return yield* walkRows(sorted(found()), { from: last, reverse });
        if (search.test(row[1])) yield row;
        last = row[0];
      }
    },
  };

  function sorted(records: readonly T[]): Row<T>[] {
    return records.map((record) => [listing.key(search.id(record), record), record] as const).sort(byKey);
  }
}

function byKey([a]: Row<unknown>, [b]: Row<unknown>): number {
  return a < b ? -1 : 1;
}
