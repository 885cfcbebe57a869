import type { PluginRecord, PluginState } from './definitions.ts';
import { type Listing, listByFacet, listById, reversed } from './listing.ts';
import type { Registry } from './registry.ts';
import { type Facets, Table } from './table.ts';
import { matchText } from './text.ts';

const facets: Facets<PluginRecord> = {
  state: (plugin) => [plugin.state],
  tag: (plugin) => plugin.tags,
  requires: (plugin) => plugin.requires.map(({ pluginId }) => pluginId),
  loadedAt: (plugin) => [plugin.loadedAt ?? ''],
};

export const emptyPlugins = Table.empty(facets);

export interface PluginFilter {
  id?: readonly string[] | null;
  state?: readonly PluginState[] | null;
  tag?: readonly string[] | null;
  text?: string | null;
}

export type PluginOrder = 'NAME' | 'STATE' | 'LOADED_AT';

/** Plugins that meet the filter; NAME orders by id, ties of the others are broken by it. */
export function findPlugins(
  registry: Registry,
  filter: PluginFilter = {},
  order: { field: PluginOrder; direction: 'ASC' | 'DESC' } = { field: 'NAME', direction: 'ASC' },
): Listing<PluginRecord> {
  const matches = filter.text ? matchText(filter.text) : null;
  const criteria = {
    ids: filter.id ?? undefined,
    facets: { state: filter.state ?? undefined, tag: filter.tag ?? undefined },
    test: matches ? (p: PluginRecord) => matches([p.id, p.name, p.description, ...p.tags]) : undefined,
  };
  const listing =
    order.field === 'NAME'
      ? listById(registry.plugins, criteria)
      : listByFacet(registry.plugins, order.field === 'STATE' ? 'state' : 'loadedAt', criteria);
  return order.direction === 'DESC' ? reversed(listing) : listing;
}

type LoadedPlugin = PluginRecord & { state: Exclude<PluginState, 'AVAILABLE'> };

/** Is it part of the registry with all it brings, as opposed to merely known? */
export function isLoaded(plugin: PluginRecord | undefined): plugin is LoadedPlugin {
  return plugin !== undefined && plugin.state !== 'AVAILABLE';
}

/**
 * Ids of the loaded plugins that need this one, in order: they `require` it, or use one of its competencies as
 * a parent or a requirement.
 */
export function dependentsOf(registry: Registry, pluginId: string): string[] {
  const users = new Set<string>();
  for (const [id] of registry.plugins.walkFacet('requires', pluginId)) users.add(id);
  for (const [id] of registry.competencies.walkFacet('plugin', pluginId)) {
    for (const [, child] of registry.competencies.walkFacet('parent', id)) users.add(child.pluginId);
    for (const [, tool] of registry.tools.walkFacet('competency', id)) users.add(tool.pluginId);
  }
  users.delete(pluginId);
  return [...users].filter((id) => isLoaded(registry.plugins.get(id))).sort();
}

/** All that would have to go with it: the dependents, theirs, and so on; each after those that need it. */
export function cascadeOf(registry: Registry, pluginId: string): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    dependentsOf(registry, id).forEach(visit);
    order.push(id);
  };
  visit(pluginId);
  return order;
}
