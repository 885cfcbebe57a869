/** Enables and disables loaded plugins. */
import { PluginError } from '../registries/errors.ts';
import type { PluginRecord } from '../registries/definitions.ts';
import type { Actor } from '../registries/events.ts';
import type { UnloadMode } from './drain.ts';
import { type ChangeRequest, type HostCore, type Outcome, type Plan, requireLoaded } from './host-core.ts';
import { leave } from './leave.ts';
import { switchPlugin } from './lifecycle.ts';
import { planState } from './plan-plugin.ts';

export interface SwitchRequest extends ChangeRequest {
  /** Of calls that run when it is disabled; default DRAIN. */
  mode?: UnloadMode | undefined;
}

/** The caller holds the plugin's lock. @throws as `PluginHost.setEnabled`. */
export async function setEnabled(
  core: HostCore,
  request: SwitchRequest,
  enabled: boolean,
  actor: Actor,
): Promise<Outcome> {
  const { id, mode = 'DRAIN' } = request;
  const record = requireLoaded(core.registry, id);
  if (record.state === 'FAILED') throw cannotSwitch(record);
  const state = enabled ? 'ENABLED' : 'DISABLED';
  const plan: Plan = (registry) =>
    planState(registry, requireLoaded(registry, id), state, core.live.get(id)!.description);
  if (request.dryRun || record.state === state) return core.preview([id], plan);
  if (enabled) return switchAndCommit(core, id, { enabled, plan, actor });
  return leave(core, { ids: [id], mode, what: 'disabled', actor }, async (drain) => {
    // Before its hook, which may take away what they use.
    await drain.end();
    const outcome = await switchAndCommit(core, id, { enabled, plan, actor });
    // Those that came before the commit.
    await drain.end();
    return outcome;
  });
}

interface Switch {
  enabled: boolean;
  plan: Plan;
  actor: Actor;
}

async function switchAndCommit(
  core: HostCore,
  id: string,
  { enabled, plan, actor }: Switch,
): Promise<Outcome> {
  const { options } = core;
  const live = core.live.get(id)!;
  // One that was DRAINING and did not go is enabled already.
  const isOther = live.enabled !== enabled;
  if (isOther) await switchPlugin(options, live, enabled);
  return core.commit([id], plan, { actor }, async () => {
    if (!isOther) return;
    // Why it was not committed is what the caller has to know, not why going back failed, too.
    await switchPlugin(options, live, !enabled).catch((error: PluginError) => {
      live.enabled = !enabled;
      options.log(id).error(error.message);
    });
  });
}

function cannotSwitch({ id, failure }: PluginRecord): PluginError {
  const message = `Plugin "${id}" is FAILED: ${failure?.message ?? ''} Load it again, with another \`config\` if that is at fault, or unload it.`;
  return new PluginError('INVALID_PLUGIN', id, message, { path: ['id'] });
}
