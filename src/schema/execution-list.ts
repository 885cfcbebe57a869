/** Executions as a list: all, of a tool, that match. */
import type { Execution as ExecutionRecord } from '../execution/execution.ts';
import type { ExecutionFilter as Filter, History } from '../execution/history/history.ts';
import { encodeStreamCursor } from '../registries/cursor.ts';
import type { Listing } from '../registries/listing.ts';
import { builder } from './builder.ts';
import {
  type ConnectionPage,
  type PageArguments,
  connectionOf,
  pageArguments,
  readPage,
} from './connection.ts';
import { type SchemaContext, badUserInput, limited } from './context.ts';
import { ExecutionStatusEnum } from './enums.ts';
import { Execution, requireVisibleCalls } from './execution.ts';
import { Tool } from './tool.ts';

type ExecutionPage = ConnectionPage<ExecutionRecord> & { streamCursor: string };

export const ExecutionFilter = builder.inputType('ExecutionFilter', {
  description: 'Which calls. Fields are ANDed; the values of one field are ORed.',
  fields: (t) => ({
    id: t.idList({ description: 'With one of these ids.' }),
    tool: t.idList({ description: 'Of one of these tools, also of such as are gone.' }),
    pluginId: t.idList({ description: 'Of a tool of one of these plugins.' }),
    agentId: t.idList({ description: 'For one of these agents.' }),
    status: t.field({ type: [ExecutionStatusEnum], description: 'In one of these states.' }),
    queuedAfter: t.field({ type: 'DateTime', description: 'Admitted after this moment.' }),
    queuedBefore: t.field({ type: 'DateTime', description: 'Admitted before this moment.' }),
  }),
});

export const ExecutionConnection = connectionOf<ExecutionRecord>('Execution', Execution);

builder.objectFields(ExecutionConnection, (t) => ({
  streamCursor: t.field({
    type: 'ChangeCursor',
    description:
      'For `executionUpdates(after:)`: list, then watch, and nothing is missed. It is the place at which this page was read.',
    resolve: (page) => (page as ExecutionPage).streamCursor,
  }),
}));

/** A page of those that the caller may see. */
function readExecutions(context: SchemaContext, page: PageArguments, filter: Filter): ExecutionPage {
  const { history } = context.app.executions;
  const listing = listExecutions(history, { ...filter, visible: requireVisibleCalls(context) });
  const { revision } = context.view.registry;
  const streamCursor = encodeStreamCursor('execution', history);
  return { ...readPage(listing, page, { list: 'executions', revision }), streamCursor };
}

/** Newest first. */
function listExecutions(history: History, filter: Filter): Listing<ExecutionRecord> {
  return {
    descending: true,
    *walk({ from, reverse = false }) {
      const number = from === undefined ? undefined : numberOf(from);
      for (const execution of history.list(filter, number, reverse)) yield [keyOf(execution), execution];
    },
    count: () => history.count(filter),
    key: (_, execution) => keyOf(execution),
  };
}

/** @throws BAD_USER_INPUT for a cursor that nobody was given. */
function numberOf(key: string): number {
  if (/^\d{16}$/.test(key)) return Number(key);
  throw badUserInput('This is not a cursor of this list. Take one from `pageInfo` or `edges`.', ['after']);
}

/** Sorts as text as its number does. */
function keyOf({ number }: ExecutionRecord): string {
  return String(number).padStart(16, '0');
}

builder.queryField('executions', (t) =>
  t.field({
    type: ExecutionConnection,
    description:
      'Calls, newest first, also of tools that are gone. With `registry:read` all of them; else with `tool:execute` your own, ' +
      'and with `tool:approve` those that wait for approval now.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: ExecutionFilter, description: 'Which ones.' }),
    },
    resolve: (_, { filter, ...page }, context) => readExecutions(context, page, limited(filter)),
  }),
);

builder.objectField(Tool, 'executions', (t) =>
  t.field({
    type: ExecutionConnection,
    description: 'Calls of this tool, newest first; as `executions` with `filter: { tool: … }`.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: ExecutionFilter, description: 'Which of them.' }),
    },
    resolve: ({ name }, { filter, ...page }, context) =>
      readExecutions(context, page, ofTool(limited(filter), name)),
  }),
);

function ofTool(filter: Filter, name: string): Filter {
  return { ...filter, tool: filter.tool == null || filter.tool.includes(name) ? [name] : [] };
}
