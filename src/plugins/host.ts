/** Loads and unloads plugins while the service runs. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { NameTaken, PluginError, PluginInUse } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import { cascadeOf, dependentsOf, isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import { refuseOtherRevision } from '../storage/registry-store.ts';
import {
  type ChangeRequest,
  type HostOptions,
  type Outcome,
  type Plan,
  HostCore,
  requireLoaded,
} from './host-core.ts';
import { checkHealth, switchPlugin } from './lifecycle.ts';
import type { LivePlugins } from './live-plugins.ts';
import { loadOrder } from './load-order.ts';
import { planInTurn, planLoad, planState, planUnload } from './plan-plugin.ts';
import { reloadPlugin } from './reload.ts';
import { configOf, restorePlugins } from './restore.ts';
import { closeAll, prepareTogether, startTogether } from './start-together.ts';
import { Supervisor } from './supervisor.ts';

export type { ChangeRequest, HostOptions, Outcome };

export class PluginHost {
  readonly core: HostCore;
  readonly #supervisor: Supervisor;

  constructor(options: HostOptions) {
    this.core = new HostCore(options);
    this.#supervisor = new Supervisor(this.core);
    this.core.onStarted = (plugin) => this.#supervisor.watch(plugin);
  }

  /** The code at hand. */
  get live(): LivePlugins {
    return this.core.live;
  }

  /** Brings back what was loaded, loads `choose`s plugins too, and commits the differences at once. */
  async restore(choose: () => readonly string[], actor: Actor): Promise<readonly PluginError[]> {
    const { plugins, problems } = await restorePlugins(this.core.options, choose, actor);
    for (const plugin of plugins) {
      this.live.set(plugin);
      this.core.onStarted(plugin);
    }
    return problems;
  }

  /**
   * Loads a plugin, and first whatever it requires: all of it or nothing.
   * @throws NotFound | NameTaken | PluginError | RevisionConflict | StorageFull.
   */
  async load(request: ChangeRequest & { config?: JsonObject | undefined }, actor: Actor): Promise<Outcome> {
    const { core } = this;
    const { options } = core;
    return core.holdAll(
      () => this.#loadOrder(request.id),
      async (ids) => {
        refuseOtherRevision(core.registry, request.expectedRevision);
        refuseLoaded(core.registry, request.id);
        const choices = ids.map((id) => ({ id, config: this.#configFor(id, request) }));
        const plugins = await prepareTogether(options, choices, (id) => core.open(id));
        const at = options.clock.now().toISOString();
        const plan: Plan = (registry) =>
          planInTurn(registry, plugins, (now, plugin) => planLoad(now, plugin, at));
        if (request.dryRun)
          return Promise.resolve()
            .then(() => core.preview(ids, plan))
            .finally(() => closeAll(plugins));
        await startTogether(options, plugins);
        for (const plugin of plugins) core.live.set(plugin);
        const { expectedRevision } = request;
        const outcome = await core.commit(ids, plan, { actor, expectedRevision }, () =>
          core.stopCode(plugins.toReversed()),
        );
        plugins.forEach(core.onStarted);
        return outcome;
      },
    );
  }

  /**
   * Unloads a plugin, with `cascade` all that need it, too. Failing hooks do not stop it: see `warnings`.
   * @throws NotFound | PluginInUse | RevisionConflict | StorageFull.
   */
  async unload(request: ChangeRequest & { cascade?: boolean | undefined }, actor: Actor): Promise<Outcome> {
    const { core } = this;
    return core.holdAll(
      () => cascadeOf(core.registry, request.id),
      async (all) => {
        refuseOtherRevision(core.registry, request.expectedRevision);
        requireLoaded(core.registry, request.id);
        const ids = request.cascade ? all : [request.id];
        const plan: Plan = (registry) => {
          refuseDependents(registry, request.id, request.cascade ? ids : []);
          return planInTurn(registry, ids, (now, id) =>
            planUnload(now, requireLoaded(now, id), this.#has(id)),
          );
        };
        if (request.dryRun) return core.preview(ids, plan);
        const { expectedRevision } = request;
        const outcome = await core.commit(ids, plan, { actor, expectedRevision }, () => Promise.resolve());
        this.#supervisor.forget(ids);
        const code = ids.flatMap((id) => core.live.get(id) ?? []);
        return { ...outcome, warnings: await core.stopCode(code) };
      },
    );
  }

  /**
   * Enables or disables a loaded plugin.
   * @throws NotFound | PluginError (its hook threw or hung; it stays as it was) | StorageFull.
   */
  async setEnabled(request: ChangeRequest, enabled: boolean, actor: Actor): Promise<Outcome> {
    const { core } = this;
    return core.locks.hold([request.id], async () => {
      const record = requireLoaded(core.registry, request.id);
      if (record.state === 'FAILED') throw cannotSwitch(record);
      const state = enabled ? 'ENABLED' : 'DISABLED';
      const live = this.live.get(request.id)!;
      const plan: Plan = (registry) =>
        planState(registry, requireLoaded(registry, request.id), state, live.description);
      if (request.dryRun || record.state === state) return core.preview([request.id], plan);
      await switchPlugin(core.options, live, enabled);
      return core.commit([request.id], plan, { actor }, () =>
        // Why it was not committed is what the caller has to know, not why going back failed, too.
        switchPlugin(core.options, live, !enabled).catch((error: PluginError) => {
          live.enabled = !enabled;
          core.options.log(live.id).error(error.message);
        }),
      );
    });
  }

  /**
   * Starts the code of a loaded plugin anew, as it is now, while the old one serves until the new one is ready;
   * what differs is one commit. If anything fails, the old code goes on.
   * @throws NotFound | NameTaken | PluginError | StorageFull.
   */
  async reload(request: ChangeRequest, actor: Actor): Promise<Outcome> {
    const { state, config } = requireLoaded(this.core.registry, request.id);
    if (state === 'FAILED') return this.load({ ...request, config }, actor);
    return this.core.locks.hold([request.id], () => reloadPlugin(this.core, request, actor));
  }

  /** Asks a plugin how it is, now. */
  async health(plugin: PluginRecord): Promise<{ ok: boolean; message: string; checkedAt: Date }> {
    const { options, live } = this.core;
    const code = live.get(plugin.id);
    const report = code
      ? await checkHealth(options, code)
      : { ok: false, message: plugin.failure?.message ?? `It is ${plugin.state}.` };
    const message = report.message ?? (report.ok ? 'It works.' : 'It does not work.');
    return { ok: report.ok, message, checkedAt: options.clock.now() };
  }

  /** Ends every plugin, side by side where dependencies allow: each after those that need it. */
  async close(): Promise<void> {
    this.#supervisor.close();
    this.live.abandon();
    await this.core.stopAll();
    await this.core.idle();
  }

  /** A plugin that could not be described is not listed; trying to load it tells why. */
  #loadOrder(id: string): string[] {
    const { registry, options } = this.core;
    const problem = options.sources.problemOf(id);
    if (!registry.plugins.has(id) && !this.#has(id) && problem) throw problem;
    return !registry.plugins.has(id) && this.#has(id) ? [id] : loadOrder(registry, id);
  }

  #configFor(id: string, request: { id: string; config?: JsonObject | undefined }): JsonObject {
    if (id === request.id && request.config) return request.config;
    const record = this.core.registry.plugins.get(id);
    return record ? configOf(this.core.options, record) : (this.core.options.pluginConfig[id] ?? {});
  }

  #has(id: string): boolean {
    return this.core.options.sources.of(id) !== undefined;
  }
}

function refuseLoaded(registry: Registry, id: string): void {
  const plugin = registry.plugins.get(id);
  if (!isLoaded(plugin) || plugin.state === 'FAILED') return;
  throw new NameTaken(`Plugin "${id}" is loaded already. Unload it first, or reload it.`, [id], id);
}

function refuseDependents(registry: Registry, id: string, going: readonly string[]): void {
  const staying = dependentsOf(registry, id).filter((dependent) => !going.includes(dependent));
  if (staying.length > 0) throw new PluginInUse(id, staying);
}

function cannotSwitch({ id, failure }: PluginRecord): PluginError {
  const message = `Plugin "${id}" is FAILED: ${failure?.message ?? ''} Load it again, with another \`config\` if that is at fault, or unload it.`;
  return new PluginError('INVALID_PLUGIN', id, message, { path: ['id'] });
}
