import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Table } from '../../src/registries/table.ts';
import { numberOf } from '../../src/registries/tree.ts';

interface Thing {
  color: string;
  tags: string[];
}

const facets = { color: (thing: Thing) => [thing.color], tag: (thing: Thing) => thing.tags };
const color = fc.constantFrom('a', 'ab', 'b', 'c');
const thing = fc.record({ color, tags: fc.array(color, { maxLength: 3 }) });
const id = fc.integer({ min: 0, max: 60 }).map((number) => `id${number}`);
const batch = fc.array(fc.tuple(id, fc.option(thing)), { maxLength: 40 });

/** What a table is to do, done by looking at everything. */
function expectSame(table: Table<Thing>, model: ReadonlyMap<string, Thing>): void {
  const rows = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
  expect([...table.walk()]).toEqual(rows);
  expect([...table.walk({ reverse: true })]).toEqual(rows.toReversed());
  expect([...table.walk({ from: 'id3' })]).toEqual(rows.filter(([key]) => key > 'id3'));
  for (const [key, record] of rows) expect(table.get(key)).toBe(record);
  for (const facet of ['color', 'tag'] as const) {
    const values = [...new Set(rows.flatMap(([, record]) => facets[facet](record)))].sort();
    const having = (value: string) => rows.filter(([, record]) => facets[facet](record).includes(value));
    expect([...table.counts(facet)]).toEqual(values.map((value) => ({ value, count: having(value).length })));
    const keyed = values.flatMap((value) =>
      having(value).map(([key, record]) => [`${value}\0${key}`, record]),
    );
    expect([...table.walkFacet(facet, null)]).toEqual(keyed);
    const behind = keyed.filter(([key]) => (key as string) > 'ab\0id3');
    expect([...table.walkFacet(facet, null, { from: 'ab\0id3' })]).toEqual(behind);
    const before = keyed.filter(([key]) => (key as string) < 'ab\0id3').toReversed();
    expect([...table.walkFacet(facet, null, { from: 'ab\0id3', reverse: true })]).toEqual(before);
    for (const value of ['ab', 'z']) expect([...table.walkFacet(facet, value)]).toEqual(having(value));
  }
}

it('a table finds, orders and counts what it holds, and so does every table before it', () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 6 }), (batches) => {
      let [table, model] = [Table.empty(facets), new Map<string, Thing>()];
      const past: [Table<Thing>, Map<string, Thing>][] = [];
      for (const changes of batches) {
        table = table.apply(changes);
        model = new Map(model);
        for (const [key, record] of changes) {
          if (record) model.set(key, record);
          else model.delete(key);
        }
        past.push([table, model]);
      }
      for (const [each, expected] of past) expectSame(each, expected);
    }),
    { numRuns: 200 },
  );
});

it('ids that share a number are told apart', () => {
  const [one, other] = twoWithOneNumber();
  const [first, second] = [
    { color: 'a', tags: [] },
    { color: 'b', tags: [] },
  ];
  const both = Table.empty(facets).apply([
    [one, first],
    [other, second],
  ]);
  expect([both.get(one), both.get(other)]).toEqual([first, second]);
  const left = both.apply([[other, null]]);
  expect([left.get(one), left.get(other)]).toEqual([first, undefined]);
});

function twoWithOneNumber(): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const number = numberOf(`id${i}`);
    const before = seen.get(number);
    if (before !== undefined) return [before, `id${i}`];
    seen.set(number, `id${i}`);
  }
}
