import type { EntityType } from '../registries/definitions.ts';
import type { ChangeOperation, RegistryEvent, RegistryEventType } from '../registries/events.ts';

/** Fields are ANDed, the values of one field ORed. */
export interface ChangeFilter {
  type?: readonly RegistryEventType[] | null;
  operation?: readonly ChangeOperation[] | null;
  typename?: readonly EntityType[] | null;
  pluginId?: readonly string[] | null;
  category?: readonly string[] | null;
  competency?: readonly string[] | null;
}

/** The events of a commit that match; the very same list when all do. */
export function matchingEvents(
  events: readonly RegistryEvent[],
  filter: ChangeFilter | null,
): readonly RegistryEvent[] {
  if (!filter) return events;
  const matching = events.filter((event) => matches(event, filter));
  return matching.length === events.length ? events : matching;
}

function matches(event: RegistryEvent, filter: ChangeFilter): boolean {
  return (
    (filter.type?.includes(event.type) ?? true) &&
    (filter.operation?.includes(event.operation) ?? true) &&
    (filter.typename?.includes(event.typename) ?? true) &&
    (filter.pluginId?.includes(event.pluginId) ?? true) &&
    (filter.category?.some((category) => event.categories.includes(category)) ?? true) &&
    (filter.competency?.some((competency) => event.competencies.includes(competency)) ?? true)
  );
}
