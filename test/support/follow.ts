import type { ExecutionResult } from 'graphql';
import { onTestFinished } from 'vitest';
import { authenticate } from '../../src/access.ts';
import type { App } from '../../src/app.ts';
import { createContext } from '../../src/schema/context.ts';
import { createSubscribe } from '../../src/schema/shared-subscribe.ts';
import * as gql from '../graphql/graphql.ts';

export type Item = gql.RegistryChangesSubscription['registryChanges'];

export interface Follower {
  next(): Promise<Item>;
  /** The next so many items. */
  take(count: number): Promise<Item[]>;
  stop(): Promise<void>;
}

/** Follows the change stream in-process, through the schema. */
export async function follow(
  app: App,
  variables: gql.RegistryChangesSubscriptionVariables = {},
): Promise<Follower> {
  const source = await createSubscribe()({
    schema: app.schema,
    document: gql.RegistryChangesDocument,
    variableValues: variables,
    contextValue: createContext(app, authenticate([], undefined)!),
  });
  if (!(Symbol.asyncIterator in source)) throw new Error(JSON.stringify(source.errors));
  const items = source as AsyncGenerator<ExecutionResult<gql.RegistryChangesSubscription>, void, void>;
  const stop = async (): Promise<void> => void (await items.return());
  onTestFinished(stop);
  const next = async (): Promise<Item> => {
    const { done, value } = await items.next();
    if (done) throw new Error('The stream ended.');
    if (value.errors) throw new AggregateError(value.errors, value.errors[0]?.message);
    return value.data!.registryChanges;
  };
  return {
    next,
    stop,
    async take(count) {
      const taken: Item[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
  };
}
