/** What every change of plugins needs: the code at hand, the sources, one change at a time for each plugin, the commit. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { NotLoaded, PluginError } from '../registries/errors.ts';
import type { Actor, Change, Commit } from '../registries/events.ts';
import { previewChanges } from '../registries/plan.ts';
import { dependentsOf, isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import type { RegistryStore } from '../storage/registry-store.ts';
import { Background } from './background.ts';
import { Drains } from './drains.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { UnloadMode } from './drain.ts';
import { type LivePlugin, type Surroundings, stopPlugin } from './lifecycle.ts';
import { LivePlugins } from './live-plugins.ts';
import { sortByDependency, unknownPlugin } from './load-order.ts';
import { type OpenedPlugin, openPlugin } from './opened-plugin.ts';
import type { PluginSource } from './runtime.ts';
import type { SourceSet } from './source-set.ts';

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
  sources: SourceSet;
  /** Configuration by plugin id, for a load that brings none. */
  pluginConfig: Readonly<Record<string, JsonObject>>;
  /** Milliseconds that running calls get to end when their plugin is unloaded, disabled or reloaded. */
  drainTimeoutMs: number;
}

/** Milliseconds a hook may take when the server stops. */
const LAST_HOOK_MS = 2_000;

export type Plan = (registry: Registry) => readonly Change[];

export class HostCore {
  readonly options: HostOptions;
  readonly live = new LivePlugins();
  readonly locks = new KeyedLock();
  readonly drains: Drains;
  readonly background: Background;
  /** Told of all code that was started and is current now. */
  onStarted: (plugin: LivePlugin) => void = () => {};
  /** Told of plugins that were unloaded. */
  onUnloaded: (ids: readonly string[]) => void = () => {};
  /** Code that was replaced and ends. */
  readonly #retiring = new Map<LivePlugin, Promise<unknown>>();
  #isStopping = false;

  constructor(options: HostOptions) {
    this.options = options;
    this.drains = new Drains(options, this.live);
    this.background = new Background((error) => options.log('').error(String(error)));
  }

  get registry(): Registry {
    return this.options.store.current;
  }

  /** Opens a plugin anew. @throws NotFound, PluginError. */
  async open(id: string): Promise<OpenedPlugin> {
    return openPlugin(this.options, this.sourceOf(id), id);
  }

  /** Of a plugin that runs: where it came from, as long as that still has it. @throws NotFound. */
  sourceOf(id: string): PluginSource {
    const { sources } = this.options;
    const own = sources.named(this.live.get(id)?.source ?? '');
    const source = own?.ids().includes(id) ? own : sources.of(id);
    if (source) return source;
    if (!isLoaded(this.registry.plugins.get(id))) throw unknownPlugin(this.registry, id);
    throw new PluginError('MISSING_DEPENDENCY', id, `No source has plugin "${id}" any more.`);
  }

  /** Runs alone among the changes of the plugins named; named again in its turn, since they may be others by then. */
  async holdAll<T>(name: () => readonly string[], run: (ids: readonly string[]) => Promise<T>): Promise<T> {
    for (;;) {
      const held = name();
      const result = await this.locks.hold(held, async () => {
        const ids = name();
        return ids.every((id) => held.includes(id)) ? { value: await run(ids) } : null;
      });
      if (result) return result.value;
    }
  }

  /** Ends code that was replaced, once its calls let it. */
  retire(before: LivePlugin, mode: UnloadMode): void {
    this.live.retire(before);
    const work = this.drains.ofCode(before, mode, async (drain) => {
      await drain.end();
      await this.stopCode([before]);
      this.#retiring.delete(before);
    });
    this.#retiring.set(before, work);
    this.background.leave(work);
  }

  /** Resolves when no code of these plugins that was replaced runs any more. */
  async retired(ids: readonly string[]): Promise<void> {
    const own = [...this.#retiring].filter(([{ id }]) => ids.includes(id));
    await Promise.all(own.map(([, work]) => work));
  }

  /** The code of these plugins, which serves nobody any more from now on. */
  take(ids: readonly string[]): LivePlugin[] {
    const code = ids.flatMap((id) => this.live.get(id) ?? []);
    for (const { id } of code) this.live.delete(id);
    return code;
  }

  /** Ends this code, in that order; code that took its place meanwhile goes on. */
  async stopCode(plugins: readonly LivePlugin[]): Promise<PluginError[]> {
    const warnings: PluginError[] = [];
    for (const plugin of plugins) {
      // A hook that hangs holds up a stop.
      const most = this.#isStopping ? LAST_HOOK_MS : Infinity;
      const hookTimeoutMs = Math.min(this.options.hookTimeoutMs, most);
      if (this.live.get(plugin.id) === plugin) this.live.delete(plugin.id);
      warnings.push(...(await stopPlugin({ ...this.options, hookTimeoutMs }, plugin)));
    }
    return warnings;
  }

  /** Ends all code, side by side, each after what needs it. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    const usersOf = (id: string) => dependentsOf(this.registry, id);
    const stopping = new Map<string, Promise<unknown>>();
    const running = new Map(this.live.all().map((plugin) => [plugin.id, plugin]));
    for (const id of sortByDependency([...running.keys()].reverse(), usersOf)) {
      const users = usersOf(id).flatMap((user) => stopping.get(user) ?? []);
      const stop = () => this.stopCode([running.get(id)!]);
      stopping.set(id, Promise.all(users).then(stop));
    }
    await Promise.all(stopping.values());
  }

  preview(ids: readonly string[], plan: Plan): Outcome {
    const planned = plan(this.registry);
    const registry = previewChanges(this.registry, planned);
    return { ids, planned, registry, commit: null, warnings: [] };
  }

  /** Commits a plan; whatever prevents that is thrown once `undo` has run. */
  async commit(
    ids: readonly string[],
    plan: Plan,
    { actor, expectedRevision }: { actor: Actor; expectedRevision?: number | undefined },
    undo: () => Promise<unknown>,
  ): Promise<Outcome> {
    const { store } = this.options;
    let planned: readonly Change[] = [];
    try {
      const commit = await store.commit((now) => (planned = plan(now)), { actor, expectedRevision });
      return { ids, planned, registry: store.current, commit, warnings: [] };
    } catch (error) {
      await undo();
      throw error;
    }
  }
}

/** @throws NotFound | NotLoaded. */
export function requireLoaded(registry: Registry, id: string): PluginRecord {
  const plugin = registry.plugins.get(id);
  if (!isLoaded(plugin)) throw plugin ? new NotLoaded(id) : unknownPlugin(registry, id);
  return plugin;
}
