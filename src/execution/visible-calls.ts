/** Which calls somebody may see: decided here alone, for lists, single calls and the stream. */
import { type Caller, hasScope } from '../access.ts';
import type { Execution } from './execution.ts';

export interface VisibleCalls {
  /** Those of this caller, by name; null for nobody's. */
  ofActor: string | null;
  /** Those of anybody, while they wait for approval. */
  awaitingApproval: boolean;
}

/**
 * With `registry:read` all (undefined), with `tool:execute` one's own; with `tool:approve` what waits for approval, as
 * long as it waits: nobody can judge what they do not see, and what comes of it is for others. Null for none at all.
 */
export function visibleCalls(caller: Caller): VisibleCalls | undefined | null {
  if (hasScope(caller, 'registry:read')) return undefined;
  const ofActor = hasScope(caller, 'tool:execute') ? caller.actor.name : null;
  const awaitingApproval = hasScope(caller, 'tool:approve');
  return ofActor === null && !awaitingApproval ? null : { ofActor, awaitingApproval };
}

/** @param visible undefined for all. */
export function isVisible(
  { actorName, status }: { actorName: string; status: Execution['status'] },
  visible: VisibleCalls | undefined,
): boolean {
  if (visible === undefined || visible.ofActor === actorName) return true;
  return visible.awaitingApproval && status === 'AWAITING_APPROVAL';
}

export function maySee(caller: Caller, { actor, status }: Execution): boolean {
  const visible = visibleCalls(caller);
  return visible !== null && isVisible({ actorName: actor.name, status }, visible);
}
