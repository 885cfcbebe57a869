import { type Socket, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { STALLED_CLOSE_CODE } from '../../src/transports/ws-connection.ts';
import { type TestServer, startServer, until } from './fixture.ts';
import { type RawClient, connectAndInit } from './ws-client.ts';

const MIB = 2 ** 20;
/** More than any kernel keeps for a connection: about 72 MiB. */
const MANY = 'subscription { items(count: 1000, bytes: 65536, thenOneOf: 8388608) { number cursor data } }';
const ONE_LARGE = 'subscription { items(count: 1, bytes: 10, thenOneOf: 67108864) { number cursor data } }';

const items = (client: RawClient) => client.messages.filter(({ type }) => type === 'next');

/** A subscription as bytes on a socket that the test reads or does not. */
function openStream(server: TestServer, query: string): Socket {
  const socket = connect(server.port, 'localhost');
  socket.on('error', () => {});
  const target = `/graphql?query=${encodeURIComponent(query)}`;
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
  return socket.pause();
}

describe('Guarantee 8: a WebSocket that is not read', () => {
  it('is closed with the last cursor it was sent, while others receive everything', async () => {
    await using server = await startServer({ stallTimeoutMs: 1000 });
    using reader = await connectAndInit(server);
    using stalled = await connectAndInit(server);
    stalled.subscribe('s', MANY);
    await stalled.message('next');
    stalled.socket.pause();
    await until(() => server.counts.live === 0, 'the iterator of the stalled socket is returned');
    const taken = server.counts.taken;
    expect(taken).toBeLessThan(1000);

    reader.subscribe('s', MANY);
    await until(() => items(reader).length === 1001, 'the other has all items');
    expect(items(reader).at(-1)!.payload.data.items.data.length).toBe(8 * MIB);

    stalled.socket.resume();
    // The last item taken was not sent in full.
    expect(await stalled.closed).toEqual({
      code: STALLED_CLOSE_CODE,
      reason: `Stalled. Last cursor: c${taken - 1}`,
    });
    expect(items(stalled).at(-1)!.payload.data.items.cursor).toBe(`c${taken - 1}`);
  });

  it('holds one unsent item, and no memory beyond that', async () => {
    await using server = await startServer({ stallTimeoutMs: 60_000 });
    using stalled = await connectAndInit(server);
    stalled.socket.pause();
    const before = process.memoryUsage();
    stalled.subscribe('s', ONE_LARGE.replace('count: 1, bytes: 10', 'count: 20, bytes: 33554432'));
    await until(() => server.counts.taken === 1, 'the first item');
    // Whatever would be taken too early is taken while others are served.
    using other = await connectAndInit(server);
    for (let i = 0; i < 100; i += 1) {
      other.subscribe(`q${i}`, '{ hello }');
      await other.message('next', `q${i}`);
    }
    expect(server.counts.taken).toBe(1);
    const { arrayBuffers } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(48 * MIB);
  });

  it('is closed in the middle of one large item', async () => {
    await using server = await startServer({ stallTimeoutMs: 300 });
    using stalled = await connectAndInit(server);
    stalled.subscribe('s', ONE_LARGE);
    await stalled.message('next');
    stalled.socket.pause();
    await until(() => server.counts.live === 0, 'the iterator is returned');
    stalled.socket.resume();
    expect(await stalled.closed).toEqual({ code: STALLED_CLOSE_CODE, reason: 'Stalled. Last cursor: c1' });
  });

  it('is not closed while it is read slowly', async () => {
    await using server = await startServer({ stallTimeoutMs: 1000 });
    using slow = await connectAndInit(server);
    slow.subscribe('s', ONE_LARGE);
    await slow.message('next');
    // 64 KiB in 100 ms: it takes the kernel more than stallTimeoutMs until it has room for more.
    const socket = (slow.socket as unknown as { _socket: Socket })._socket;
    slow.socket.pause();
    for (let reads = 0; reads < 50; reads += 1) {
      const read = new Promise((resolve) => socket.once('data', resolve));
      slow.socket.resume();
      await read;
      slow.socket.pause();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(items(slow).length).toBe(1);
    slow.socket.resume();
    await until(() => items(slow).length === 2, 'the large item');
    expect(slow.socket.readyState).toBe(slow.socket.OPEN);
  });

  it('cannot feign progress with pongs', async () => {
    await using server = await startServer({ stallTimeoutMs: 500 });
    using stalled = await connectAndInit(server);
    stalled.subscribe('s', MANY);
    await stalled.message('next');
    stalled.socket.pause();
    const feign = setInterval(() => stalled.socket.pong('999999'), 50);
    await until(() => server.counts.live === 0, 'the iterator is returned');
    clearInterval(feign);
  });

  it('cannot pile up answers by completing what it does not read, and asking anew', async () => {
    await using server = await startServer({ stallTimeoutMs: 60_000, maxSubscriptions: 5 });
    using stalled = await connectAndInit(server);
    stalled.socket.pause();
    for (let round = 0; round < 40; round += 1) {
      const ids = [1, 2, 3, 4, 5].map((number) => `${round}/${number}`);
      for (const id of ids)
        stalled.subscribe(id, 'subscription { items(count: 1, bytes: 4194304) { number data } }');
      await (await server.post('{ hello }')).text();
      for (const id of ids) stalled.send({ type: 'complete', id });
      stalled.socket.ping();
    }
    // What the kernel took, and what waits.
    expect(server.counts.made).toBeLessThan(5);
  });
});

describe('Guarantee 8: an event stream that is not read', () => {
  it('ends, while others receive everything', async () => {
    await using server = await startServer({ stallTimeoutMs: 1000 });
    const stalled = openStream(server, MANY);
    await until(() => server.counts.taken > 0, 'the first item');
    await until(() => server.counts.live === 0, 'the iterator of the stalled stream is returned');
    expect(server.counts.taken).toBeLessThan(1000);

    const reader = openStream(server, MANY);
    let bytes = 0;
    reader.on('data', (chunk) => (bytes += chunk.length)).resume();
    await until(() => bytes > 1000 * 65_536 + 8 * MIB, 'the other has all items');
    expect(server.counts.live).toBe(1);

    const ended = new Promise((resolve) => stalled.once('close', resolve));
    stalled.resume();
    await ended;
    reader.destroy();
  });

  it('holds one unsent item', async () => {
    await using server = await startServer({ stallTimeoutMs: 60_000 });
    const stalled = openStream(
      server,
      ONE_LARGE.replace('count: 1, bytes: 10', 'count: 20, bytes: 33554432'),
    );
    await until(() => server.counts.taken === 1, 'the first item');
    for (let i = 0; i < 100; i += 1) await (await server.post('{ hello }')).text();
    expect(server.counts.taken).toBe(1);
    stalled.destroy();
    await until(() => server.counts.live === 0, 'the iterator is returned');
  });

  it('goes on for a reader that pauses for less than the time allowed', async () => {
    await using server = await startServer({ stallTimeoutMs: 1500 });
    const reader = openStream(server, ONE_LARGE);
    let bytes = 0;
    reader.on('data', (chunk) => (bytes += chunk.length));
    for (let pauses = 0; pauses < 5; pauses += 1) {
      const goal = bytes + 8 * MIB;
      reader.resume();
      await until(() => bytes > goal, 'it reads');
      reader.pause();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    reader.resume();
    await until(() => bytes > 64 * MIB, 'the large item');
    expect(server.counts.live).toBe(1);
    reader.destroy();
  });
});

it('Guarantee 8: an answer to a query that is not read ends, too', async () => {
  const stallTimeoutMs = 500;
  let stalls = 0;
  const after: Clock['after'] = (ms, run) =>
    systemClock.after(ms, () => {
      run();
      if (ms === stallTimeoutMs) stalls += 1;
    });
  await using server = await startServer(
    { stallTimeoutMs, maxAnswerBytes: 100 * MIB },
    { ...systemClock, after },
  );
  const socket = connect(server.port, 'localhost').pause();
  socket.write(`GET /graphql?query={text(bytes:67108864)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await until(() => stalls === 1, 'the time to pass');
  const ended = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  socket.resume();
  await ended;
  expect(socket.bytesRead).toBeLessThan(64 * MIB);
});
