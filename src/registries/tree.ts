/** Ordered maps that share what they have in common with the one they were cloned from. */
import sortedBTree from 'sorted-btree';

// A CommonJS package: under Node's own loader the class is a property of the default export.
const BTree = sortedBTree.default;
export type Tree<V, K = string> = InstanceType<typeof BTree<K, V>>;

/** Where a walk starts, that key left out, and which way it goes. */
export interface Walk {
  from?: string | undefined;
  reverse?: boolean | undefined;
}

export type Row<T> = readonly [key: string, record: T];

const LAST = '\uffff';

// The tree's own comparison asks for the types of both keys, each time.
export function emptyTree<V>(): Tree<V> {
  return new BTree<string, V>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** With large nodes: on the way to a number, few places in memory are looked at. */
export function emptyNumberTree<V>(): Tree<V, number> {
  return new BTree<number, V>(undefined, (a, b) => a - b, 256);
}

/** FNV-1a, of 30 bits: what V8 holds in an array without a box. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash & 0x3fffffff;
}

/** Entries whose key begins with `prefix`, one way or the other, starting behind `from`. */
export function* within<V>(tree: Tree<V>, prefix: string, { from, reverse }: Walk): Iterable<Row<V>> {
  const entries = reverse
    ? tree.entriesReversed(from ?? prefix + LAST, undefined, true)
    : tree.entries(from ?? prefix, undefined);
  for (const entry of entries) {
    if (entry[0] === from) continue;
    if (!entry[0].startsWith(prefix)) return;
    yield entry;
  }
}
