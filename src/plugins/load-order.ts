import semver from 'semver';
import type { PluginRecord } from '../registries/definitions.ts';
import { NotFound, PluginError } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';

/**
 * The plugins to load for one: those it requires that are not loaded yet, each before what requires it, itself last.
 * @throws NotFound; PluginError MISSING_DEPENDENCY, or INVALID_PLUGIN when plugins require each other in a circle.
 */
export function loadOrder(registry: Registry, id: string): string[] {
  if (!registry.plugins.has(id)) throw unknownPlugin(registry, id);
  const order: string[] = [];
  const visit = (at: string, path: readonly string[]): void => {
    if (path.includes(at)) throw circular(id, [...path.slice(path.indexOf(at)), at]);
    if (order.includes(at)) return;
    for (const required of unloadedRequirements(registry, at)) visit(required, [...path, at]);
    order.push(at);
  };
  visit(id, []);
  return order;
}

/** The ids by dependency: each behind those it requires. What requires each other in a circle comes in any order. */
export function sortByDependency(registry: Registry, ids: Iterable<string>): string[] {
  const wanted = new Set(ids);
  const order = new Set<string>();
  const visiting = new Set<string>();
  const visit = (id: string): void => {
    if (visiting.has(id)) return;
    visiting.add(id);
    for (const { pluginId } of registry.plugins.get(id)?.requires ?? [])
      if (wanted.has(pluginId)) visit(pluginId);
    order.add(id);
  };
  wanted.forEach(visit);
  return [...order];
}

/** @throws PluginError MISSING_DEPENDENCY unless every plugin it requires is enabled in a fitting version. */
export function checkRequiredPlugins(
  registry: Registry,
  { id, requires }: Pick<PluginRecord, 'id' | 'requires'>,
): void {
  for (const { pluginId, range } of requires) {
    const problem = whyUnfit(registry.plugins.get(pluginId), range);
    if (problem === null) continue;
    const message = `Plugin "${id}" requires plugin "${pluginId}" ${range}, ${problem}.`;
    throw new PluginError('MISSING_DEPENDENCY', id, message, { missing: [pluginId] });
  }
}

/** A typed error with the nearest ids. */
export function unknownPlugin(registry: Registry, id: string): NotFound {
  return new NotFound('plugin', id, nearestNames(id, registry.plugins.ids()));
}

function unloadedRequirements(registry: Registry, id: string): string[] {
  const { requires } = registry.plugins.get(id)!;
  const needed = requires.filter(({ pluginId }) => !isLoaded(registry.plugins.get(pluginId)));
  for (const { pluginId, range } of needed) {
    const found = registry.plugins.get(pluginId);
    if (found && fits(found, range)) continue;
    const problem = found ? `but only version ${found.version} is available` : 'which no source has';
    const message = `Plugin "${id}" requires plugin "${pluginId}" ${range}, ${problem}.`;
    throw new PluginError('MISSING_DEPENDENCY', id, message, { missing: [pluginId] });
  }
  return needed.map(({ pluginId }) => pluginId);
}

function whyUnfit(plugin: PluginRecord | undefined, range: string): string | null {
  if (!isLoaded(plugin)) return 'which is not loaded. Load it first';
  if (!fits(plugin, range)) return `but version ${plugin.version} is loaded`;
  return plugin.state === 'ENABLED' ? null : `which is ${plugin.state}. Enable or load it first`;
}

function fits(plugin: PluginRecord, range: string): boolean {
  return semver.satisfies(plugin.version, range, { includePrerelease: true });
}

function circular(id: string, cycle: readonly string[]): PluginError {
  const message = `Plugins require each other in a circle: ${cycle.join(' → ')}. Remove one of these requirements.`;
  return new PluginError('INVALID_PLUGIN', id, message);
}
