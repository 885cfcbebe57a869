/** `executionUpdates`: every step of every call, for those who watch. */
import type { OutputChunk as Chunk } from '../execution/execution.ts';
import { type ExecutionFeed, type ExecutionFeedItem, followExecutions } from '../execution/execution-feed.ts';
import { encodeStreamCursor } from '../registries/cursor.ts';
import { CursorExpired, type CursorInvalid } from '../storage/change-cursor.ts';
import { builder } from './builder.ts';
import { type SchemaContext, badUserInput, limited, viewOf, visible } from './context.ts';
import { ExecutionStatusEnum, OutputStreamEnum } from './enums.ts';
import { ErrorInterface } from './errors.ts';
import { Execution, findVisible, requireVisibleCalls } from './execution.ts';
import { ExecutionFilter } from './execution-list.ts';
import { failed, isFailed } from './failure.ts';
import type { SharedItem } from './shared-subscribe.ts';

type Step = Extract<ExecutionFeedItem, { kind: 'step' }>;

const OutputChunk = builder.objectRef<Chunk>('OutputChunk').implement({
  description: 'A piece of what a call printed.',
  fields: (t) => ({
    offset: t.exposeInt('offset', {
      description:
        'Bytes of UTF-8 before it, over all its streams: the pieces in order are all that it printed.',
    }),
    stream: t.expose('stream', { type: OutputStreamEnum, description: 'Where it was printed.' }),
    text: t.exposeString('text', { description: 'The text.' }),
  }),
});

const Place = builder.interfaceRef<ExecutionFeedItem>('ExecutionPlace').implement({
  description: 'One item of the stream of executions, and where it stands in it.',
  fields: (t) => ({
    position: t.float({
      description:
        'A place in the stream, which counts steps. All steps up to here that match were delivered.',
      resolve: ({ position }) => position,
    }),
    previousPosition: t.float({
      description:
        'Position of the item delivered before this one on this subscription; of the first, that of `after`. ' +
        'A client that finds another value has lost something.',
      resolve: ({ follows }) => follows,
    }),
    cursor: t.field({
      type: 'ChangeCursor',
      description: 'Go on from here: for `after`.',
      resolve: cursorOf,
    }),
  }),
});

function cursorOf({ position }: { position: number }, _: unknown, { app }: SchemaContext): string {
  return encodeStreamCursor('execution', { epoch: app.executions.history.epoch, position });
}

const ExecutionUpdate = builder.objectRef<Step>('ExecutionUpdate').implement({
  description: 'One step of one call: a new state, progress, output.',
  interfaces: [Place] as never,
  isTypeOf: (value) => (value as ExecutionFeedItem).kind === 'step',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When it happened.', resolve: ({ step }) => step.at }),
    status: t.field({
      type: ExecutionStatusEnum,
      description: 'Where the call was after this step.',
      resolve: ({ step }) => step.status,
    }),
    progress: t.float({
      nullable: true,
      description: '0 to 1, after this step; null while the tool does not tell.',
      resolve: ({ step }) => step.progress,
    }),
    progressMessage: t.string({
      nullable: true,
      description: 'What it did then.',
      resolve: ({ step }) => step.progressMessage,
    }),
    output: t.field({
      type: [OutputChunk],
      description: 'What it printed with this step.',
      resolve: ({ step }) => [...step.output],
    }),
    execution: t.field({
      type: Execution,
      nullable: true,
      description:
        'The call as it is now, never older than this step. It is normalised: status and progress update themselves in a ' +
        'cache. Null once it is no longer kept, or waits for approval no longer and only those may be seen that do.',
      resolve: ({ step }, _, context) => findVisible(context, step.execution.id),
    }),
  }),
});

const ExecutionHeartbeat = builder.objectRef<ExecutionFeedItem>('ExecutionHeartbeat').implement({
  description: 'Nothing new. All steps up to `position` that match were delivered.',
  interfaces: [Place],
  isTypeOf: (value) => (value as ExecutionFeedItem).kind === 'heartbeat',
  fields: () => ({}),
});

const ExecutionCursorExpired = problemType(
  'ExecutionCursorExpired',
  'The steps behind the cursor are no longer kept. Query `executions` again, then follow from here: `cursor` is the present, and the stream goes on from it.',
  'The present, from which the stream goes on.',
);

const ExecutionCursorInvalid = problemType(
  'ExecutionCursorInvalid',
  'Not a place in the stream of executions: garbage, of the future, of the registry’s stream or of a list. The stream ends.',
  'The present, not what was given: to follow from now on, subscribe again with it as `after`.',
);

const ExecutionItem = builder.unionType('ExecutionItem', {
  description: 'What comes from `executionUpdates`.',
  types: [ExecutionUpdate, ExecutionHeartbeat, ExecutionCursorExpired, ExecutionCursorInvalid],
});

builder.subscriptionField('executionUpdates', (t) =>
  t.field({
    type: ExecutionItem,
    description:
      'Every state, progress and output step of all calls, or of those that match, in order and without a gap; ' +
      '`filter: { id: "…" }` for one. The first item comes at once: an ExecutionHeartbeat with where you are, or ' +
      'ExecutionCursorExpired. Without `after` it begins now; to see a call from its beginning, take its `startCursor`. ' +
      'Whoever sees only some of the calls (see `executions`) gets the steps of those.',
    args: {
      after: t.arg({
        type: 'ChangeCursor',
        description:
          '`streamCursor` of `executions`, `startCursor` of an execution, or the `cursor` of the last item you saw.',
      }),
      filter: t.arg({
        type: ExecutionFilter,
        description: 'Only steps of calls that match; `status` is that after the step.',
      }),
      heartbeatSeconds: t.arg.int({
        defaultValue: 15,
        description: 'Seconds of silence after which an ExecutionHeartbeat comes, 1 to 3600.',
      }),
    },
    subscribe: (_, { after, filter, heartbeatSeconds }, context) => {
      const visible = requireVisibleCalls(context);
      const seconds = heartbeatSeconds ?? 15;
      if (seconds < 1 || seconds > 3600) {
        throw badUserInput('`heartbeatSeconds` must be from 1 to 3600.', ['heartbeatSeconds']);
      }
      const { executions, clock } = context.app;
      const { history } = executions;
      const heartbeatMs = seconds * 1000;
      const matching = { ...limited(filter), visible };
      const feed = followExecutions({ history, clock, after, filter: matching, heartbeatMs });
      return delivering(context, feed, !visible?.awaitingApproval);
    },
    resolve: (item: ExecutionFeedItem) => (item.kind === 'problem' ? problem(item, item.error) : item),
  }),
);

/** The feed, with the view renewed for each item. `isShared`: may a caller of equal scopes see the same of an item? */
function delivering(
  context: SchemaContext,
  feed: ExecutionFeed,
  isShared: boolean,
): AsyncIterableIterator<ExecutionFeedItem & SharedItem> {
  const { app } = context;
  return {
    async next() {
      const result = await feed.next().catch((error: unknown) => {
        throw visible(error);
      });
      context.view = viewOf(app, app.store.current);
      if (result.done || result.value.kind !== 'step' || !isShared) return result;
      const shared = { of: result.value.step, version: app.executions.history.position };
      return { done: false, value: { ...result.value, shared } };
    },
    return: () => feed.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function problem(item: ExecutionFeedItem, error: CursorExpired | CursorInvalid): ExecutionFeedItem {
  const __typename = error instanceof CursorExpired ? 'ExecutionCursorExpired' : 'ExecutionCursorInvalid';
  return { ...item, ...failed(error), __typename } as unknown as ExecutionFeedItem;
}

function problemType(name: string, description: string, ofCursor: string) {
  return builder.objectRef<ExecutionFeedItem>(name).implement({
    description,
    interfaces: [Place, ErrorInterface] as never,
    isTypeOf: isFailed(name),
    fields: (t) => ({
      cursor: t.field({ type: 'ChangeCursor', description: ofCursor, resolve: cursorOf }),
    }),
  });
}
