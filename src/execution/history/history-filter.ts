import type { Step } from '../execution.ts';
import { type VisibleCalls, isVisible } from '../visible-calls.ts';
import type { ExecutionFilter } from './history.ts';

type Value = string | number;

/** The filter in SQL. `also`: further conditions, each with its value. */
export function condition(
  filter: ExecutionFilter,
  also: readonly (readonly [sql: string, value: Value])[],
): { where: string; values: Value[] } {
  const { queuedAfter, queuedBefore, visible } = filter;
  const parts: [sql: string, values: readonly Value[]][] = [
    ...anyOf('id', filter.id),
    ...anyOf('tool', filter.tool),
    ...anyOf('plugin', filter.pluginId),
    ...anyOf('agent', filter.agentId),
    ...anyOf('status', filter.status),
    ...(visible ? [seenBy(visible)] : []),
    ...(queuedAfter ? [['queued_at > ?', [queuedAfter.getTime()]] as [string, Value[]]] : []),
    ...(queuedBefore ? [['queued_at < ?', [queuedBefore.getTime()]] as [string, Value[]]] : []),
    ...also.map(([sql, value]) => [sql, [value]] as [string, Value[]]),
  ];
  const where = parts.length > 0 ? `WHERE ${parts.map(([sql]) => sql).join(' AND ')}` : '';
  return { where, values: parts.flatMap(([, values]) => values) };
}

function anyOf(column: string, values: readonly string[] | null | undefined): [string, readonly Value[]][] {
  if (values == null) return [];
  return [[`${column} IN (${values.map(() => '?').join(', ')})`, values]];
}

// As `isVisible` says it.
function seenBy({ ofActor, awaitingApproval }: VisibleCalls): [string, readonly Value[]] {
  const [own, ownValues] = anyOf('actor', ofActor === null ? [] : [ofActor])[0]!;
  return awaitingApproval ? [`(${own} OR status = 'AWAITING_APPROVAL')`, ownValues] : [own, ownValues];
}

/** Does a step match? Its status is that after the step. */
export function stepMatches({ execution, status }: Step, filter: ExecutionFilter): boolean {
  const { id, toolName, pluginId, agentId, queuedAt, actorName } = execution;
  return (
    (filter.id?.includes(id) ?? true) &&
    (filter.tool?.includes(toolName) ?? true) &&
    (filter.pluginId?.includes(pluginId) ?? true) &&
    (filter.agentId == null || (agentId !== null && filter.agentId.includes(agentId))) &&
    (filter.status?.includes(status) ?? true) &&
    isVisible({ actorName, status }, filter.visible) &&
    (filter.queuedAfter == null || queuedAt > filter.queuedAfter) &&
    (filter.queuedBefore == null || queuedAt < filter.queuedBefore)
  );
}
