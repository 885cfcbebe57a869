import sortedBTree from 'sorted-btree';

// A CommonJS package: under Node's own loader the class is a property of the default export.
const BTree = sortedBTree.default;
type Tree<V> = InstanceType<typeof BTree<string, V>>;

/** Values by which records are found and counted, e.g. `{ category: (tool) => [tool.category] }`. */
export type Facets<T> = Readonly<Record<string, (record: T) => readonly string[]>>;

/** Where a walk starts, that key left out, and which way it goes. */
export interface Walk {
  from?: string | undefined;
  reverse?: boolean | undefined;
}

export type Row<T> = readonly [key: string, record: T];

/** Ends a facet's value inside an index key; no name may hold it. */
const END = '\u0000';
const LAST = '\uffff';

/**
 * Records of one type, ordered by id and indexed by facets: an immutable value. `apply` makes the next one
 * and shares all that did not change, so that a change costs its own size.
 */
export class Table<T> {
  readonly #facets: Facets<T>;
  readonly #rows: Tree<T>;
  readonly #index: Tree<T>;
  readonly #counts: Tree<number>;

  private constructor(facets: Facets<T>, rows: Tree<T>, index: Tree<T>, counts: Tree<number>) {
    this.#facets = facets;
    this.#rows = rows;
    this.#index = index;
    this.#counts = counts;
  }

  static empty<T>(facets: Facets<T>): Table<T> {
    return new Table(facets, new BTree<string, T>(), new BTree<string, T>(), new BTree<string, number>());
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  ids(): Iterable<string> {
    return this.#rows.keys();
  }

  values(): Iterable<T> {
    return this.#rows.values();
  }

  /** The next table: each id set to its record, or removed where that is null. */
  apply(changes: readonly (readonly [id: string, record: T | null])[]): Table<T> {
    if (changes.length === 0) return this;
    const next = new Table(this.#facets, this.#rows.clone(), this.#index.clone(), this.#counts.clone());
    for (const [id, record] of changes) next.#set(id, record);
    return next;
  }

  /** All records in order of id. */
  walk(walk: Walk = {}): Iterable<Row<T>> {
    return within(this.#rows, '', walk);
  }

  /** Records in order of a facet's values, then id; keys are `value\0id`. With a `value`: only those, by id. */
  *walkFacet(facet: string, value: string | null, walk: Walk = {}): Iterable<Row<T>> {
    const prefix = value === null ? facet + END : facet + END + value + END;
    const from = walk.from === undefined ? undefined : prefix + walk.from;
    for (const [key, record] of within(this.#index, prefix, { ...walk, from })) {
      yield [key.slice(prefix.length), record];
    }
  }

  /** The values that a record has of a facet. */
  facet(facet: string, record: T): readonly string[] {
    return this.#facets[facet]!(record);
  }

  /** How many records have that value of the facet. */
  count(facet: string, value: string): number {
    return this.#counts.get(facet + END + value) ?? 0;
  }

  /** The values of a facet in order, with how many records have each. */
  *counts(facet: string): Iterable<{ value: string; count: number }> {
    const prefix = facet + END;
    for (const [key, count] of within(this.#counts, prefix, {}))
      yield { value: key.slice(prefix.length), count };
  }

  #set(id: string, record: T | null): void {
    const old = this.#rows.get(id);
    if (old !== undefined) this.#unindex(id, old);
    if (record === null) {
      this.#rows.delete(id);
      return;
    }
    this.#rows.set(id, record);
    for (const key of this.#indexKeys(record)) {
      this.#index.set(key + END + id, record);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  #unindex(id: string, record: T): void {
    for (const key of this.#indexKeys(record)) {
      this.#index.delete(key + END + id);
      const count = this.#counts.get(key) ?? 0;
      if (count > 1) this.#counts.set(key, count - 1);
      else this.#counts.delete(key);
    }
  }

  *#indexKeys(record: T): Iterable<string> {
    for (const facet in this.#facets) {
      for (const value of new Set(this.#facets[facet]!(record))) yield facet + END + value;
    }
  }
}

/** Entries whose key begins with `prefix`, one way or the other, starting behind `from`. */
function* within<V>(tree: Tree<V>, prefix: string, { from, reverse }: Walk): Iterable<Row<V>> {
  const entries = reverse
    ? tree.entriesReversed(from ?? prefix + LAST, undefined, true)
    : tree.entries(from ?? prefix, undefined);
  for (const entry of entries) {
    if (entry[0] === from) continue;
    if (!entry[0].startsWith(prefix)) return;
    yield entry;
  }
}
