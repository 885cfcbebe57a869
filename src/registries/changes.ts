/** Makes the events of a change out of the records before and after it. */
import { type Entity, type EntityType, type PluginRecord, entityId, entityOwner } from './definitions.ts';
import { isBreaking } from './breaking.ts';
import type { Change, ChangeOperation, RegistryEvent, RegistryEventType } from './events.ts';

type Brought = Exclude<Entity, { typename: 'Plugin' }>;

/** What it takes to get from one record to the other; null when they are the same. */
export function changeBetween(before: Brought | null, after: Brought | null): Change | null {
  if (before && after) return updated(before, after);
  if (after)
    return { event: describe(eventOf(after.typename, 'Registered'), 'ADDED', [after]), entity: after };
  if (before)
    return { event: describe(eventOf(before.typename, 'Unregistered'), 'REMOVED', [before]), entity: null };
  return null;
}

/** An event about a plugin itself. `after` is null when it is gone altogether. */
export function pluginChange(
  type: Extract<RegistryEventType, `Plugin${string}`>,
  before: PluginRecord | undefined,
  after: PluginRecord | null,
): Change {
  const entities = [before, after].flatMap((record) =>
    record ? [{ typename: 'Plugin' as const, record }] : [],
  );
  const operation = after === null ? 'REMOVED' : before === undefined ? 'ADDED' : 'UPDATED';
  const event = describe(type, operation, entities);
  if (after && (type === 'PluginLoaded' || type === 'PluginReloaded')) event.version = after.version;
  return { event, entity: after && { typename: 'Plugin', record: after } };
}

/** Names of the fields in which two records differ, sorted. */
export function changedFields(before: object, after: object): string[] {
  const differs = ([key, value]: [string, unknown]) => {
    const old = (before as Record<string, unknown>)[key];
    return value !== old && JSON.stringify(value) !== JSON.stringify(old);
  };
  return Object.entries(after)
    .filter(differs)
    .map(([key]) => key)
    .sort();
}

function updated(before: Brought, after: Brought): Change | null {
  const fields = changedFields(before.record, after.record);
  if (fields.length === 0) return null;
  const event = describe(eventOf(after.typename, 'Updated'), 'UPDATED', [before, after]);
  event.changedFields = fields;
  if (before.typename === 'Tool' && after.typename === 'Tool')
    event.breaking = isBreaking(before.record, after.record);
  return { event, entity: after };
}

function eventOf<T extends Brought['typename'], F extends 'Registered' | 'Updated' | 'Unregistered'>(
  typename: T,
  fact: F,
): `${T}${F}` {
  return `${typename}${fact}`;
}

function describe(
  type: RegistryEventType,
  operation: ChangeOperation,
  entities: readonly Entity[],
): RegistryEvent {
  const subject = entities.at(-1)!;
  return {
    type,
    operation,
    typename: subject.typename satisfies EntityType,
    subjectId: entityId(subject),
    pluginId: entityOwner(subject),
    categories: unique(entities.flatMap(categoriesOf)),
    competencies: unique(entities.flatMap(competenciesOf)),
  };
}

function categoriesOf(entity: Entity): string[] {
  return entity.typename === 'Tool' || entity.typename === 'Competency' ? [entity.record.category] : [];
}

function competenciesOf(entity: Entity): string[] {
  if (entity.typename === 'Competency') return [entity.record.id];
  return entity.typename === 'Tool'
    ? entity.record.requiredCompetencies.map((required) => required.competencyId)
    : [];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
