import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TOKEN, TOKENS, type TestServer, startServer, until } from './fixture.ts';
import { type RawClient, connect, connectAndInit } from './ws-client.ts';

const ITEMS = 'subscription { items(count: 2) { number } }';

describe('WebSocket', () => {
  let server: TestServer;
  let client: RawClient;
  beforeEach(async () => {
    server = await startServer({ maxSubscriptions: 3, maxBodyBytes: 2000 });
    client = await connectAndInit(server);
  });
  afterEach(async () => {
    client.socket.terminate();
    await server.close();
  });

  /** Fails when the socket is closed or does not answer. */
  async function expectAlive(): Promise<void> {
    client.subscribe('alive', '{ hello }');
    expect((await client.message('next', 'alive')).payload).toEqual({ data: { hello: 'world' } });
  }

  it('answers queries and mutations, and then completes them', async () => {
    client.subscribe('q', 'mutation { touch }');
    expect((await client.message('next', 'q')).payload).toEqual({ data: { touch: 1 } });
    await client.message('complete', 'q');
  });

  it.each([
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('answers %s with an error of that operation, and lives', async (_, query, code) => {
    client.subscribe('q', query);
    const { payload } = await client.message('error', 'q');
    expect(payload).toMatchObject([{ extensions: { code } }]);
    expect(payload[0].extensions).toEqual({ code });
    await expectAlive();
  });

  it('hides what a bug says, logs it, and lives', async () => {
    client.subscribe('q', '{ bug refused }');
    const { errors } = (await client.message('next', 'q')).payload;
    expect(errors).toMatchObject([
      { extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      { message: 'Not like this.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(JSON.stringify(errors)).not.toContain('home');
    expect(server.log.join()).toContain('/home/somebody');
    await expectAlive();
  });

  it.each([true, false])(
    'hides what a broken subscription says, logs it, and lives (at once: %s)',
    async (atOnce) => {
      client.subscribe('q', `subscription { broken(atOnce: ${atOnce}) { number } }`);
      await until(() => client.messages.some(({ id }) => id === 'q'), 'the answer');
      const text = JSON.stringify(client.messages);
      expect(text).toContain('INTERNAL_SERVER_ERROR');
      expect(text).not.toContain('home');
      expect(server.log.join()).toContain('/home/somebody');
      await expectAlive();
    },
  );

  it('answers an operation without a name among several with an error, and lives', async () => {
    client.subscribe('q', 'query A { hello } query B { hello }');
    await client.message('error', 'q');
    await expectAlive();
  });

  it('takes operations only while the server is ready, and lives', async () => {
    client.subscribe('running', ITEMS);
    await client.message('next', 'running');
    server.setReady(false);
    client.subscribe('new', 'mutation { touch }');
    expect((await client.message('error', 'new')).payload).toMatchObject([
      { extensions: { code: 'SHUTTING_DOWN' } },
    ]);
    expect(server.counts).toMatchObject({ touched: 0, live: 1 });
    server.setReady(true);
    await expectAlive();
  });

  it('Guarantee 8: runs at most so many subscriptions at once, refuses one more, and lives', async () => {
    for (const id of ['1', '2', '3', '4']) client.subscribe(id, ITEMS);
    expect((await client.message('error')).id).toBe('4');
    expect((await client.message('error', '4')).payload).toMatchObject([
      { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
    ]);
    expect(server.counts.live).toBe(3);
    client.send({ type: 'complete', id: '1' });
    await until(() => server.counts.live === 2, 'the iterator is returned');
    client.subscribe('5', ITEMS);
    await client.message('next', '5');
  });

  it('ends a subscription that the client completes while it waits for an item', async () => {
    client.subscribe('s', ITEMS);
    await until(() => client.messages.filter(({ type }) => type === 'next').length === 2, 'both items');
    client.send({ type: 'complete', id: 's' });
    await until(() => server.counts.live === 0, 'the iterator is returned');
    await expectAlive();
  });

  it.each(['terminate', 'close'] as const)(
    'ends all subscriptions of a client that goes away: %s',
    async (go) => {
      for (const id of ['1', '2', '3']) client.subscribe(id, ITEMS);
      await until(() => server.counts.taken === 6, 'all items');
      client.socket[go]();
      await until(() => server.counts.live === 0, 'the iterators are returned');
    },
  );

  it.each([
    ['no JSON', '{', 4400],
    ['an unknown type', '{"type":"unknown"}', 4400],
    ['what only servers send: connection_ack', '{"type":"connection_ack"}', 4400],
    ['what only servers send: next', '{"type":"next","id":"s","payload":{"data":{}}}', 4400],
    ['what only servers send: error', '{"type":"error","id":"s","payload":[{"message":"m"}]}', 4400],
    ['no query', '{"type":"subscribe","id":"x","payload":{}}', 4400],
    ['an id in use', `{"type":"subscribe","id":"s","payload":{"query":"{ hello }"}}`, 4409],
    ['an id in use, as long as the message', 'long', 4409],
    ['a second connection_init', '{"type":"connection_init"}', 4429],
    ['a message that is too large', ' '.repeat(2001), 1009],
  ])('closes the socket that sends %s, and no other', async (_, text, code) => {
    using other = await connectAndInit(server);
    other.subscribe('s', ITEMS);
    await other.message('next', 's');
    const id = text === 'long' ? 'i'.repeat(500) : 's';
    client.subscribe(id, ITEMS);
    await client.message('next', id);
    client.socket.send(
      text === 'long' ? JSON.stringify({ type: 'subscribe', id, payload: { query: '{ hello }' } }) : text,
    );
    expect((await client.closed).code).toBe(code);
    await until(() => server.counts.live === 1, 'the iterator is returned');
    other.subscribe('q', '{ hello }');
    await other.message('next', 'q');
    expect(server.log).toEqual([]);
  });

  it('closes a socket that names no subprotocol with 4406', async () => {
    const plain = new WebSocket(server.wsUrl);
    expect((await once(plain, 'close'))[0]).toBe(4406);
    await expectAlive();
  });

  it('answers pings of both kinds', async () => {
    client.send({ type: 'ping', payload: { a: 1 } });
    expect((await client.message('pong')).payload).toEqual({ a: 1 });
    const pongs: string[] = [];
    client.socket.on('pong', (data) => pongs.push(String(data)));
    client.socket.ping('one');
    await until(() => pongs.join() === 'one', 'the pong');
    client.socket.ping('two');
    client.socket.ping('three');
    await until(() => pongs.at(-1) === 'three', 'the pong to the last ping');
  });

  it('is closed with 1001 when the server stops, and everything is released at once', async () => {
    client.subscribe('s', ITEMS);
    await client.message('next', 's');
    const closing = server.close(5000);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(server.counts.live).toBe(0);
    await closing;
  });
});

describe('tokens over WebSocket', () => {
  it('come in connection_init, whatever the case of the key', async () => {
    await using server = await startServer({ tokens: TOKENS });
    using client = await connectAndInit(server, { Authorization: `Bearer ${TOKEN}` });
    client.subscribe('q', '{ viewer }');
    expect((await client.message('next')).payload).toEqual({ data: { viewer: 'dashboard' } });
  });

  it('come with the upgrade instead', async () => {
    await using server = await startServer({ tokens: TOKENS });
    using client = await connect(server, { headers: { authorization: `Bearer ${TOKEN}` } });
    client.send({ type: 'connection_init' });
    await client.message('connection_ack');
  });

  it.each([undefined, {}, { authorization: 'Bearer wrong' }, { authorization: 7 }])(
    'are needed: %j closes the socket with 4403',
    async (payload) => {
      await using server = await startServer({ tokens: TOKENS });
      using client = await connect(server);
      client.send({ type: 'connection_init', payload });
      client.subscribe('q', 'mutation { touch }');
      expect((await client.closed).code).toBeOneOf([4401, 4403]);
      expect(server.counts.touched).toBe(0);
    },
  );
});
