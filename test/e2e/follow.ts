/** One subscription over one real WebSocket, item by item. */
import { print } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import * as gql from '../graphql/graphql.ts';

export type Item = gql.RegistryChangesSubscription['registryChanges'];

export interface Follower {
  /** The next item; throws what graphql-ws throws, or that the stream ended. */
  next(): Promise<Item>;
  /** How the socket was closed. */
  closed: Promise<{ code: number; reason: string }>;
}

/** @param client one that is there already; else it has a socket of its own. */
export async function follow(
  { origin }: { origin: string },
  variables: gql.RegistryChangesSubscriptionVariables = {},
  client: Client = createClient({ url: `${origin}/graphql`.replace('http', 'ws'), retryAttempts: 0 }),
): Promise<Follower> {
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    client.on('closed', (event) => resolve(event as never)),
  );
  const items = client.iterate<gql.RegistryChangesSubscription>({
    query: print(gql.RegistryChangesDocument),
    variables: { ...variables },
  });
  onTestFinished(async () => {
    await items.return?.();
    client.terminate();
  });
  return {
    closed,
    async next() {
      const { done, value } = await items.next();
      if (done) throw new Error('The stream ended.');
      if (!value.data) throw new AggregateError(value.errors!, value.errors![0]!.message);
      return value.data.registryChanges;
    },
  };
}
