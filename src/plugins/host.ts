/** Loads and unloads plugins while the service runs. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { NameTaken, NotLoaded, PluginError, PluginInUse } from '../registries/errors.ts';
import type { Actor, Change, Commit } from '../registries/events.ts';
import { previewChanges } from '../registries/plan.ts';
import { cascadeOf, dependentsOf, isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import { type RegistryStore, refuseOtherRevision } from '../storage/registry-store.ts';
import { KeyedLock } from './keyed-lock.ts';
import { type LivePlugin, type Surroundings, checkHealth, stopPlugin, switchPlugin } from './lifecycle.ts';
import { loadOrder, unknownPlugin } from './load-order.ts';
import { planInTurn, planLoad, planState, planUnload } from './plan-plugin.ts';
import { restorePlugins } from './restore.ts';
import type { PluginSource } from './runtime.ts';
import { type PluginChoice, closeAll, prepareTogether, startTogether } from './start-together.ts';

/** How a change is asked for. */
export interface ChangeRequest {
  id: string;
  /** Plan only. */
  dryRun?: boolean | undefined;
  /** Only if the registry is still at this revision. */
  expectedRevision?: number | undefined;
}

/** What a change did, or on a dry run would do. */
export interface Outcome {
  /** The plugins concerned, in the order in which they were changed. */
  ids: readonly string[];
  planned: readonly Change[];
  /** The registry with the change in it. */
  registry: Registry;
  /** Null on a dry run and when nothing had to change. */
  commit: Commit | null;
  /** Hooks that failed where that could not stop the change. */
  warnings: readonly PluginError[];
}

export interface HostOptions extends Surroundings {
  store: RegistryStore;
  sources: readonly PluginSource[];
  /** Configuration by plugin id, for a load that brings none. */
  pluginConfig: Readonly<Record<string, JsonObject>>;
}

type Plan = (registry: Registry) => readonly Change[];

export class PluginHost {
  readonly #options: HostOptions;
  readonly #live = new Map<string, LivePlugin>();
  readonly #locks = new KeyedLock();

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** The code of a plugin; undefined unless it runs. */
  live(id: string): LivePlugin | undefined {
    return this.#live.get(id);
  }

  /** Brings back what was loaded, loads `wanted` too, and commits the differences at once. */
  async restore(wanted: readonly string[], actor: Actor): Promise<void> {
    for (const plugin of await restorePlugins(this.#options, wanted, actor))
      this.#live.set(plugin.id, plugin);
  }

  /**
   * Loads a plugin, and first whatever it requires: all of it or nothing.
   * @throws NotFound | NameTaken | PluginError | RevisionConflict | StorageFull.
   */
  async load(request: ChangeRequest & { config?: JsonObject | undefined }, actor: Actor): Promise<Outcome> {
    const { store, clock } = this.#options;
    return this.#locks.hold(this.#loadOrder(request.id), async () => {
      refuseOtherRevision(store.current, request.expectedRevision);
      refuseLoaded(store.current, request.id);
      const ids = this.#loadOrder(request.id);
      const plugins = await prepareTogether(this.#options, this.#choose(ids, request));
      const at = clock.now().toISOString();
      const plan: Plan = (registry) =>
        planInTurn(registry, plugins, (now, plugin) => planLoad(now, plugin, at));
      if (request.dryRun) return this.#preview(ids, plan).finally(() => closeAll(plugins));
      await startTogether(this.#options, plugins);
      for (const plugin of plugins) this.#live.set(plugin.id, plugin);
      return this.#commit(ids, plan, request, actor, () => this.#stop(ids.toReversed()));
    });
  }

  /**
   * Unloads a plugin, with `cascade` all that need it, too. Failing hooks do not stop it: see `warnings`.
   * @throws NotFound | PluginInUse | RevisionConflict | StorageFull.
   */
  async unload(request: ChangeRequest & { cascade?: boolean | undefined }, actor: Actor): Promise<Outcome> {
    const { store } = this.#options;
    return this.#locks.hold(cascadeOf(store.current, request.id), async () => {
      refuseOtherRevision(store.current, request.expectedRevision);
      requireLoaded(store.current, request.id);
      const ids = cascadeOf(store.current, request.id);
      const plan: Plan = (registry) => {
        refuseDependents(registry, request.id, request.cascade ? ids : []);
        return planInTurn(registry, ids, (now, id) => planUnload(now, requireLoaded(now, id), this.#has(id)));
      };
      if (request.dryRun) return this.#preview(ids, plan);
      const outcome = await this.#commit(ids, plan, request, actor, () => Promise.resolve());
      return { ...outcome, warnings: await this.#stop(ids) };
    });
  }

  /**
   * Enables or disables a loaded plugin.
   * @throws NotFound | PluginError (its hook threw or hung; it stays as it was) | StorageFull.
   */
  async setEnabled(request: ChangeRequest, enabled: boolean, actor: Actor): Promise<Outcome> {
    const { store } = this.#options;
    return this.#locks.hold([request.id], async () => {
      const record = requireLoaded(store.current, request.id);
      if (record.state === 'FAILED') throw cannotSwitch(record);
      const state = enabled ? 'ENABLED' : 'DISABLED';
      const plan: Plan = (registry) => planState(registry, requireLoaded(registry, request.id), state);
      if (request.dryRun || record.state === state) return this.#preview([request.id], plan);
      const live = this.#live.get(request.id)!;
      await switchPlugin(this.#options, live, enabled);
      return this.#commit([request.id], plan, request, actor, () =>
        switchPlugin(this.#options, live, !enabled),
      );
    });
  }

  /** Asks a plugin how it is, now. */
  async health(plugin: PluginRecord): Promise<{ ok: boolean; message: string; checkedAt: Date }> {
    const live = this.#live.get(plugin.id);
    const report = live
      ? await checkHealth(this.#options, live)
      : { ok: false, message: plugin.failure?.message ?? `It is ${plugin.state}.` };
    const message = report.message ?? (report.ok ? 'It works.' : 'It does not work.');
    return { ok: report.ok, message, checkedAt: this.#options.clock.now() };
  }

  /** Ends every plugin, the last one loaded first. */
  async close(): Promise<void> {
    await this.#stop([...this.#live.keys()].reverse());
  }

  /** A plugin that could not be described is not listed; trying to load it tells why. */
  #loadOrder(id: string): string[] {
    const { current } = this.#options.store;
    return !current.plugins.has(id) && this.#has(id) ? [id] : loadOrder(current, id);
  }

  #choose(ids: readonly string[], request: { id: string; config?: JsonObject | undefined }): PluginChoice[] {
    const { store, pluginConfig } = this.#options;
    return ids.map((id) => {
      const before = store.current.plugins.get(id);
      const known = before?.state === 'FAILED' ? before.config : (pluginConfig[id] ?? {});
      return { id, source: this.#sourceOf(id), config: (id === request.id && request.config) || known };
    });
  }

  async #stop(ids: readonly string[]): Promise<PluginError[]> {
    const warnings: PluginError[] = [];
    for (const id of ids) {
      const plugin = this.#live.get(id);
      this.#live.delete(id);
      if (plugin) warnings.push(...(await stopPlugin(this.#options, plugin)));
    }
    return warnings;
  }

  async #preview(ids: readonly string[], plan: Plan): Promise<Outcome> {
    const { current } = this.#options.store;
    const planned = plan(current);
    return { ids, planned, registry: previewChanges(current, planned), commit: null, warnings: [] };
  }

  async #commit(
    ids: readonly string[],
    plan: Plan,
    { expectedRevision }: ChangeRequest,
    actor: Actor,
    undo: () => Promise<unknown>,
  ): Promise<Outcome> {
    const { store } = this.#options;
    let planned: readonly Change[] = [];
    try {
      const commit = await store.commit((now) => (planned = plan(now)), { actor, expectedRevision });
      return { ids, planned, registry: store.current, commit, warnings: [] };
    } catch (error) {
      await undo();
      throw error;
    }
  }

  #has(id: string): boolean {
    return this.#options.sources.some((source) => source.ids().includes(id));
  }

  #sourceOf(id: string): PluginSource {
    const source = this.#options.sources.find((candidate) => candidate.ids().includes(id));
    if (!source) throw unknownPlugin(this.#options.store.current, id);
    return source;
  }
}

function requireLoaded(registry: Registry, id: string): PluginRecord {
  const plugin = registry.plugins.get(id);
  if (!isLoaded(plugin)) throw plugin ? new NotLoaded(id) : unknownPlugin(registry, id);
  return plugin;
}

function refuseLoaded(registry: Registry, id: string): void {
  const plugin = registry.plugins.get(id);
  if (!isLoaded(plugin) || plugin.state === 'FAILED') return;
  throw new NameTaken(`Plugin "${id}" is loaded already. Unload it first.`, [id], id);
}

function refuseDependents(registry: Registry, id: string, going: readonly string[]): void {
  const staying = dependentsOf(registry, id).filter((dependent) => !going.includes(dependent));
  if (staying.length > 0) throw new PluginInUse(id, staying);
}

function cannotSwitch({ id, failure }: PluginRecord): PluginError {
  const message = `Plugin "${id}" is FAILED: ${failure?.message ?? ''} Load it again, or unload it.`;
  return new PluginError('INVALID_PLUGIN', id, message, { path: ['id'] });
}
