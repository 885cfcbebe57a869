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
import type { SchemaContext } from './context.ts';

/** Entries whose results are at hand: followers are at the same few. */
const ENTRIES = 16;

/** An item of a stream. */
export interface SharedItem {
  follows: number;
  /** What it is made of, the same for all: equal questions about it have one answer, as long as `version` is equal. */
  shared?: { of: object; version: number | string };
}

type Result = ExecutionResult | Promise<ExecutionResult>;
export type Subscribe = (
  args: ExecutionArgs,
) => Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;

/**
 * graphql-js's `subscribe`, with one memory of results: for one app. Whoever asks gets the same, so no field that a
 * shared item leads to may depend on the caller, but for its scopes.
 */
export function createSubscribe(): Subscribe {
  const made = new LRUCache<object, Map<string, Result>>({ max: ENTRIES });

  function resultOf(args: ExecutionArgs, item: SharedItem, question: string): Result {
    const run = () => execute({ ...args, rootValue: item }) as Result;
    if (!item.shared) return run();
    const { registry } = (args.contextValue as SchemaContext).view;
    const { of, version } = item.shared;
    const key = `${item.follows} ${registry.revision} ${version} ${question}`;
    const results = made.get(of) ?? new Map<string, Result>();
    made.set(of, results);
    const result = results.get(key) ?? run();
    results.set(key, result);
    return result;
  }

  return async (args) => {
    const items = await createSourceEventStream(args).catch(nothingSelected);
    if (!(Symbol.asyncIterator in items)) return items;
    const question = questionOf(args);
    return mapped(items as AsyncIterable<SharedItem>, (item) => resultOf(args, item, question));
  };
}

// The one thing graphql-js trips over itself: it takes the first selected field, and every field can be skipped.
function nothingSelected(thrown: unknown): ExecutionResult {
  if (!(thrown instanceof TypeError)) throw thrown;
  const extensions = { code: 'BAD_USER_INPUT' };
  return { errors: [new GraphQLError('A subscription must select one field.', { extensions })] };
}

/** Equal for operations that answer the same. A change cursor only says where one begins. */
function questionOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  const asked = (operation?.variableDefinitions ?? []).filter(
    ({ type }) => print(type).replace('!', '') !== 'ChangeCursor',
  );
  const given: Record<string, unknown> = variableValues ?? {};
  // Left out is not null: then the default counts.
  const variables = asked.map(({ variable: { name } }) => (name.value in given ? [given[name.value]] : []));
  const { scopes } = (contextValue as SchemaContext).caller;
  return JSON.stringify([print(document), operationName, variables, [...scopes].sort()]);
}

// Not a generator: its return() would wait for the next item.
function mapped(
  items: AsyncIterable<SharedItem>,
  map: (item: SharedItem) => Result,
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
