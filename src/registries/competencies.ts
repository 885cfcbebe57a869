import type { CompetencyRecord } from './definitions.ts';
import { type Listing, listById } from './listing.ts';
import type { Registry } from './registry.ts';
import { type Facets, Table } from './table.ts';
import { matchText } from './text.ts';

const facets: Facets<CompetencyRecord> = {
  category: (competency) => [competency.category],
  plugin: (competency) => [competency.pluginId],
  parent: (competency) => competency.parents,
};

export const emptyCompetencies = Table.empty(facets);

export interface CompetencyFilter {
  id?: readonly string[] | null;
  category?: readonly string[] | null;
  pluginId?: readonly string[] | null;
  /** True: only those without parents; false: only those with. */
  root?: boolean | null;
  text?: string | null;
}

/** Competencies that meet the filter, by id. */
export function findCompetencies(
  registry: Registry,
  filter: CompetencyFilter = {},
): Listing<CompetencyRecord> {
  const matches = filter.text ? matchText(filter.text) : null;
  const { root } = filter;
  return listById(registry.competencies, {
    ids: filter.id ?? undefined,
    facets: { category: filter.category ?? undefined, plugin: filter.pluginId ?? undefined },
    test:
      root == null && !matches
        ? undefined
        : (competency) =>
            (root == null || (competency.parents.length === 0) === root) &&
            (!matches || matches([competency.id, competency.name, competency.description])),
  });
}

/** Ids of the competencies directly below, in order. */
export function childrenOf(registry: Registry, id: string): string[] {
  return Array.from(registry.competencies.walkFacet('parent', id), ([childId]) => childId);
}

/** Ids of all that are above, however far, in order. */
export function ancestorsOf(registry: Registry, id: string): readonly string[] {
  return closure(registry.competencies, 'above', id, (at) => registry.competencies.get(at)?.parents ?? []);
}

/** Ids of all that are below, however far, in order. */
export function descendantsOf(registry: Registry, id: string): readonly string[] {
  return closure(registry.competencies, 'below', id, (at) => childrenOf(registry, at));
}

type Direction = 'above' | 'below';
type Closures = Record<Direction, Map<string, readonly string[]>>;

// A table is a value: what was computed for it holds for as long as it lives, and goes with it.
const known = new WeakMap<Table<CompetencyRecord>, Closures>();

function closure(
  table: Table<CompetencyRecord>,
  direction: Direction,
  id: string,
  next: (id: string) => Iterable<string>,
): readonly string[] {
  // What callers make up must not be remembered.
  if (!table.has(id)) return reach(id, next).sort();
  const closures = known.get(table) ?? { above: new Map(), below: new Map() };
  known.set(table, closures);
  const found = closures[direction].get(id) ?? reach(id, next).sort();
  closures[direction].set(id, found);
  return found;
}

function reach(start: string, next: (id: string) => Iterable<string>): string[] {
  const seen = new Set<string>([start]);
  for (const id of seen) for (const other of next(id)) seen.add(other);
  seen.delete(start);
  return [...seen];
}
