/** What the change stream is made of. */
import { encodeChangeCursor } from '../registries/cursor.ts';
import type { Actor as ActorRecord, Commit, RegistryEvent as Event } from '../registries/events.ts';
import type { CursorExpired, CursorInvalid } from '../storage/change-cursor.ts';
import type { ChangeItem } from '../storage/change-feed.ts';
import { builder } from './builder.ts';
import { ChangeOperationEnum, EntityTypeEnum, RegistryEventTypeEnum } from './enums.ts';
import { ErrorInterface } from './errors.ts';
import { RegistryEvent } from './event.ts';
import { type Failed, failed, isFailed } from './failure.ts';
import { Registry } from './registry.ts';
import { Actor } from './viewer.ts';

export interface Place {
  revision: number;
  follows: number;
}
/** A commit as it is delivered. */
export type DeliveredChange = Place & { commit: Commit; events: readonly Event[] };
type DeliveredProblem = Place & Failed<CursorExpired | CursorInvalid>;

export const RegistryItem = builder.interfaceRef<Place>('RegistryItem').implement({
  description: 'One item of the change stream.',
  fields: (t) => ({
    revision: t.exposeInt('revision', {
      description: 'Revision of the registry. All changes up to here that match were delivered.',
    }),
    follows: t.exposeInt('follows', {
      description:
        'Revision of the item delivered before this one on this subscription; of the first, that of `after`. ' +
        'A client that finds another value has lost something.',
    }),
    cursor: t.field({
      type: 'ChangeCursor',
      description: 'Go on from here: for `after`.',
      resolve: ({ revision }, _, { app }) => encodeChangeCursor({ epoch: app.store.journal.epoch, revision }),
    }),
    registry: t.field({
      type: Registry,
      description:
        'The registry as it is now. It has a constant id: select counts here and they stay live in a cache.',
      resolve: (_, __, { view }) => view.registry,
    }),
  }),
});

export const RegistryChange = builder.objectRef<DeliveredChange>('RegistryChange').implement({
  description: 'One commit: all of its events happened at once.',
  interfaces: [RegistryItem],
  isTypeOf: (value) => 'commit' in (value as object),
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'When it was committed.',
      resolve: ({ commit }) => commit.at,
    }),
    actor: t.field({
      type: Actor,
      description: 'Who did it.',
      resolve: ({ commit }): ActorRecord => commit.actor,
    }),
    events: t.field({
      type: [RegistryEvent],
      description: 'What happened, in order; with a filter, only what matches.',
      resolve: ({ events }) => [...events],
    }),
  }),
});

builder.objectRef<Place>('Heartbeat').implement({
  description: 'Nothing new. All changes up to `revision` that match were delivered.',
  interfaces: [RegistryItem],
  isTypeOf: (value) => (value as ChangeItem).kind === 'heartbeat',
  fields: () => ({}),
});

export const CursorExpiredType = problemType(
  'CursorExpired',
  'The history behind the cursor is no longer kept. Query again, then follow from here: `cursor` is the present, and the stream goes on from it.',
);

export const InvalidCursorType = problemType(
  'InvalidCursor',
  'Not a place in this change stream: garbage, of the future, of another stream or of a list. The stream ends.',
);

export const RegistryChangeFilter = builder.inputType('RegistryChangeFilter', {
  description: 'Which events are wanted. Fields are ANDed; the values of one field are ORed.',
  fields: (t) => ({
    type: t.field({ type: [RegistryEventTypeEnum], description: 'Of one of these types.' }),
    operation: t.field({ type: [ChangeOperationEnum], description: 'With one of these operations.' }),
    typename: t.field({ type: [EntityTypeEnum], description: 'About one of these types of things.' }),
    pluginId: t.idList({ description: 'About one of these plugins or what they bring.' }),
    category: t.stringList({
      description: 'About tools or competencies that are or were in one of these categories.',
    }),
    competency: t.idList({
      description: 'About one of these competencies, or tools that require or required one.',
    }),
  }),
});

export function problem(
  error: CursorExpired | CursorInvalid,
  { revision, follows }: Place,
): DeliveredProblem {
  return { revision, follows, ...failed(error) };
}

function problemType(name: string, description: string) {
  return builder.objectRef<DeliveredProblem>(name).implement({
    description,
    interfaces: [RegistryItem, ErrorInterface] as never,
    isTypeOf: isFailed(name),
    fields: () => ({}),
  });
}
