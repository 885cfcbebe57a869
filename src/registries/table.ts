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

/** Ends a part of a key; no name may hold it. */
const END = '\u0000';
const LAST = '\uffff';

/**
 * Records of one type, ordered by id and indexed by facets: an immutable value. `apply` makes the next one
 * and shares all that did not change, so that a change costs its own size.
 */
export class Table<T> {
  readonly #facets: Facets<T>;
  readonly #rows: Tree<T>;
  /** By `facet\0value`: the records that have it, by id. */
  readonly #groups: Tree<Tree<T>>;

  private constructor(facets: Facets<T>, rows: Tree<T>, groups: Tree<Tree<T>>) {
    this.#facets = facets;
    this.#rows = rows;
    this.#groups = groups;
  }

  static empty<T>(facets: Facets<T>): Table<T> {
    return new Table(facets, emptyTree<T>(), emptyTree<Tree<T>>());
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
    const rows = this.#rows.clone();
    const regrouped = new Map<string, Tree<T>>();
    for (const [id, record] of changes) {
      const old = rows.get(id);
      if (old !== undefined) this.#eachGroup(old, regrouped, (group) => group.delete(id));
      if (record === null) rows.delete(id);
      else {
        rows.set(id, record);
        this.#eachGroup(record, regrouped, (group) => group.set(id, record));
      }
    }
    return new Table(this.#facets, rows, this.#withGroups(regrouped));
  }

  /** All records in order of id. */
  walk(walk: Walk = {}): Iterable<Row<T>> {
    return within(this.#rows, '', walk);
  }

  /** Records in order of a facet's values, then id; keys are `value\0id`. With a `value`: only those, by id. */
  walkFacet(facet: string, value: string | null, walk: Walk = {}): Iterable<Row<T>> {
    if (value === null) return this.#walkGroups(facet + END, walk);
    const group = this.#groups.get(facet + END + value);
    return group ? within(group, '', walk) : [];
  }

  /** The values that a record has of a facet. */
  facet(facet: string, record: T): readonly string[] {
    return this.#facets[facet]!(record);
  }

  /** How many records have that value of the facet. */
  count(facet: string, value: string): number {
    return this.#groups.get(facet + END + value)?.size ?? 0;
  }

  /** The values of a facet in order, with how many records have each. */
  *counts(facet: string): Iterable<{ value: string; count: number }> {
    const prefix = facet + END;
    for (const [key, group] of within(this.#groups, prefix, {}))
      yield { value: key.slice(prefix.length), count: group.size };
  }

  *#walkGroups(prefix: string, { from, reverse }: Walk): Iterable<Row<T>> {
    const [value, id] = from === undefined ? [] : splitKey(from);
    const begun = value === undefined ? undefined : this.#groups.get(prefix + value);
    if (begun) yield* keyed(value!, within(begun, '', { from: id, reverse }));
    const behind = { from: value === undefined ? undefined : prefix + value, reverse };
    for (const [key, group] of within(this.#groups, prefix, behind))
      yield* keyed(key.slice(prefix.length), within(group, '', { reverse }));
  }

  /** The groups of a record, each as a copy that is kept in `regrouped`. */
  #eachGroup(record: T, regrouped: Map<string, Tree<T>>, change: (group: Tree<T>) => void): void {
    for (const facet in this.#facets) {
      for (const value of this.#facets[facet]!(record)) {
        const key = facet + END + value;
        let group = regrouped.get(key);
        if (!group) regrouped.set(key, (group = this.#groups.get(key)?.clone() ?? emptyTree<T>()));
        change(group);
      }
    }
  }

  #withGroups(regrouped: ReadonlyMap<string, Tree<T>>): Tree<Tree<T>> {
    const groups = this.#groups.clone();
    for (const [key, group] of regrouped) {
      if (group.size > 0) groups.set(key, group);
      else groups.delete(key);
    }
    return groups;
  }
}

// The tree's own comparison asks for the types of both keys, each time.
function emptyTree<V>(): Tree<V> {
  return new BTree<string, V>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function splitKey(key: string): [value: string, id: string] {
  const end = key.indexOf(END);
  return end < 0 ? [key, ''] : [key.slice(0, end), key.slice(end + 1)];
}

function* keyed<T>(value: string, rows: Iterable<Row<T>>): Iterable<Row<T>> {
  for (const [id, record] of rows) yield [value + END + id, record];
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
