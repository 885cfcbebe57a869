import { describe, expect, it } from 'vitest';
import { type ToolRecord, TOOL_CATEGORIES } from '../../src/registries/definitions.ts';
import { takePage } from '../../src/registries/page.ts';
import { type Registry, buildRegistry } from '../../src/registries/registry.ts';
import { type ToolFilter, type ToolOrder, findTools } from '../../src/registries/tools.ts';

const NOUNS = ['file', 'Branch', 'naïve image', 'Straße', 'e-mail', 'the "list"', '图像', 'rare'];

/** Tool `number`; its text does not depend on `more`. */
function tool(number: number, more: Partial<ToolRecord> = {}): ToolRecord {
  // One in a thousand is rare.
  const noun = NOUNS[number % 1000 === 7 ? 7 : number % 7]!;
  return {
    name: `t${(number * 7919) % 100_000}`,
    title: number % 3 === 0 ? `Title ${noun}` : null,
    description: `Works on ${noun}\nnumber ${number}.`,
    category: TOOL_CATEGORIES[number % 5]!,
    tags: number % 2 === 0 ? ['even', `by_${number % 11}`] : [],
    pluginId: `p${number % 17}`,
    availability: 'READY',
    unavailableReason: null,
    requiredCompetencies: [],
    readOnly: number % 4 === 0,
    destructive: null,
    idempotent: null,
    openWorld: null,
    limits: {},
    definitionHash: '',
    parameters: '{}',
    returns: null,
    examples: '[]',
    ...more,
  };
}

const tools = (count: number) => Array.from({ length: count }, (_, number) => tool(number));
const registryOf = (all: readonly ToolRecord[]) =>
  buildRegistry(
    1,
    all.map((record) => ({ typename: 'Tool', record })),
  );

/** What the description of the filter says, in the plainest way. */
function meant(
  all: readonly ToolRecord[],
  { text, category, pluginId, name, readOnly }: ToolFilter,
): string[] {
  const words = text!.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: ToolRecord) => {
    const searched = [one.name, one.title, one.description, ...one.tags].join('\n').toLowerCase();
    return (
      words.every((word) => searched.includes(word)) &&
      (category?.includes(one.category) ?? true) &&
      (pluginId?.includes(one.pluginId) ?? true) &&
      (name?.includes(one.name) ?? true) &&
      (readOnly == null || one.readOnly === readOnly)
    );
  };
  return all.filter(fits).map((one) => one.name);
}

/** Reads all pages. */
function found(
  registry: Registry,
  filter: ToolFilter,
  field: ToolOrder = 'NAME',
  backward = false,
): string[] {
  const listing = findTools(registry, filter, { field, direction: backward ? 'DESC' : 'ASC' });
  const names: string[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const page = takePage(listing, { size: 400, after, backward: false });
    names.push(...page.rows.map(([, record]) => record.name));
    after = page.rows.at(-1)?.[0];
    more = page.hasNextPage();
  }
  expect(listing.count()).toBe(names.length);
  return names;
}

describe('A search for tools', () => {
  const all = tools(6_000);
  const registry = registryOf(all);

  it.each<ToolFilter>([
    { text: 'rare' },
    { text: 'Branch' },
    { text: 'WORKS on' },
    { text: 'straße title' },
    { text: 'ï 图' },
    { text: 'mail even by_10' },
    { text: 'nowhere' },
    { text: ' \n ' },
    { text: '"list" number 11.' },
    { text: 'rare', category: ['LLM', 'TESTING'] },
    { text: 'file', readOnly: true },
    { text: 'rare', readOnly: true, pluginId: ['p7', 'p3', 'p0'] },
    { text: 'a', name: ['t0', 't7919', 't1', 'nope'] },
    { text: 'file', pluginId: ['p3'] },
  ])('finds, counts and orders what one finds by reading every text: %j', (filter) => {
    const names = meant(all, filter);
    const byKey = (key: (name: string) => string) => names.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
    const record = (name: string) => registry.tools.get(name)!;
    // Some are not indexed the first time.
    for (let time = 0; time < 3; time++) expect(found(registry, filter)).toEqual(byKey((name) => name));
    expect(found(registry, filter, 'NAME', true)).toEqual(byKey((name) => name).toReversed());
    const byCategory = byKey((name) => `${record(name).category}\0${name}`);
    expect(found(registry, filter, 'CATEGORY')).toEqual(byCategory);
    const byPlugin = byKey((name) => `${record(name).pluginId}\0${name}`);
    expect(found(registry, filter, 'PLUGIN', true)).toEqual(byPlugin.toReversed());
  });

  it('sees what a change made of them, while the registry before it stays as it was', () => {
    const before = registryOf(tools(1_500));
    const was = found(before, { text: 'rare' });
    const gone = before.tools.get(was[0]!)!;
    const renamed = tool(3, { description: 'A rare one.' });
    const after: Registry = {
      ...before,
      tools: before.tools.apply([
        [gone.name, null],
        [renamed.name, renamed],
        ['new_one', tool(1, { name: 'new_one', title: 'Rarely used', pluginId: 'other' })],
      ]),
    };
    expect(found(after, { text: 'rare' })).toEqual(
      [...was.filter((name) => name !== gone.name), renamed.name, 'new_one'].sort(),
    );
    expect(found(before, { text: 'rare' })).toEqual(was);
  });

  it('reads the texts of a plugin again only when something of it has changed', () => {
    const reads = new Map<string, number>();
    const watched = tools(1_500).map((one) => ({
      ...one,
      get description() {
        reads.set(one.pluginId, (reads.get(one.pluginId) ?? 0) + 1);
        return one.description;
      },
    }));
    /** How many texts a search reads. It tests the first 500 tools before it looks the others up. */
    const readBy = (registry: Registry) => {
      reads.clear();
      findTools(registry, { text: 'nowhere' }).count();
      return [...reads.values()].reduce((sum, count) => sum + count, 0);
    };
    const before = registryOf(watched);
    expect(readBy(before)).toBeGreaterThanOrEqual(1_500);
    expect(readBy(before)).toBeLessThanOrEqual(500);
    const changed = { ...before, tools: before.tools.apply([['new_one', tool(5, { name: 'new_one' })]]) };
    readBy(changed);
    expect(reads.get('p5')).toBeGreaterThan(reads.get('p6')!);
    expect(readBy(changed)).toBeLessThanOrEqual(500);
  });
});
