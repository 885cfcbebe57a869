import type { ToolAvailability, ToolCategory, ToolRecord } from './definitions.ts';
import { descendantsOf } from './competencies.ts';
import { type Listing, listByFacet, listById, reversed } from './listing.ts';
import type { Registry } from './registry.ts';
import { type Facets, Table } from './table.ts';
import { searched } from './searched.ts';
import { searchTools } from './tool-search.ts';

const facets: Facets<ToolRecord> = {
  category: (tool) => [tool.category],
  tag: (tool) => tool.tags,
  plugin: (tool) => [tool.pluginId],
  competency: (tool) => tool.requiredCompetencies.map(({ competencyId }) => competencyId),
  availability: (tool) => [tool.availability],
};

export const emptyTools = Table.empty(facets);

/** Fields are ANDed, the values of one field ORed. */
export interface ToolFilter {
  name?: readonly string[] | null;
  category?: readonly ToolCategory[] | null;
  tag?: readonly string[] | null;
  competency?: readonly string[] | null;
  /** Also tools that require a descendant of `competency`. */
  includeDescendants?: boolean | null;
  pluginId?: readonly string[] | null;
  availability?: readonly ToolAvailability[] | null;
  readOnly?: boolean | null;
  /** Every word must occur in the name, title, description or tags; case does not matter. */
  text?: string | null;
}

export type ToolOrder = 'NAME' | 'CATEGORY' | 'PLUGIN';

/** Tools that meet the filter, ordered by name unless told otherwise; ties by name. */
export function findTools(
  registry: Registry,
  filter: ToolFilter = {},
  order: { field: ToolOrder; direction: 'ASC' | 'DESC' } = { field: 'NAME', direction: 'ASC' },
): Listing<ToolRecord> {
  const criteria = {
    facets: {
      category: filter.category ?? undefined,
      tag: filter.tag ?? undefined,
      plugin: filter.pluginId ?? undefined,
      availability: filter.availability ?? undefined,
      competency: competencies(registry, filter),
    },
    ids: filter.name ?? undefined,
    test: testTool(filter),
  };
  const whole =
    order.field === 'NAME'
      ? listById(registry.tools, criteria)
      : listByFacet(registry.tools, order.field === 'CATEGORY' ? 'category' : 'plugin', criteria);
  const listing = filter.text ? searched(whole, searchTools(registry.tools, filter.text)) : whole;
  return order.direction === 'DESC' ? reversed(listing) : listing;
}

function competencies(registry: Registry, filter: ToolFilter): readonly string[] | undefined {
  if (!filter.competency || !filter.includeDescendants) return filter.competency ?? undefined;
  return filter.competency.flatMap((id) => [id, ...descendantsOf(registry, id)]);
}

function testTool({ readOnly }: ToolFilter): ((tool: ToolRecord) => boolean) | undefined {
  return readOnly == null ? undefined : (tool) => tool.readOnly === readOnly;
}
