/** The steps of executions over a real WebSocket. */
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import * as gql from '../graphql/graphql.ts';

export type Item = gql.ExecutionUpdatesSubscription['executionUpdates'];
export type Update = Extract<Item, { __typename: 'ExecutionUpdate' }>;

/** All items behind a cursor, up to a position. */
export async function stepsBehind(
  { origin }: { origin: string },
  after: string,
  position: number,
): Promise<Update[]> {
  const client = createClient({ url: `${origin}/graphql`.replace('http', 'ws'), retryAttempts: 0 });
  onTestFinished(() => client.terminate());
  const variables = { after };
  const items = client.iterate<gql.ExecutionUpdatesSubscription>({
    ...{ query: print(gql.ExecutionUpdatesDocument), variables },
  });
  const updates: Update[] = [];
  for await (const { data, errors } of items) {
    if (!data) throw new AggregateError(errors!, errors![0]!.message);
    const item = data.executionUpdates;
    if (item.__typename === 'ExecutionUpdate') updates.push(item);
    else if (item.__typename !== 'ExecutionHeartbeat') throw new Error(JSON.stringify(item));
    if (item.position >= position) break;
  }
  client.terminate();
  return updates;
}
