import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listByFacet, listById, reversed } from '../../src/registries/listing.ts';
import { takePage } from '../../src/registries/page.ts';
import { Table } from '../../src/registries/table.ts';

interface Thing {
  id: string;
  color: string;
  tags: string[];
}

const empty = Table.empty<Thing>({ color: (thing) => [thing.color], tag: (thing) => thing.tags });
const color = fc.constantFrom('blue', 'green', 'red');
const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
const id = fc.stringMatching(/^[a-z]{1,3}$/);
const things = fc.uniqueArray(fc.record({ id, color, tags }), {
  selector: (thing) => thing.id,
  maxLength: 30,
});
const table = (all: readonly Thing[]) => empty.apply(all.map((thing) => [thing.id, thing]));
const byId = (all: readonly Thing[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('A table', () => {
  it('is a value: applying a change leaves the one before as it was', () => {
    fc.assert(
      fc.property(things, things, (before, after) => {
        const first = table(before);
        const rows = JSON.stringify([...first.walk()]);
        first.apply([...after.map((t) => [t.id, t] as const), ...before.map((t) => [t.id, null] as const)]);
        expect(JSON.stringify([...first.walk()])).toBe(rows);
      }),
    );
  });

  it('indexes and counts exactly what is in it, after any changes', () => {
    fc.assert(
      fc.property(things, things, fc.array(id), (before, after, gone) => {
        const next = table(before)
          .apply(after.map((thing) => [thing.id, thing]))
          .apply(gone.map((gone_) => [gone_, null]));
        const left = new Map([...before, ...after].map((thing) => [thing.id, thing]));
        for (const one of gone) left.delete(one);
        for (const value of ['blue', 'green', 'red']) {
          const expected = byId([...left.values()].filter((thing) => thing.color === value));
          expect(Array.from(next.walkFacet('color', value), ([, thing]) => thing)).toEqual(expected);
          expect(next.count('color', value)).toBe(expected.length);
        }
        expect(next.size).toBe(left.size);
      }),
    );
  });
});

describe('A listing', () => {
  const criteria = fc.record({
    colors: fc.option(fc.array(color, { maxLength: 2 }), { nil: undefined }),
    tags: fc.option(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }), { nil: undefined }),
    ids: fc.option(fc.array(id, { maxLength: 10 }), { nil: undefined }),
  });
  type Wanted = typeof criteria extends fc.Arbitrary<infer W> ? W : never;
  const expected = (all: readonly Thing[], wanted: Wanted) =>
    byId(all).filter(
      (thing) =>
        (wanted.colors?.includes(thing.color as never) ?? true) &&
        (wanted.tags?.some((tag) => thing.tags.includes(tag)) ?? true) &&
        (wanted.ids?.includes(thing.id) ?? true),
    );
  const asCriteria = ({ colors, tags: some, ids }: Wanted) => ({ facets: { color: colors, tag: some }, ids });

  it('holds what meets all criteria, in order and counted', () => {
    fc.assert(
      fc.property(things, criteria, (all, wanted) => {
        const listing = listById(table(all), asCriteria(wanted));
        const meant = expected(all, wanted);
        expect(Array.from(listing.walk({}), ([, thing]) => thing)).toEqual(meant);
        expect(Array.from(listing.walk({ reverse: true }), ([, thing]) => thing)).toEqual(meant.toReversed());
        expect(listing.count()).toBe(meant.length);
      }),
    );
  });

  it('orders by a facet, then id, either way', () => {
    fc.assert(
      fc.property(things, criteria, (all, wanted) => {
        const listing = listByFacet(table(all), 'color', asCriteria(wanted));
        const meant = expected(all, wanted).sort((a, b) => (a.color + a.id < b.color + b.id ? -1 : 1));
        expect(Array.from(listing.walk({}), ([, thing]) => thing)).toEqual(meant);
        expect(Array.from(reversed(listing).walk({}), ([, thing]) => thing)).toEqual(meant.toReversed());
        expect(listing.count()).toBe(meant.length);
      }),
    );
  });

  it('is the same whether it is read in one page or many, forward or backward, whichever order', () => {
    fc.assert(
      fc.property(
        things,
        criteria,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (all, wanted, size, descending) => {
          const ascending = listById(table(all), asCriteria(wanted));
          const listing = descending ? reversed(ascending) : ascending;
          const meant = Array.from(listing.walk({}), ([key]) => key);
          expect(readAll(size, false)).toEqual(meant);
          expect(readAll(size, true)).toEqual(meant);

          function readAll(pageSize: number, backward: boolean): string[] {
            const keys: string[] = [];
            for (let more = true; more;) {
              const cursor = backward ? { before: keys[0] } : { after: keys.at(-1) };
              const page = takePage(listing, { size: pageSize, backward, ...cursor });
              const read = page.rows.map(([key]) => key);
              if (backward) keys.unshift(...read);
              else keys.push(...read);
              more = backward ? page.hasPreviousPage() : page.hasNextPage();
            }
            return keys;
          }
        },
      ),
    );
  });

  it('a page between two cursors holds what lies between them', () => {
    const listing = listById(
      table(['a', 'b', 'c', 'd', 'e'].map((one) => ({ id: one, color: 'red', tags: [] }))),
      { facets: {} },
    );
    const page = takePage(listing, { size: 10, after: 'a', before: 'e', backward: false });
    expect(page.rows.map(([key]) => key)).toEqual(['b', 'c', 'd']);
    expect([page.hasPreviousPage(), page.hasNextPage()]).toEqual([true, false]);
    const back = takePage(listing, { size: 2, after: 'a', before: 'e', backward: true });
    expect(back.rows.map(([key]) => key)).toEqual(['c', 'd']);
    expect([back.hasPreviousPage(), back.hasNextPage()]).toEqual([true, true]);
  });
});
