/** Replaces the code of a loaded plugin while it serves. */
import type { Actor } from '../registries/events.ts';
import type { UnloadMode } from './drain.ts';
import { type ChangeRequest, type HostCore, type Outcome, type Plan, requireLoaded } from './host-core.ts';
import { type LivePlugin, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import { planReloaded } from './plan-plugin.ts';

export interface ReloadRequest extends ChangeRequest {
  /** Of the calls that use the old code; default DRAIN. */
  mode?: UnloadMode | undefined;
}

/**
 * The new code is described, checked and started first; the old one goes on until then, and where that fails. What
 * differs is one commit. The old code ends after its last call, or cancels those that run at the deadline; the answer
 * does not wait for that.
 * @throws NotFound | NameTaken | PluginError | StorageFull.
 */
export async function reloadPlugin(core: HostCore, request: ReloadRequest, actor: Actor): Promise<Outcome> {
  const { options } = core;
  const { mode = 'DRAIN' } = request;
  const { id, state, config } = requireLoaded(core.registry, request.id);
  const next = await preparePlugin(options, await core.open(id), config);
  const at = options.clock.now().toISOString();
  const plan: Plan = (registry) => planReloaded(registry, next, at);
  try {
    const preview = core.preview([id], plan);
    if (!request.dryRun)
      return await replace(core, next, plan, { actor, mode, enabled: state !== 'DISABLED' });
    await next.runtime.close();
    return preview;
  } catch (error) {
    await next.runtime.close();
    throw error;
  }
}

async function replace(
  core: HostCore,
  next: LivePlugin,
  plan: Plan,
  { actor, mode, enabled }: { actor: Actor; mode: UnloadMode; enabled: boolean },
): Promise<Outcome> {
  const { options, live } = core;
  await startPlugin(options, next, enabled);
  const before = live.get(next.id);
  const undo = before ? live.replace(before, next) : () => live.delete(next.id);
  if (!before) live.set(next);
  const outcome = await core.commit([next.id], plan, { actor }, async () => {
    undo();
    await stopPlugin(options, next);
  });
  core.onStarted(next);
  options.log(next.id).info('Reloaded.');
  // Calls of code that was replaced before that, too.
  if (mode === 'FORCE') core.drains.hurryCode(next.id);
  if (before) core.retire(before, mode);
  return outcome;
}
