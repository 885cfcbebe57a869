/** Brings back at start-up what was loaded before. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { DomainError, PluginError } from '../registries/errors.ts';
import type { Actor, Change } from '../registries/events.ts';
import { pluginChange } from '../registries/changes.ts';
import { previewChanges } from '../registries/plan.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import type { HostOptions } from './host.ts';
import { type LivePlugin, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import { checkRequiredPlugins, sortByDependency } from './load-order.ts';
import { planAvailable, planFailed, planRestored } from './plan-plugin.ts';
import type { PluginDescription, PluginSource } from './runtime.ts';

interface Known {
  source: PluginSource;
  description: PluginDescription;
}

/**
 * Starts what was loaded before and what is `wanted`, and commits all that differs at once: nothing where nothing
 * changed. A plugin that cannot come up is FAILED with its reason, and the others come up.
 */
export async function restorePlugins(
  options: HostOptions,
  wanted: readonly string[],
  actor: Actor,
): Promise<LivePlugin[]> {
  const { store, clock } = options;
  const known = await describeAll(options);
  const listed = previewChanges(store.current, planListing(store.current, known));
  const loaded = Array.from(listed.plugins.values()).filter(isLoaded);
  const ids = sortByDependency(listed, [...loaded.map(({ id }) => id), ...withRequired(listed, wanted)]);
  const at = clock.now().toISOString();
  const live = new Map<string, LivePlugin>();
  const changes: Change[] = planListing(store.current, known, new Set(ids));
  let registry = previewChanges(store.current, changes);
  for (const id of ids) {
    const planned = await restoreOne(options, registry, known.get(id), listed.plugins.get(id)!, at, live);
    registry = previewChanges(registry, planned);
    changes.push(...planned);
  }
  await store.commit(() => changes, { actor });
  return [...live.values()];
}

/** Starts one plugin and plans its record, FAILED where it does not start. */
async function restoreOne(
  options: HostOptions,
  registry: Registry,
  known: Known | undefined,
  record: PluginRecord,
  at: string,
  live: Map<string, LivePlugin>,
): Promise<Change[]> {
  const { id } = record;
  let plugin: LivePlugin | undefined;
  try {
    if (!known) throw new PluginError('MISSING_DEPENDENCY', id, `No source has plugin "${id}" any more.`);
    checkRequiredPlugins(registry, known.description.plugin);
    plugin = await preparePlugin(options, known.source, id, configOf(options, record));
    await startPlugin(options, plugin, record.state !== 'DISABLED');
    const planned = planRestored(registry, plugin, at);
    previewChanges(registry, planned);
    live.set(id, plugin);
    return planned;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    options.log(id).error(error.message);
    if (plugin) await stopPlugin(options, plugin);
    const loadedAt = record.loadedAt ?? at;
    return planFailed(registry, { ...record, config: configOf(options, record), loadedAt }, error);
  }
}

function configOf({ pluginConfig }: HostOptions, record: PluginRecord): JsonObject {
  return isLoaded(record) ? record.config : (pluginConfig[record.id] ?? {});
}

/** What every source has. A plugin that cannot even be described is logged and left out. */
async function describeAll(options: HostOptions): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const source of options.sources) {
    for (const id of source.ids().filter((candidate) => !known.has(candidate))) {
      const runtime = source.open(id);
      try {
        known.set(id, { source, description: await runtime.describe() });
      } catch (error) {
        options.log(id).error((error as Error).message);
      } finally {
        await runtime.close();
      }
    }
  }
  return known;
}

/** Lists what is there to be loaded, and drops what no longer is; `except` are about to be loaded. */
function planListing(
  registry: Registry,
  known: Map<string, Known>,
  except: ReadonlySet<string> = new Set(),
): Change[] {
  const found = [...known]
    .filter(([id]) => !except.has(id) && !isLoaded(registry.plugins.get(id)))
    .flatMap(([, { description, source }]) => planAvailable(registry, description, source.name));
  const gone = Array.from(registry.plugins.values())
    .filter(({ id, state }) => state === 'AVAILABLE' && !known.has(id))
    .map((record) => pluginChange('PluginUnloaded', record, null));
  return [...found, ...gone];
}

/** The ids with all that they require, as far as it is known. */
function withRequired(registry: Registry, ids: readonly string[]): string[] {
  const all = new Set(ids.filter((id) => registry.plugins.has(id)));
  for (const id of all) {
    for (const { pluginId } of registry.plugins.get(id)!.requires)
      if (registry.plugins.has(pluginId)) all.add(pluginId);
  }
  return [...all];
}
