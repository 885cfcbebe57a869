import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestServer, startServer, until } from './fixture.ts';
import { connectAndInit } from './ws-client.ts';

const kinds = [
  { tooLong: true, code: 'RESPONSE_TOO_LARGE', logged: 0 },
  { tooLong: false, code: 'INTERNAL_SERVER_ERROR', logged: 1 },
];

describe.each(kinds)('an answer that cannot be written (too long: $tooLong)', ({ tooLong, code, logged }) => {
  const query = `{ hello unwritable(tooLong: ${tooLong}) }`;
  const subscription = `subscription { items(count: 2) { unwritable(tooLong: ${tooLong}) } }`;
  const refused = [{ message: expect.not.stringMatching(/Invalid string|BigInt/), extensions: { code } }];
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    expect(server.log).toHaveLength(logged);
    await server.close();
  });

  it.each([
    ['application/json', 200],
    ['application/graphql-response+json', 500],
  ])('is one error over HTTP as %s, with status %i', async (accept, status) => {
    const response = await server.post(query, { headers: { accept } });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ errors: refused });
  });

  it('is one event of an event stream that ends', async () => {
    const response = await server.post(query, { headers: { accept: 'text/event-stream' } });
    const [data, ...more] = dataOf(await response.text());
    expect(JSON.parse(data!)).toEqual({ errors: refused });
    expect(more).toEqual([]);
  });

  it('is an error of that operation over WebSocket, and the socket lives', async () => {
    using client = await connectAndInit(server);
    client.subscribe('q', query);
    expect((await client.message('error', 'q')).payload).toEqual(refused);
    client.subscribe('alive', '{ hello }');
    await client.message('next', 'alive');
  });

  it('ends a subscription over WebSocket with that error, and the socket lives', async () => {
    using client = await connectAndInit(server);
    client.subscribe('s', subscription);
    expect((await client.message('error', 's')).payload).toEqual(refused);
    await until(() => server.counts.live === 0, 'the iterator is returned');
    client.subscribe('alive', '{ hello }');
    await client.message('next', 'alive');
  });
});

it('an item that cannot be written is an event with an error, and the stream goes on', async () => {
  await using server = await startServer();
  const controller = new AbortController();
  const response = await server.post('subscription { items(count: 2) { unwritable(tooLong: true) } }', {
    headers: { accept: 'text/event-stream' },
    signal: controller.signal,
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let events = '';
  while (dataOf(events).length < 2) events += (await reader.read()).value;
  expect(events.match(/RESPONSE_TOO_LARGE/g)).toHaveLength(2);
  controller.abort();
  await until(() => server.counts.live === 0, 'the iterator is returned');
});

function dataOf(events: string): string[] {
  return [...events.matchAll(/^data: (.+)$/gm)].map(([, data]) => data!);
}
