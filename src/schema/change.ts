/** The change stream: `registryChanges` for those who follow, `changes` for those who poll. */
import { encodeChangeCursor } from '../registries/cursor.ts';
import type { Actor as ActorRecord, Commit, RegistryEvent as Event } from '../registries/events.ts';
import { CursorExpired, CursorInvalid } from '../storage/change-cursor.ts';
import { ChangeFeed, type FeedItem } from '../storage/change-feed.ts';
import { readHistory } from '../storage/change-pages.ts';
import { builder } from './builder.ts';
import { type SchemaContext, badUserInput, requireScope, viewOf, visible } from './context.ts';
import { ChangeOperationEnum, EntityTypeEnum, RegistryEventTypeEnum } from './enums.ts';
import { ErrorInterface } from './errors.ts';
import { RegistryEvent } from './event.ts';
import { type Failed, failed, isFailed } from './failure.ts';
import { Registry } from './registry.ts';
import { Actor } from './viewer.ts';

interface Place {
  revision: number;
  follows: number;
}
/** A commit as it is delivered. */
export type DeliveredChange = Place & { commit: Commit; events: readonly Event[] };
type DeliveredProblem = Place & Failed<CursorExpired | CursorInvalid>;

const RegistryItem = builder.interfaceRef<Place>('RegistryItem').implement({
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
  isTypeOf: (value) => (value as FeedItem).kind === 'heartbeat',
  fields: () => ({}),
});

const CursorExpiredType = problemType(
  'CursorExpired',
  'The history behind the cursor is no longer kept. Query again, then follow from here: `cursor` is the present, and the stream goes on from it.',
);

const InvalidCursorType = problemType(
  'InvalidCursor',
  'Not a place in this change stream: garbage, of the future, of another stream or of a list. The stream ends.',
);

const RegistryChangeFilter = builder.inputType('RegistryChangeFilter', {
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

interface Page {
  nodes: DeliveredChange[];
  revision: number;
  hasNextPage: boolean;
}

const ChangePage = builder.objectRef<Page>('ChangePage').implement({
  description: 'A part of the history, oldest first.',
  isTypeOf: (value) => 'nodes' in (value as object),
  fields: (t) => ({
    nodes: t.field({ type: [RegistryChange], description: 'The commits.', resolve: ({ nodes }) => nodes }),
    cursor: t.field({
      type: 'ChangeCursor',
      description: 'Continues this, here or in `registryChanges`.',
      resolve: ({ revision }, _, { app }) => encodeChangeCursor({ epoch: app.store.journal.epoch, revision }),
    }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Is there more behind `cursor`?' }),
  }),
});

const ChangesResult = builder.unionType('ChangesResult', {
  description: 'A part of the history, or why there is none.',
  types: [ChangePage, CursorExpiredType, InvalidCursorType],
});

builder.queryField('changes', (t) =>
  t.field({
    type: ChangesResult,
    description: 'The history, oldest first, for those who poll. The `cursor` of a page continues it.',
    args: {
      after: t.arg({
        type: 'ChangeCursor',
        description: 'Begin behind this; default: the oldest that is kept.',
      }),
      first: t.arg.int({ description: 'At most so many, 0 to 200; default 50.' }),
      last: t.arg.int({ description: 'The newest so many instead, 0 to 200; still oldest first.' }),
      filter: t.arg({ type: RegistryChangeFilter, description: 'Only commits with events that match.' }),
    },
    resolve: async (_, { after, first, last, filter }, context) => {
      requireScope(context, 'registry:read');
      const { store } = context.app;
      try {
        const page = await readHistory(store, {
          after,
          first: count(first, 'first'),
          last: count(last, 'last'),
          filter,
        });
        const nodes = page.items.map((item) => ({ ...item, revision: item.commit.revision }));
        return { nodes, revision: page.revision, hasNextPage: page.hasNextPage };
      } catch (error) {
        if (!(error instanceof CursorExpired) && !(error instanceof CursorInvalid)) throw visible(error);
        const { revision } = store.current;
        return problem(error, { revision, follows: revision });
      }
    },
  }),
);

builder.subscriptionField('registryChanges', (t) =>
  t.field({
    type: RegistryItem,
    description:
      'Every change, in order and without a gap. The first item comes at once: a Heartbeat with where you are, or ' +
      'CursorExpired. Without `after` it begins now; with it, behind that place.',
    args: {
      after: t.arg({
        type: 'ChangeCursor',
        description: '`registry.cursor`, or the `cursor` of the last item you saw.',
      }),
      filter: t.arg({ type: RegistryChangeFilter, description: 'Only changes with events that match.' }),
      heartbeatSeconds: t.arg.int({
        defaultValue: 15,
        description: 'Seconds of silence after which a Heartbeat comes, 1 to 3600.',
      }),
    },
    subscribe: (_, { after, filter, heartbeatSeconds }, context) => {
      requireScope(context, 'registry:read');
      const seconds = heartbeatSeconds ?? 15;
      if (seconds < 1 || seconds > 3600) {
        throw badUserInput('`heartbeatSeconds` must be from 1 to 3600.', ['heartbeatSeconds']);
      }
      const { store, clock } = context.app;
      return delivering(
        context,
        new ChangeFeed({ store, clock, after, filter, heartbeatMs: seconds * 1000 }),
      );
    },
    resolve: (item: FeedItem) => (item.kind === 'problem' ? problem(item.error, item) : item) as Place,
  }),
);

/** The feed, with the view renewed for each item: what an item selects is never older than the item. */
function delivering(context: SchemaContext, feed: ChangeFeed): AsyncIterableIterator<FeedItem> {
  return {
    async next() {
      const result = await feed.next().catch((error: unknown) => {
        throw visible(error);
      });
      context.view = viewOf(context.app, context.app.store.current);
      return result;
    },
    return: () => feed.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function problem(error: CursorExpired | CursorInvalid, { revision, follows }: Place): DeliveredProblem {
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

function count(value: number | null | undefined, argument: string): number | undefined {
  if (value == null) return undefined;
  if (value >= 0 && value <= 200) return value;
  throw badUserInput(`\`${argument}\` must be from 0 to 200, not ${value}.`, [argument]);
}
