/** Loads and unloads plugins while the service runs. */
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import { NameTaken, type PluginError } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import { isLoaded } from '../registries/plugins.ts';
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
import { checkHealth } from './lifecycle.ts';
import type { LivePlugins } from './live-plugins.ts';
import { loadOrder } from './load-order.ts';
import { planInTurn, planLoad } from './plan-plugin.ts';
import { type ReloadRequest, reloadPlugin } from './reload.ts';
import { configOf, restorePlugins } from './restore.ts';
import { closeAll, prepareTogether, startTogether } from './start-together.ts';
import { Supervisor } from './supervisor.ts';
import { type SwitchRequest, setEnabled } from './switch.ts';
import { type UnloadRequest, Unloads } from './unload.ts';

export type { ChangeRequest, HostOptions, Outcome };

export class PluginHost {
  readonly core: HostCore;
  readonly #supervisor: Supervisor;
  readonly #unloads: Unloads;

  constructor(options: HostOptions) {
    this.core = new HostCore(options);
    this.#supervisor = new Supervisor(this.core);
    this.#unloads = new Unloads(this.core);
    this.core.onStarted = (plugin) => this.#supervisor.watch(plugin);
    this.core.onUnloaded = (ids) => this.#supervisor.forget(ids);
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
   * Unloads a plugin, with `cascade` all that need it, too. Calls that run may end, for at most `drainTimeoutMs`, or are
   * cancelled at once (FORCE); FORCE also hurries an unload that waits, and answers what that did. Failing hooks do not
   * stop it: see `warnings`.
   * @throws NotFound | PluginInUse | RevisionConflict | StorageFull; SHUTTING_DOWN when the server stops meanwhile.
   */
  unload(request: UnloadRequest, actor: Actor): Promise<Outcome> {
    return this.#unloads.unload(request, actor);
  }

  /**
   * Enables or disables a loaded plugin. `mode`: of calls that run when it is disabled, as for `unload`.
   * @throws NotFound | PluginError (its hook threw or hung; it stays as it was) | StorageFull; SHUTTING_DOWN.
   */
  setEnabled(request: SwitchRequest, enabled: boolean, actor: Actor): Promise<Outcome> {
    const { core } = this;
    const { id, mode, dryRun = false } = request;
    const inTurn = () =>
      core.locks.hold([id], () => core.background.watch(setEnabled(core, request, enabled, actor)));
    return mode === 'FORCE' && !enabled && !dryRun ? core.drains.hurry([id], inTurn) : inTurn();
  }

  /**
   * Starts the code of a loaded plugin anew, as it is now, while the old one serves until the new one is ready;
   * what differs is one commit. If anything fails, the old code goes on. `mode`: of calls that use the old code then.
   * @throws NotFound | NameTaken | PluginError | StorageFull.
   */
  async reload(request: ReloadRequest, actor: Actor): Promise<Outcome> {
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
    this.core.drains.close();
    await this.core.stopAll();
    await this.core.background.idle();
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
