/** Brings back at start-up what was loaded before. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { DomainError, PluginError } from '../registries/errors.ts';
import type { Actor, Change } from '../registries/events.ts';
import { pluginChange } from '../registries/changes.ts';
import { previewChanges } from '../registries/plan.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import type { HostOptions } from './host-core.ts';
import { type LivePlugin, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import { checkRequiredPlugins, sortByDependency } from './load-order.ts';
import { planAvailable, planFailed, planRestored } from './plan-plugin.ts';
import type { OpenedPlugin } from './opened-plugin.ts';

/** What came up, and what sources have that cannot be used. */
interface Restored {
  plugins: LivePlugin[];
  problems: readonly PluginError[];
}

type Opened = ReadonlyMap<string, OpenedPlugin>;
/** A plugin that runs, or why it does not; null where one that it needs does not. */
type Started = LivePlugin | DomainError | null;

/**
 * Starts what was loaded before and what is chosen, side by side where dependencies allow, and commits all that
 * differs at once: nothing where nothing changed. A plugin that cannot come up is FAILED with its reason, and the
 * others come up.
 * @param choose which to load besides, once it is known what there is.
 */
export async function restorePlugins(
  options: HostOptions,
  choose: () => readonly string[],
  actor: Actor,
): Promise<Restored> {
  const { store, clock, sources } = options;
  const { found, problems } = await sources.discover(options, () => undefined, true);
  for (const { pluginId, message } of problems) options.log(pluginId).error(message);
  const opened: Opened = new Map(found.map((plugin) => [plugin.id, plugin]));
  try {
    const listed = previewChanges(store.current, planListing(store.current, opened));
    const loaded = Array.from(listed.plugins.values()).filter(isLoaded);
    const ids = sortByDependency(
      [...loaded.map(({ id }) => id), ...withRequired(listed, choose())],
      needsOf(listed, opened),
    );
    const started = await startAll(options, ids, listed, opened);
    await closeExcept(opened, ids);
    const { changes, plugins } = await planAll(options, ids, started, opened, clock.now().toISOString());
    await store.commit(() => changes, { actor });
    return { plugins, problems };
  } catch (error) {
    await closeExcept(opened, []);
    throw error;
  }
}

/** Starts each as soon as what it needs is started. */
async function startAll(
  options: HostOptions,
  ids: readonly string[],
  listed: Registry,
  opened: Opened,
): Promise<ReadonlyMap<string, Started>> {
  const needs = needsOf(listed, opened);
  const starting = new Map<string, Promise<Started>>();
  for (const id of ids) {
    const needed = [...needs(id)].flatMap((other) => starting.get(other) ?? []);
    const isUp = (one: Started) => one !== null && !(one instanceof DomainError);
    const start = async () =>
      (await Promise.all(needed)).every(isUp) ? startOne(options, listed.plugins.get(id)!, opened) : null;
    starting.set(id, start());
  }
  const started = await Promise.all([...starting].map(async ([id, one]) => [id, await one] as const));
  return new Map(started);
}

async function startOne(options: HostOptions, record: PluginRecord, opened: Opened): Promise<Started> {
  const { id } = record;
  const found = opened.get(id);
  if (!found) return new PluginError('MISSING_DEPENDENCY', id, `No source has plugin "${id}" any more.`);
  try {
    const plugin = await preparePlugin(options, found, configOf(options, record));
    await startPlugin(options, plugin, record.state !== 'DISABLED');
    return plugin;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** Plans the record of each, FAILED where it did not start or does not fit. */
async function planAll(
  options: HostOptions,
  ids: readonly string[],
  started: ReadonlyMap<string, Started>,
  opened: Opened,
  at: string,
): Promise<{ changes: Change[]; plugins: LivePlugin[] }> {
  const { current } = options.store;
  const changes: Change[] = planListing(current, opened, new Set(ids));
  const plugins: LivePlugin[] = [];
  let registry = previewChanges(current, changes);
  for (const id of ids) {
    const one = started.get(id)!;
    const record = registry.plugins.get(id) ?? listedRecord(current, opened.get(id)!);
    let planned: Change[];
    try {
      planned = planOne(registry, record, one, opened, at);
      registry = previewChanges(registry, planned);
      plugins.push(one as LivePlugin);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      options.log(id).error(error.message);
      if (one !== null && !(one instanceof DomainError)) await stopPlugin(options, one);
      else await opened.get(id)?.runtime.close();
      const failed = { ...record, config: configOf(options, record), loadedAt: record.loadedAt ?? at };
      planned = planFailed(registry, failed, error);
      registry = previewChanges(registry, planned);
    }
    changes.push(...planned);
  }
  return { changes, plugins };
}

/** @throws DomainError: why it does not come up. */
function planOne(
  registry: Registry,
  record: PluginRecord,
  one: Started,
  opened: Opened,
  at: string,
): Change[] {
  if (one instanceof DomainError) throw one;
  if (one !== null) return planRestored(registry, one, at);
  checkRequiredPlugins(registry, opened.get(record.id)?.description.plugin ?? record);
  const message = `A plugin that "${record.id}" needs did not come up.`;
  throw new PluginError('MISSING_DEPENDENCY', record.id, message);
}

function listedRecord(registry: Registry, { description, source }: OpenedPlugin): PluginRecord {
  const [change] = planAvailable(registry, description, source);
  return change!.entity!.record as PluginRecord;
}

/** As it was loaded; where that does not fit, the settings may have been mended. */
export function configOf(
  { pluginConfig }: Pick<HostOptions, 'pluginConfig'>,
  record: PluginRecord,
): JsonObject {
  const configured = pluginConfig[record.id];
  if (record.failure?.code === 'INVALID_CONFIG') return configured ?? record.config;
  return isLoaded(record) ? record.config : (configured ?? {});
}

async function closeExcept(opened: Opened, ids: readonly string[]): Promise<void> {
  const others = [...opened.values()].filter(({ id }) => !ids.includes(id));
  await Promise.all(others.map(({ runtime }) => runtime.close()));
}

/** What each plugin needs: what it requires, and whose competencies it uses. */
function needsOf(listed: Registry, opened: Opened): (id: string) => Iterable<string> {
  const owners = new Map<string, string>();
  for (const { id, description } of opened.values())
    for (const competency of description.competencies) owners.set(competency.id, id);
  return (id) => {
    const { competencies = [], tools = [] } = opened.get(id)?.description ?? {};
    const used = [
      ...competencies.flatMap(({ parents }) => parents),
      ...tools.flatMap(({ requiredCompetencies }) => requiredCompetencies.map((one) => one.competencyId)),
    ];
    const required = listed.plugins.get(id)?.requires.map(({ pluginId }) => pluginId) ?? [];
    const needed = new Set([...required, ...used.flatMap((one) => owners.get(one) ?? [])]);
    needed.delete(id);
    return needed;
  };
}

/** Lists what is there to be loaded, and drops what no longer is; `except` are about to be loaded. */
export function planListing(
  registry: Registry,
  known: Opened,
  except: ReadonlySet<string> = new Set(),
  isKnown: (id: string) => boolean = (id) => known.has(id),
): Change[] {
  const found = [...known]
    .filter(([id]) => !except.has(id) && !isLoaded(registry.plugins.get(id)))
    .flatMap(([, { description, source }]) => planAvailable(registry, description, source));
  const gone = Array.from(registry.plugins.values())
    .filter(({ id, state }) => state === 'AVAILABLE' && !isKnown(id))
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
