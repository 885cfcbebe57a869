import { createClient } from 'graphql-ws';
import { expect, it } from 'vitest';
import { BAD_OPERATIONS, BAD_SUBSCRIPTIONS, badCursors } from './bad-operations.ts';
import { type Door, DOORS } from './doors.ts';
import { follow } from './follow.ts';
import * as gql from '../graphql/graphql.ts';
import { HOSTILE_CALLS, hostileWorkspace } from './hostile-workspace.ts';
import { type RealServer, serve } from './real-server.ts';

/** Nothing changed, nothing was a bug, and it goes on. */
async function expectUnharmed(server: RealServer): Promise<void> {
  const { registry } = await server.run(gql.RegistryDocument, {});
  expect(registry).toMatchObject({ revision: 1, toolCount: 13 });
  const lines = server.stderr().trim().split('\n');
  expect(lines.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
}

it('Guarantee 22: over HTTP and as an event stream, every bad operation gets its typed answer', async () => {
  const server = await serve();
  const url = `${server.origin}/graphql`;
  for (const [what, operation, answer] of BAD_OPERATIONS)
    expect((await server.ask(operation)).body, what).toMatchObject(answer);
  for (const [what, operation, answer] of BAD_SUBSCRIPTIONS)
    expect(await DOORS.SSE(url, operation), what).toMatchObject(answer);
  for (const broken of [
    '',
    'garbage',
    '[]',
    '7',
    '{"query":7}',
    '{"query":"{ __typename }","variables":"x"}',
  ]) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: broken });
    expect(response.status, broken).toBe(400);
    const { errors } = (await response.json()) as { errors: object[] };
    expect(errors, broken).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  }
  await expectUnharmed(server);
});

it('Guarantee 22: over one WebSocket, all of them get the same answers, and what is open on it goes on', async () => {
  const server = await serve();
  let closed = 0;
  const client = createClient({
    url: `${server.origin}/graphql`.replace('http', 'ws'),
    retryAttempts: 0,
    on: { closed: () => (closed += 1) },
  });
  const follower = await follow(server, {}, client);
  await follower.next();
  for (const [what, operation, answer] of [...BAD_OPERATIONS, ...BAD_SUBSCRIPTIONS]) {
    const results = client.iterate(operation as never);
    const reply = await results.next().then(
      ({ value }) => value as object,
      (errors: unknown) => ({ errors }),
    );
    await results.return?.();
    expect(reply, what).toMatchObject(answer);
  }
  await expectUnharmed(server);
  await server.run(gql.DisablePluginDocument, { input: { id: 'core' } });
  expect(await follower.next()).toMatchObject({ revision: 2, follows: 1 });
  expect(closed).toBe(0);
});

it.each(Object.entries(DOORS))(
  'Guarantee 22: over %s, no call gets out of a hostile workspace, and no cursor from elsewhere is taken',
  async (way, door: Door) => {
    const workspace = hostileWorkspace();
    const server = await serve({ folder: workspace.folder });
    const { cursor } = (await server.run(gql.RegistryDocument, {})).registry;
    const { queries, subscriptions } = badCursors(cursor);
    const operations = [...HOSTILE_CALLS, ...queries, ...(way === 'HTTP' ? [] : subscriptions)];
    for (const [what, operation, answer] of operations)
      expect(await door(`${server.origin}/graphql`, operation), what).toMatchObject(answer);
    expect(workspace.isHarmed()).toBe(false);
    await expectUnharmed(server);
  },
);
