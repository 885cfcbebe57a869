/** Unloads plugins while the service runs. */
import { PluginInUse } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import { cascadeOf, dependentsOf, isLoaded } from '../registries/plugins.ts';
import type { Registry } from '../registries/registry.ts';
import { refuseOtherRevision } from '../storage/registry-store.ts';
import type { UnloadMode } from './drain.ts';
import { type ChangeRequest, type HostCore, type Outcome, type Plan, requireLoaded } from './host-core.ts';
import { leave } from './leave.ts';
import { planInTurn, planUnload } from './plan-plugin.ts';

export interface UnloadRequest extends ChangeRequest {
  /** Also all that need it. */
  cascade?: boolean | undefined;
  /** Default DRAIN. */
  mode?: UnloadMode | undefined;
}

/** An unload by FORCE that waits for its turn. */
interface Forced {
  id: string;
  /** Of another unload, which took the plugin meanwhile. */
  outcome: Outcome | null;
}

export class Unloads {
  readonly #core: HostCore;
  readonly #forced = new Set<Forced>();

  constructor(core: HostCore) {
    this.#core = core;
  }

  /** See `PluginHost.unload`. */
  async unload(request: UnloadRequest, actor: Actor): Promise<Outcome> {
    const { id, cascade, mode, dryRun, expectedRevision } = request;
    const { registry, drains } = this.#core;
    if (mode !== 'FORCE' || dryRun) return this.#inTurn(request, actor);
    refuseOtherRevision(registry, expectedRevision);
    const forced: Forced = { id, outcome: null };
    this.#forced.add(forced);
    try {
      const ids = cascade ? cascadeOf(registry, id) : [id];
      return await drains.hurry(ids, () => this.#inTurn(request, actor, forced));
    } finally {
      this.#forced.delete(forced);
    }
  }

  #inTurn(request: UnloadRequest, actor: Actor, forced?: Forced): Promise<Outcome> {
    const core = this.#core;
    const { id } = request;
    return core.holdAll(
      () => cascadeOf(core.registry, id),
      async (all) => {
        if (forced?.outcome && !isLoaded(core.registry.plugins.get(id))) return forced.outcome;
        const outcome = await core.background.watch(unloadPlugins(core, all, request, actor));
        if (outcome.commit) this.#tell(outcome);
        return outcome;
      },
    );
  }

  #tell(outcome: Outcome): void {
    for (const forced of this.#forced) if (outcome.ids.includes(forced.id)) forced.outcome = outcome;
  }
}

/**
 * Unloads a plugin, and with `cascade` all that need it. What runs of them has ended when this resolves.
 * @param all the plugin and what needs it, each after those that need it; the caller holds their locks.
 */
async function unloadPlugins(
  core: HostCore,
  all: readonly string[],
  request: UnloadRequest,
  actor: Actor,
): Promise<Outcome> {
  const { expectedRevision, mode = 'DRAIN' } = request;
  refuseOtherRevision(core.registry, expectedRevision);
  requireLoaded(core.registry, request.id);
  const ids = request.cascade ? all : [request.id];
  const plan: Plan = (registry) => {
    refuseDependents(registry, request.id, ids);
    return planInTurn(registry, ids, (now, id) =>
      planUnload(now, requireLoaded(now, id), core.options.sources.of(id) !== undefined),
    );
  };
  if (request.dryRun) return core.preview(ids, plan);
  // Before anybody waits; and again with the commit, since others may have come by then.
  refuseDependents(core.registry, request.id, ids);
  return leave(core, { ids, mode, what: 'unloaded', actor, expectedRevision }, async (drain, expected) => {
    const options = { actor, expectedRevision: expected };
    const outcome = await core.commit(ids, plan, options, () => Promise.resolve());
    core.onUnloaded(ids);
    // Only what was taken out of the registry for good loses its calls and its code.
    const code = core.take(ids);
    await drain.end();
    const warnings = await core.stopCode(code);
    await core.retired(ids);
    return { ...outcome, warnings };
  });
}

function refuseDependents(registry: Registry, id: string, going: readonly string[]): void {
  const staying = dependentsOf(registry, id).filter((dependent) => !going.includes(dependent));
  if (staying.length > 0) throw new PluginInUse(id, staying);
}
