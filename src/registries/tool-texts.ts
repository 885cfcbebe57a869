/** Keeps the texts of tools indexed: those of a plugin from when they are first searched until one of them changes. */
import type { ToolRecord } from './definitions.ts';
import type { Group } from './table.ts';
import { TextIndex } from './text-index.ts';
import { searchable } from './text.ts';

/** Tools that are indexed at once, unless a plugin has more: some 10 µs each. */
const AT_ONCE = 5_000;

type Tools = Group<ToolRecord>;

/** Where the tools of a plugin lie in an index that holds those of other plugins, too. */
interface Place {
  index: TextIndex;
  /** Number of the first. */
  start: number;
  tools: readonly ToolRecord[];
}

const places = new WeakMap<Tools, Place>();

/** Undefined while it is not indexed. */
export function placeOf(plugin: Tools): Place | undefined {
  return places.get(plugin);
}

/** What is searched of a tool. */
export function textFields(tool: ToolRecord): (string | null)[] {
  return [tool.name, tool.title, tool.description, ...tool.tags];
}

/**
 * Indexes some of the plugins that are not, until all are. Smaller indexes become one with the new one: a word is
 * looked up in each.
 */
export function indexSome(plugins: readonly Tools[]): void {
  const byIndex = Map.groupBy(plugins, (plugin) => places.get(plugin)?.index);
  const chosen = firstOf(byIndex.get(undefined) ?? []);
  let size = sizeOf(chosen);
  if (size === 0) return;
  byIndex.delete(undefined);
  const indexed = [...byIndex.values()].map((its) => ({ its, tools: sizeOf(its) }));
  for (const { its, tools } of indexed.sort((a, b) => a.tools - b.tools)) {
    if (tools > size || size + tools > AT_ONCE) break;
    chosen.push(...its);
    size += tools;
  }
  addIndex(chosen);
}

function firstOf(plugins: readonly Tools[]): Tools[] {
  let size = 0;
  const end = plugins.findIndex((plugin) => (size += plugin.size) >= AT_ONCE);
  return end < 0 ? [...plugins] : plugins.slice(0, end + 1);
}

function sizeOf(plugins: readonly Tools[]): number {
  return plugins.reduce((sum, { size }) => sum + size, 0);
}

function addIndex(plugins: readonly Tools[]): void {
  const lists = plugins.map((plugin) => plugin.valuesArray());
  const index = new TextIndex(lists.flat().map((tool) => searchable(textFields(tool))));
  let start = 0;
  lists.forEach((tools, i) => {
    places.set(plugins[i]!, { index, start, tools });
    start += tools.length;
  });
}
