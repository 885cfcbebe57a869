import type { ExecutionResult } from 'graphql';
import { onTestFinished } from 'vitest';
import { type Caller, authenticate } from '../../src/access.ts';
import type { App } from '../../src/app.ts';
import { createContext } from '../../src/schema/context.ts';
import { type Subscribe, createSubscribe } from '../../src/schema/shared-subscribe.ts';
import * as gql from '../graphql/graphql.ts';

export type Item = gql.ExecutionUpdatesSubscription['executionUpdates'];

export interface ExecutionWatcher {
  next(): Promise<Item>;
  /** The next so many items. */
  take(count: number): Promise<Item[]>;
  /** All items up to the first one that fits, that one included. */
  until(fits: (item: Item) => boolean): Promise<Item[]>;
}

/** Watches the steps of executions in-process, through the schema. */
export async function watchExecutions(
  app: App,
  variables: gql.ExecutionUpdatesSubscriptionVariables = {},
  caller: Caller = authenticate([], undefined)!,
  subscribe: Subscribe = createSubscribe(),
): Promise<ExecutionWatcher> {
  const source = await subscribe({
    schema: app.schema,
    document: gql.ExecutionUpdatesDocument,
    variableValues: variables,
    contextValue: createContext(app, caller),
  });
  if (!(Symbol.asyncIterator in source)) throw new Error(JSON.stringify(source.errors));
  const items = source as AsyncGenerator<ExecutionResult<gql.ExecutionUpdatesSubscription>, void, void>;
  onTestFinished(async () => void (await items.return()));
  const next = async (): Promise<Item> => {
    const { done, value } = await items.next();
    if (done) throw new Error('The stream ended.');
    if (value.errors) throw new AggregateError(value.errors, value.errors[0]?.message);
    return value.data!.executionUpdates;
  };
  return {
    next,
    async take(count) {
      const taken: Item[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    async until(fits) {
      const taken = [await next()];
      while (!fits(taken.at(-1)!)) taken.push(await next());
      return taken;
    },
  };
}

/** What a call printed, from its steps. */
export function printed(items: readonly Item[]): string {
  return items
    .flatMap((item) => (item.__typename === 'ExecutionUpdate' ? item.output : []))
    .map(({ text }) => text)
    .join('');
}

export const isEnd = (item: Item) =>
  item.__typename === 'ExecutionUpdate' && !['QUEUED', 'RUNNING', 'AWAITING_APPROVAL'].includes(item.status);
