/** Plans the registry's side of a plugin's life: records and events, nothing else. */
import { changedFields, pluginChange } from '../registries/changes.ts';
import type { PluginRecord, PluginState, ToolAvailability } from '../registries/definitions.ts';
import { type DomainError, NameTaken, PluginError } from '../registries/errors.ts';
import type { Change } from '../registries/events.ts';
import {
  type PluginContents,
  NOTHING,
  checkChanges,
  contentsOf,
  planContents,
  previewChanges,
} from '../registries/plan.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import type { LivePlugin } from './lifecycle.ts';
import { checkDependents, checkRequiredPlugins } from './load-order.ts';
import type { PluginDescription } from './runtime.ts';

/** States in which a plugin may be that others, loaded before, require. */
const STAYING: readonly PluginState[] = ['ENABLED', 'DISABLED', 'DRAINING'];

/** Plans several steps, each on what the ones before it would leave. */
export function planInTurn<T>(
  registry: Registry,
  steps: readonly T[],
  plan: (registry: Registry, step: T) => readonly Change[],
): Change[] {
  const all: Change[] = [];
  let at = registry;
  for (const [i, step] of steps.entries()) {
    const changes = plan(at, step);
    if (i < steps.length - 1) at = previewChanges(at, changes);
    else checkChanges(at, changes);
    all.push(...changes);
  }
  return all;
}

/** A plugin that comes anew. @throws NameTaken when it is loaded already; PluginError. */
export function planLoad(registry: Registry, plugin: LivePlugin, at: string): Change[] {
  const before = registry.plugins.get(plugin.id);
  if (isLoaded(before) && before.state !== 'FAILED') {
    const message = `Plugin "${plugin.id}" is loaded already. Unload it first, or reload it.`;
    throw new NameTaken(message, [plugin.id], plugin.id);
  }
  checkRequiredPlugins(registry, plugin.description.plugin);
  return planLoaded(registry, plugin, 'ENABLED', at);
}

/** A plugin that was loaded before the start and is again: only the differences. One that was to go did not. */
export function planRestored(registry: Registry, plugin: LivePlugin, at: string): Change[] {
  const wasLoaded = isLoaded(registry.plugins.get(plugin.id));
  checkRequiredPlugins(registry, plugin.description.plugin, wasLoaded ? STAYING : undefined);
  const state = registry.plugins.get(plugin.id)?.state === 'DISABLED' ? 'DISABLED' : 'ENABLED';
  return planLoaded(registry, plugin, state, at);
}

/** A loaded plugin whose code was replaced: only the differences. @throws PluginError where others need it as it was. */
export function planReloaded(registry: Registry, plugin: LivePlugin, at: string): Change[] {
  checkDependents(registry, plugin.description.plugin);
  return planRestored(registry, plugin, at);
}

/** A plugin whose process ended, until it runs again. */
export function planCrashed(registry: Registry, record: PluginRecord, reason: string): Change[] {
  const contents = contentsOf(registry, record.id);
  const down = record.state === 'ENABLED' ? withAvailability(contents, 'UNAVAILABLE', reason) : contents;
  return [...planHealth(record), ...planContents(registry, record.id, down)];
}

/** A plugin that runs again after its process had ended: only the differences, and that its health changed. */
export function planRestarted(registry: Registry, plugin: LivePlugin, at: string): Change[] {
  const [own, ...contents] = planReloaded(registry, plugin, at);
  const before = registry.plugins.get(plugin.id)!;
  const record = own?.entity?.typename === 'Plugin' ? own.entity.record : before;
  return changedFields(before, record).length > 0
    ? [own!, ...contents]
    : [...planHealth(record), ...contents];
}

/** A plugin that became well, or unwell. */
export function planHealth(record: PluginRecord): Change[] {
  return [pluginChange('PluginHealthChanged', record, record)];
}

/** A plugin that cannot run: what it brought before stays listed, UNAVAILABLE. */
export function planFailed(registry: Registry, record: PluginRecord, error: DomainError): Change[] {
  const { id } = record;
  const { message } = error;
  const { hook, missing } = error instanceof PluginError ? error : { hook: null, missing: [] };
  const failed = {
    ...record,
    state: 'FAILED' as const,
    failure: { code: error.code, message, hook, missing: [...missing] },
  };
  const reason = `Plugin "${id}" failed: ${message}`;
  const contents = withAvailability(contentsOf(registry, id), 'UNAVAILABLE', reason);
  return [...changeOf(registry, failed, 'PluginFailed'), ...planContents(registry, id, contents)];
}

/** A plugin switched on or off, with all that it brings: `description` says which of its tools can run here. */
export function planState(
  registry: Registry,
  record: PluginRecord,
  state: 'ENABLED' | 'DISABLED',
  description: PluginContents,
): Change[] {
  const type = state === 'ENABLED' ? 'PluginEnabled' : 'PluginDisabled';
  const able = new Map(description.tools.map((tool) => [tool.name, tool]));
  const own = withAvailability(contentsOf(registry, record.id), 'READY', null);
  const contents = { ...own, tools: own.tools.map((tool) => able.get(tool.name) ?? tool) };
  return [
    ...changeOf(registry, { ...record, state }, type),
    ...planContents(registry, record.id, asState(contents, record.id, state)),
  ];
}

/** A plugin that goes; it stays listed as AVAILABLE while a source still has it. */
export function planUnload(registry: Registry, record: PluginRecord, stillThere: boolean): Change[] {
  const available = { ...record, state: 'AVAILABLE' as const, failure: null, config: {}, loadedAt: null };
  return [
    ...planContents(registry, record.id, NOTHING),
    pluginChange('PluginUnloaded', record, stillThere ? available : null),
  ];
}

/** A plugin that a source has and nobody loaded. */
export function planAvailable(registry: Registry, description: PluginDescription, source: string): Change[] {
  const record = recordOf(description, { source, state: 'AVAILABLE', config: {}, loadedAt: null });
  return changeOf(registry, record, 'PluginDiscovered');
}

function recordOf(
  description: PluginDescription,
  rest: Pick<PluginRecord, 'state' | 'source' | 'config' | 'loadedAt'>,
): PluginRecord {
  return { ...description.plugin, failure: null, ...rest };
}

function planLoaded(
  registry: Registry,
  plugin: LivePlugin,
  state: 'ENABLED' | 'DISABLED',
  at: string,
): Change[] {
  const { id, description, source, config } = plugin;
  const before = registry.plugins.get(id);
  const again = before !== undefined && STAYING.includes(before.state);
  const record = recordOf(description, { source, config, state, loadedAt: again ? before.loadedAt : at });
  const contents = planContents(registry, id, asState(description, id, state));
  const reloaded = before?.state === 'DRAINING' ? 'PluginEnabled' : 'PluginReloaded';
  const type = again ? reloaded : 'PluginLoaded';
  const own = contents.length > 0 ? [pluginChange(type, before, record)] : changeOf(registry, record, type);
  return [...own, ...contents];
}

function changeOf(
  registry: Registry,
  record: PluginRecord,
  type:
    | 'PluginDiscovered'
    | 'PluginLoaded'
    | 'PluginReloaded'
    | 'PluginEnabled'
    | 'PluginDisabled'
    | 'PluginFailed',
): Change[] {
  const before = registry.plugins.get(record.id);
  const same = before !== undefined && changedFields(before, record).length === 0;
  return same ? [] : [pluginChange(type, before, record)];
}

function asState(contents: PluginContents, id: string, state: PluginState): PluginContents {
  return state === 'ENABLED'
    ? contents
    : withAvailability(contents, 'DISABLED', `Plugin "${id}" is disabled. Enable it to run its tools.`);
}

function withAvailability(
  { tools, competencies, fileHandlers }: PluginContents,
  availability: ToolAvailability,
  unavailableReason: string | null,
): PluginContents {
  return {
    tools: tools.map((tool) => ({ ...tool, availability, unavailableReason })),
    competencies,
    fileHandlers: fileHandlers.map((handler) => ({ ...handler, availability })),
  };
}
