/** The change stream: `registryChanges` for those who follow, `changes` for those who poll. */
import { encodeChangeCursor } from '../registries/cursor.ts';
import { CursorExpired, CursorInvalid } from '../storage/change-cursor.ts';
import { type ChangeFeed, type ChangeItem, followChanges } from '../storage/change-feed.ts';
import { readHistory } from '../storage/change-pages.ts';
import { builder } from './builder.ts';
import {
  CursorExpiredType,
  type DeliveredChange,
  InvalidCursorType,
  type Place,
  RegistryChange,
  RegistryChangeFilter,
  RegistryItem,
  problem,
} from './change.ts';
import type { SharedItem } from './shared-subscribe.ts';
import { type SchemaContext, badUserInput, limited, requireScope, viewOf, visible } from './context.ts';

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
      if (first != null && last != null) throw badUserInput('Give `first` or `last`, not both.', ['last']);
      try {
        const page = await readHistory(store, {
          after,
          first: count(first, 'first'),
          last: count(last, 'last'),
          filter: limited(filter),
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
        followChanges({ store, clock, after, filter: limited(filter), heartbeatMs: seconds * 1000 }),
      );
    },
    resolve: (item: ChangeItem) => delivered(item),
  }),
);

/** The feed, with the view renewed for each item: what an item selects is never older than the item. */
function delivering(
  context: SchemaContext,
  feed: ChangeFeed,
): AsyncIterableIterator<ChangeItem & SharedItem> {
  return {
    async next() {
      const result = await feed.next().catch((error: unknown) => {
        throw visible(error);
      });
      context.view = viewOf(context.app, context.app.store.current);
      if (result.done || result.value.kind !== 'change') return result;
      return { done: false, value: { ...result.value, shared: { of: result.value.commit, version: 0 } } };
    },
    return: () => feed.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function delivered(item: ChangeItem): Place {
  const place = { revision: item.position, follows: item.follows };
  return item.kind === 'problem' ? problem(item.error, place) : { ...item, ...place };
}

function count(value: number | null | undefined, argument: string): number | undefined {
  if (value == null) return undefined;
  if (value >= 0 && value <= 200) return value;
  throw badUserInput(`\`${argument}\` must be from 0 to 200, not ${value}.`, [argument]);
}
