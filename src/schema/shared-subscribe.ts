/** Subscriptions of which many ask the same: what they get of one commit is made once. */
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  createSourceEventStream,
  execute,
  getOperationAST,
  print,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Commit } from '../registries/events.ts';
import type { FeedItem } from '../storage/change-feed.ts';
import type { SchemaContext } from './context.ts';

/** Commits whose results are at hand: followers are at the same few. */
const COMMITS = 16;

type Result = ExecutionResult | Promise<ExecutionResult>;
export type Subscribe = (
  args: ExecutionArgs,
) => Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;

/**
 * graphql-js's `subscribe`, with one memory of results: for one app. Whoever asks gets the same, so no field that an
 * item leads to may depend on the caller.
 */
export function createSubscribe(): Subscribe {
  const made = new LRUCache<Commit, Map<string, Result>>({ max: COMMITS });

  function resultOf(args: ExecutionArgs, item: FeedItem, question: string): Result {
    const run = () => execute({ ...args, rootValue: item }) as Result;
    if (item.kind !== 'change') return run();
    const { registry } = (args.contextValue as SchemaContext).view;
    const key = `${item.follows} ${registry.revision} ${question}`;
    const results = made.get(item.commit) ?? new Map<string, Result>();
    made.set(item.commit, results);
    const result = results.get(key) ?? run();
    results.set(key, result);
    return result;
  }

  return async (args) => {
    const items = await createSourceEventStream(args).catch(nothingSelected);
    if (!(Symbol.asyncIterator in items)) return items;
    const question = questionOf(args);
    return mapped(items as AsyncIterable<FeedItem>, (item) => resultOf(args, item, question));
  };
}

// The one thing graphql-js trips over itself: it takes the first selected field, and every field can be skipped.
function nothingSelected(thrown: unknown): ExecutionResult {
  if (!(thrown instanceof TypeError)) throw thrown;
  const extensions = { code: 'BAD_USER_INPUT' };
  return { errors: [new GraphQLError('A subscription must select one field.', { extensions })] };
}

/** Equal for operations that answer the same. A change cursor only says where one begins. */
function questionOf({ document, operationName, variableValues }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  const asked = (operation?.variableDefinitions ?? []).filter(
    ({ type }) => print(type).replace('!', '') !== 'ChangeCursor',
  );
  const given: Record<string, unknown> = variableValues ?? {};
  // Left out is not null: then the default counts.
  const variables = asked.map(({ variable: { name } }) => (name.value in given ? [given[name.value]] : []));
  return JSON.stringify([print(document), operationName, variables]);
}

// Not a generator: its return() would wait for the next item.
function mapped(
  items: AsyncIterable<FeedItem>,
  map: (item: FeedItem) => Result,
): AsyncGenerator<ExecutionResult, void, void> {
  const source = items[Symbol.asyncIterator]();
  let isOver = false;
  async function end(): Promise<IteratorResult<ExecutionResult, void>> {
    isOver = true;
    await source.return?.();
    return { done: true, value: undefined };
  }
  // Whoever reads on after an error gets the end, not the error for ever.
  async function fail(error: Error): Promise<never> {
    await end();
    throw new GraphQLError(error.message, { originalError: error });
  }
  const iterator = {
    async next(): Promise<IteratorResult<ExecutionResult, void>> {
      if (isOver) return { done: true, value: undefined };
      const { done, value } = await source.next().catch(fail);
      return done ? { done: true, value: undefined } : { done: false, value: await map(value) };
    },
    return: end,
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator as unknown as AsyncGenerator<ExecutionResult, void, void>;
}
