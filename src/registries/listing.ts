import { type Row, type Table, type Walk, facetKey } from './table.ts';

/** An ordered list that is walked, never copied. Keys survive changes: they are the cursors. */
export interface Listing<T> {
  walk(walk: Walk): Iterable<Row<T>>;
  count(): number;
  /** Does it list a record of the table? Absent where it lists all. */
  has?(record: T): boolean;
  /** The key under which it lists a record, if it does. */
  key(id: string, record: T): string;
  /** True where keys shrink along the list. */
  readonly descending: boolean;
}

/** Fields are ANDed; the values of one field are ORed. An absent field does not filter. */
export interface Criteria<T> {
  /** By facet: answered from the index. */
  facets: Readonly<Record<string, readonly string[] | undefined>>;
  /** Only these ids. */
  ids?: readonly string[] | undefined;
  /** Tested on each record that is left. */
  test?: ((record: T) => boolean) | undefined;
}

/** The records that meet the criteria, in order of id. */
export function listById<T>(table: Table<T>, criteria: Criteria<T>): Listing<T> {
  const fields = usedFacets(criteria);
  if (criteria.ids)
    return filtered(byIds(table, criteria.ids), both(membership(table, fields), criteria.test));
  const driver = mostSelective(table, fields);
  if (driver === undefined) return filtered(all(table), criteria.test);
  const [facet, values] = driver;
  const candidates: Listing<T> = {
    descending: false,
    walk: (walk) =>
      mergeByKey(
        values.map((value) => table.walkFacet(facet, value, walk)),
        walk.reverse ?? false,
      ),
    count: () => (values.length === 1 ? table.count(facet, values[0]!) : length(candidates.walk({}))),
    has: membership(table, [driver]),
    key: (id) => id,
  };
  const others = fields.filter((field) => field !== driver);
  return filtered(candidates, both(membership(table, others), criteria.test));
}

/** The records that meet the criteria, in order of the value that each has of a facet, then id. */
export function listByFacet<T>(table: Table<T>, facet: string, criteria: Criteria<T>): Listing<T> {
  const byFacet: Listing<T> = {
    ...all(table),
    walk: (walk) => table.walkFacet(facet, null, walk),
    key: (id, record) => facetKey(table.facet(facet, record)[0]!, id),
  };
  const chosen = both(membership(table, usedFacets(criteria)), criteria.test);
  const named = criteria.ids && new Set(byIdRecords(table, criteria.ids));
  return filtered(byFacet, both(named && ((record) => named.has(record)), chosen));
}

export function reversed<T>(listing: Listing<T>): Listing<T> {
  return {
    walk: ({ from, reverse }) => listing.walk({ from, reverse: !reverse }),
    count: () => listing.count(),
    has: listing.has,
    key: (id, record) => listing.key(id, record),
    descending: !listing.descending,
  };
}

function byIds<T>(table: Table<T>, ids: readonly string[]): Listing<T> {
  const rows = [...new Set(ids)]
    .sort()
    .flatMap((id) => (table.has(id) ? [[id, table.get(id)!] as const] : []));
  const named = new Set(rows.map(([, record]): unknown => record));
  return {
    walk: (walk) => walkRows(rows, walk),
    count: () => rows.length,
    has: (record) => named.has(record),
    key: (id) => id,
    descending: false,
  };
}

/** Walks rows that are in order. */
export function walkRows<T>(rows: readonly Row<T>[], { from, reverse }: Walk): Row<T>[] {
  return (reverse ? rows.toReversed() : rows).filter(
    ([key]) => from === undefined || (reverse ? key < from : key > from),
  );
}

function byIdRecords<T>(table: Table<T>, ids: readonly string[]): T[] {
  return ids.flatMap((id) => table.get(id) ?? []);
}

function all<T>(table: Table<T>): Listing<T> {
  return {
    walk: (walk) => table.walk(walk),
    count: () => table.size,
    key: (id) => id,
    descending: false,
  };
}

type Field = readonly [facet: string, values: readonly string[]];

function usedFacets<T>({ facets }: Criteria<T>): Field[] {
  return Object.entries(facets).flatMap(([facet, values]) =>
    values ? [[facet, [...new Set(values)]] as const] : [],
  );
}

function mostSelective<T>(table: Table<T>, fields: readonly Field[]): Field | undefined {
  const size = ([facet, values]: Field) => values.reduce((sum, value) => sum + table.count(facet, value), 0);
  return fields.toSorted((a, b) => size(a) - size(b))[0];
}

function membership<T>(table: Table<T>, fields: readonly Field[]): ((record: T) => boolean) | undefined {
  if (fields.length === 0) return undefined;
  const sets = fields.map(([facet, values]) => [facet, new Set(values)] as const);
  return (record) => sets.every(([facet, set]) => table.facet(facet, record).some((value) => set.has(value)));
}

function both<T>(
  a?: (record: T) => boolean,
  b?: (record: T) => boolean,
): ((record: T) => boolean) | undefined {
  return a && b ? (record) => a(record) && b(record) : (a ?? b);
}

function filtered<T>(listing: Listing<T>, test?: (record: T) => boolean): Listing<T> {
  if (!test) return listing;
  const walk = (walk: Walk) => matching(listing.walk(walk), test);
  return {
    ...listing,
    walk,
    count: () => length(walk({})),
    has: both(listing.has, test),
  };
}

function* matching<T>(rows: Iterable<Row<T>>, test: (record: T) => boolean): Iterable<Row<T>> {
  for (const row of rows) if (test(row[1])) yield row;
}

/** Merges sorted walks into one; a record that several of them yield comes once. */
function* mergeByKey<T>(walks: readonly Iterable<Row<T>>[], reverse: boolean): Iterable<Row<T>> {
  const heads = walks.map((walk) => walk[Symbol.iterator]()).map((rows) => ({ rows, next: rows.next() }));
  const live = () => heads.filter((head) => !head.next.done);
  for (let open = live(); open.length > 0; open = live()) {
    const keys = open.map((head) => head.next.value![0] as string);
    const key = keys.reduce((a, b) => (a < b !== reverse ? a : b));
    const group = open.filter((head) => head.next.value![0] === key);
    yield group[0]!.next.value as Row<T>;
    for (const head of group) head.next = head.rows.next();
  }
}

function length(rows: Iterable<unknown>): number {
  let count = 0;
  for (const _ of rows) count += 1;
  return count;
}
