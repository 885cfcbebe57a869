/** What unloading and disabling have in common: calls may end first, and meanwhile the plugins are DRAINING. */
import type { Actor } from '../registries/events.ts';
import type { Drain, UnloadMode } from './drain.ts';
import type { HostCore, Outcome } from './host-core.ts';
import { planDraining, planStaying } from './plan-draining.ts';

/** Who goes, how, and in which words. */
export interface Leaving {
  ids: readonly string[];
  mode: UnloadMode;
  /** What becomes of them. */
  what: 'unloaded' | 'disabled';
  actor: Actor;
  /** Holds for the first of the commits. */
  expectedRevision?: number | undefined;
}

/**
 * Takes plugins away by `go`, once their calls have ended or the deadline has passed. Where none runs, and by FORCE, that
 * is at once. `go` cancels what still runs by `drain.end()`. If it fails, plugins that were DRAINING are ENABLED again,
 * in a commit; where even that fails, at the next start.
 * @throws what `go` throws; DomainError SHUTTING_DOWN; RevisionConflict | StorageFull.
 */
export function leave(
  core: HostCore,
  leaving: Leaving,
  go: (drain: Drain, expectedRevision: number | undefined) => Promise<Outcome>,
): Promise<Outcome> {
  const { ids, mode, what, actor, expectedRevision } = leaving;
  const again = what === 'unloaded' ? 'Load' : 'Enable';
  const wasCut = (id: string) =>
    `Plugin "${id}" was ${what}, and the call did not end before. ${again} it again to call its tools.`;
  const isGoing = (id: string) =>
    `Plugin "${id}" is being ${what}: calls that run may end, new ones are refused. ${again} it again afterwards.`;
  return core.drains.ofPlugins(ids, mode, wasCut, async (drain) => {
    if (mode === 'FORCE' || !(await drain.isBusy())) return go(drain, expectedRevision);
    const { store } = core.options;
    await store.commit((now) => planDraining(now, ids, isGoing), { actor, expectedRevision });
    try {
      await drain.wait();
      return await go(drain, undefined);
    } catch (error) {
      await stay(core, leaving);
      throw error;
    }
  });
}

/** Why it did not go is what the caller has to know, not why staying failed, too. */
async function stay({ options }: HostCore, { ids, actor }: Leaving): Promise<void> {
  try {
    await options.store.commit((now) => planStaying(now, ids), { actor });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    options.log(ids.at(-1)!).error(`It stays DRAINING until it is enabled, or the next start: ${problem}`);
  }
}
