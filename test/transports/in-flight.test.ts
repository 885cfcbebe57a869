import { type Socket, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createInFlight } from '../../src/transports/in-flight.ts';
import { STALLED_CLOSE_CODE } from '../../src/transports/ws-connection.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type TestServer, startServer, until } from './fixture.ts';
import { type RawClient, connectAndInit } from './ws-client.ts';

const MIB = 2 ** 20;
const OVERLOADED = [
  { message: expect.stringContaining('Try again in a moment'), extensions: { code: 'OVERLOADED' } },
];
const next = (client: RawClient) => client.messages.filter(({ type }) => type === 'next');

/** A request whose answer nobody reads. */
function unread(server: TestServer, query: string): Socket {
  const socket = connect(server.port, 'localhost').pause();
  socket.on('error', () => {});
  const target = `/graphql?query=${encodeURIComponent(query)}`;
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return socket;
}

/** 64 KiB every 50 ms, until what it returns is called. */
function readSlowly({ socket }: RawClient): () => void {
  const bytes = (socket as unknown as { _socket: Socket })._socket;
  const pause = () => socket.pause();
  socket.pause();
  bytes.on('data', pause);
  const timer = setInterval(() => socket.resume(), 50);
  return () => {
    clearInterval(timer);
    bytes.off('data', pause);
    socket.resume();
  };
}

describe('bytes on their way', () => {
  it('let answers fill half of what there is, and small ones pass', () => {
    const inFlight = createInFlight({ clock: new FakeClock(), stallTimeoutMs: 1000 }, 10 * MIB);
    const release = inFlight.hold(3 * MIB, () => {});
    inFlight.admit(2 * MIB);
    expect(() => inFlight.admit(2 * MIB + 1)).toThrow('Try again');
    inFlight.admit(65_536);
    release();
    release();
    inFlight.admit(5 * MIB);
    expect(() => inFlight.admit(5 * MIB + 1)).toThrow('Try again');
  });

  it('let items wait, in order, one by one', async () => {
    const inFlight = createInFlight({ clock: new FakeClock(), stallTimeoutMs: 1000 }, 10 * MIB);
    const order: number[] = [];
    const releases: (() => void)[] = [inFlight.hold(20 * MIB, () => {})];
    const rooms = [1, 2, 3].map((number) =>
      inFlight.room().then(() => {
        order.push(number);
        releases.push(inFlight.hold(number === 1 ? 1 * MIB : 10 * MIB, () => {}));
      }),
    );
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    expect(() => inFlight.admit(MIB)).toThrow('Try again');
    releases[0]!();
    await rooms[1];
    await new Promise(setImmediate);
    expect(order).toEqual([1, 2]);
    releases[2]!();
    await rooms[2];
    expect(order).toEqual([1, 2, 3]);
  });

  it('are given up where they lie for long, but only when others wait', async () => {
    const clock = new FakeClock();
    const inFlight = createInFlight({ clock, stallTimeoutMs: 1000 }, 10 * MIB);
    const given: string[] = [];
    const release = inFlight.hold(10 * MIB, () => {
      given.push('old');
      release();
    });
    clock.advance(5000);
    expect(given).toEqual([]);
    inFlight.hold(MIB, () => given.push('young'));
    const room = inFlight.room();
    clock.advance(999);
    expect(given).toEqual([]);
    clock.advance(1);
    await room;
    expect(given).toEqual(['old', 'young']);
    expect(clock.waiting).toBe(0);
  });
});

it('one more large answer is refused while clients do not read theirs, and small ones are given', async () => {
  await using server = await startServer();
  const large = `{ text(bytes: ${15 * MIB}) }`;
  const sockets = Array.from({ length: 4 }, () => unread(server, large));
  let status = 200;
  for (let tries = 0; status === 200 && tries < 100; tries += 1) {
    const response = await server.post(large, { headers: { accept: 'application/graphql-response+json' } });
    status = response.status;
    const { errors } = await response.json();
    if (status !== 200) expect([status, errors]).toEqual([503, OVERLOADED]);
  }
  expect(status).toBe(503);
  expect((await server.post('{ text(bytes: 60000) }')).status).toBe(200);
  sockets.forEach((socket) => socket.destroy());
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await (await server.post(large)).json()).errors).toBeUndefined();
});

describe('a WebSocket that is not read', () => {
  it('holds answers as large together as one may be, and is told so of the others', async () => {
    await using server = await startServer();
    using client = await connectAndInit(server);
    client.socket.pause();
    for (let number = 0; number < 8; number += 1)
      client.subscribe(`${number}`, `{ text(bytes: ${9 * MIB}) }`);
    await (await server.post('{ hello }')).text();
    client.socket.resume();
    await until(() => client.messages.filter(({ id }) => id !== undefined).length >= 9, 'all answers');
    expect(next(client)).toHaveLength(1);
    const refused = client.messages.filter(({ type }) => type === 'error');
    expect(refused.map(({ payload }) => payload)).toEqual(Array(7).fill(OVERLOADED));
    client.subscribe('again', `{ text(bytes: ${9 * MIB}) }`);
    await client.message('complete', 'again');
  });

  it('has one item made at a time, for all its subscriptions', async () => {
    await using server = await startServer({ stallTimeoutMs: 60_000 });
    using client = await connectAndInit(server);
    client.socket.pause();
    for (let number = 0; number < 10; number += 1) {
      client.subscribe(`${number}`, `subscription { items(count: 1, bytes: ${8 * MIB}) { number data } }`);
    }
    await until(() => server.counts.taken === 10, 'all subscriptions');
    await (await server.post('{ hello }')).text();
    expect(server.counts.made).toBeLessThan(3);
    client.socket.resume();
    await until(() => next(client).length === 10, 'all items');
  });
});

it('readers that are very slow are closed once others wait, who then get everything', async () => {
  await using server = await startServer({
    maxAnswerBytes: 9 * MIB,
    maxResultBytes: 1024,
    stallTimeoutMs: 1000,
  });
  // More than any kernel keeps for a connection.
  const item = `subscription { items(count: 1, bytes: ${70 * MIB}) { number data } }`;
  using slow = await connectAndInit(server);
  using slower = await connectAndInit(server);
  const readers = [slow, slower].map((client) => {
    const readOn = readSlowly(client);
    client.subscribe('s', item);
    return { client, readOn };
  });
  await until(() => server.counts.made === 2, 'both items');
  // So that both are old enough when the other has waited as long as it has to.
  await new Promise((resolve) => setTimeout(resolve, 500));
  using other = await connectAndInit(server);
  other.subscribe('s', item);
  await other.message('next', 's');
  for (const { client, readOn } of readers) {
    readOn();
    expect((await client.closed).code).toBe(STALLED_CLOSE_CODE);
  }
});
