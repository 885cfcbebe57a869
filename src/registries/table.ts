import { type Row, type Tree, type Walk, emptyNumberTree, emptyTree, numberOf, within } from './tree.ts';

export type { Row, Walk };

/** Records that have one value of a facet, by id. While none of them changes, it is the same object. */
export type Group<T> = Pick<Tree<T>, 'size' | 'values' | 'valuesArray'>;

/** Values by which records are found and counted, e.g. `{ category: (tool) => [tool.category] }`. */
export type Facets<T> = Readonly<Record<string, (record: T) => readonly string[]>>;

interface Entry<T> {
  id: string;
  record: T;
}

/** Ends a part of a key; no name may hold it. */
const END = '\u0000';

/**
 * Records of one type, ordered by id and indexed by facets: an immutable value. `apply` makes the next one
 * and shares all that did not change, so that a change costs its own size.
 */
export class Table<T> {
  readonly #facets: Facets<T>;
  readonly #rows: Tree<T>;
  /** By a number made of the id; of several ids with one number, any. */
  readonly #entries: Tree<Entry<T>, number>;
  /** By `facet\0value`: the records that have it, by id. */
  readonly #groups: Tree<Tree<T>>;

  private constructor(
    facets: Facets<T>,
    rows: Tree<T>,
    entries: Tree<Entry<T>, number>,
    groups: Tree<Tree<T>>,
  ) {
    this.#facets = facets;
    this.#rows = rows;
    this.#entries = entries;
    this.#groups = groups;
  }

  static empty<T>(facets: Facets<T>): Table<T> {
    return new Table(facets, emptyTree<T>(), emptyNumberTree<Entry<T>>(), emptyTree<Tree<T>>());
  }

  get size(): number {
    return this.#rows.size;
  }

  // Numbers are compared where they lie. Texts lie anywhere: among 100,000 of them, comparing on the way to one takes
  // three times as long.
  get(id: string): T | undefined {
    const entry = this.#entries.get(numberOf(id));
    return entry?.id === id ? entry.record : this.#rows.get(id);
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
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
    const entries = this.#entries.clone();
    const copies: Copies<T> = new Map();
    for (const [id, record] of changes) {
      const old = rows.get(id);
      if (old !== undefined) this.#regroup(id, old, null, copies);
      if (record === null) {
        rows.delete(id);
        entries.delete(numberOf(id));
      } else {
        rows.set(id, record);
        entries.set(numberOf(id), { id, record });
        this.#regroup(id, record, record, copies);
      }
    }
    return new Table(this.#facets, rows, entries, this.#withGroups(copies));
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

  /** The groups of all values of a facet, in their order. */
  *groups(facet: string): Iterable<Group<T>> {
    for (const [, group] of within(this.#groups, facet + END, {})) yield group;
  }

  *#walkGroups(prefix: string, { from, reverse }: Walk): Iterable<Row<T>> {
    const [value, id] = from === undefined ? [] : splitKey(from);
    const begun = value === undefined ? undefined : this.#groups.get(prefix + value);
    if (begun) yield* keyed(value!, within(begun, '', { from: id, reverse }));
    const behind = { from: value === undefined ? undefined : prefix + value, reverse };
    for (const [key, group] of within(this.#groups, prefix, behind))
      yield* keyed(key.slice(prefix.length), within(group, '', { reverse }));
  }

  /** Puts a record into its groups, or takes it out of them where `now` is null. */
  #regroup(id: string, record: T, now: T | null, copies: Copies<T>): void {
    for (const facet in this.#facets) {
      for (const value of this.#facets[facet]!(record)) {
        const group = this.#copyOf(facet, value, copies);
        if (now === null) group.delete(id);
        else group.set(id, now);
      }
    }
  }

  #copyOf(facet: string, value: string, copies: Copies<T>): Tree<T> {
    let ofFacet = copies.get(facet);
    if (!ofFacet) copies.set(facet, (ofFacet = new Map()));
    let group = ofFacet.get(value);
    if (!group)
      ofFacet.set(value, (group = this.#groups.get(facet + END + value)?.clone() ?? emptyTree<T>()));
    return group;
  }

  #withGroups(copies: Copies<T>): Tree<Tree<T>> {
    const groups = this.#groups.clone();
    for (const [facet, ofFacet] of copies) {
      for (const [value, group] of ofFacet) {
        if (group.size > 0) groups.set(facet + END + value, group);
        else groups.delete(facet + END + value);
      }
    }
    return groups;
  }
}

/** By facet and value: the groups that a change touches, each copied once. */
type Copies<T> = Map<string, Map<string, Tree<T>>>;

/** Where `walkFacet` has a record among all values of a facet. */
export function facetKey(value: string, id: string): string {
  return value + END + id;
}

function splitKey(key: string): [value: string, id: string] {
  const end = key.indexOf(END);
  return end < 0 ? [key, ''] : [key.slice(0, end), key.slice(end + 1)];
}

function* keyed<T>(value: string, rows: Iterable<Row<T>>): Iterable<Row<T>> {
  for (const [id, record] of rows) yield [facetKey(value, id), record];
}
