import semver from 'semver';
import type { PluginRecord, PluginState } from '../registries/definitions.ts';
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

/** The ids by dependency: each behind those it needs. What needs each other in a circle comes in any order. */
export function sortByDependency(ids: Iterable<string>, needs: (id: string) => Iterable<string>): string[] {
  const wanted = new Set(ids);
  const order = new Set<string>();
  const visiting = new Set<string>();
  const visit = (id: string): void => {
    if (visiting.has(id)) return;
    visiting.add(id);
    for (const needed of needs(id)) if (wanted.has(needed)) visit(needed);
    order.add(id);
  };
  wanted.forEach(visit);
  return [...order];
}

/**
 * @param states in which a required plugin may be. A plugin that was loaded stays so when one of them is disabled.
 * @throws PluginError MISSING_DEPENDENCY unless every plugin it requires is there in a fitting version.
 */
export function checkRequiredPlugins(
  registry: Registry,
  { id, requires }: Pick<PluginRecord, 'id' | 'requires'>,
  states: readonly PluginState[] = ['ENABLED'],
): void {
  for (const { pluginId, range } of requires) {
    const problem = whyUnfit(registry.plugins.get(pluginId), range, states);
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

/** @throws PluginError MISSING_DEPENDENCY when a loaded plugin requires another version of this one. */
export function checkDependents(
  registry: Registry,
  { id, version }: Pick<PluginRecord, 'id' | 'version'>,
): void {
  for (const [dependentId, dependent] of registry.plugins.walkFacet('requires', id)) {
    const range = dependent.requires.find(({ pluginId }) => pluginId === id)!.range;
    if (!isLoaded(dependent) || fits({ version }, range)) continue;
    const message = `Plugin "${dependentId}" requires plugin "${id}" ${range}, and this is version ${version}. Update or unload "${dependentId}" first.`;
    throw new PluginError('MISSING_DEPENDENCY', id, message, { path: ['version'] });
  }
}

function whyUnfit(
  plugin: PluginRecord | undefined,
  range: string,
  states: readonly PluginState[],
): string | null {
  if (!isLoaded(plugin)) return 'which is not loaded. Load it first';
  if (!fits(plugin, range)) return `but version ${plugin.version} is loaded`;
  return states.includes(plugin.state) ? null : `which is ${plugin.state}. Enable or load it first`;
}

function fits(plugin: Pick<PluginRecord, 'version'>, range: string): boolean {
  return semver.satisfies(plugin.version, range, { includePrerelease: true });
}

function circular(id: string, cycle: readonly string[]): PluginError {
  const message = `Plugins require each other in a circle: ${cycle.join(' → ')}. Remove one of these requirements.`;
  return new PluginError('INVALID_PLUGIN', id, message);
}
