import { describe, expect, it } from 'vitest';
import { STALLED_CLOSE_CODE } from '../../src/transports/ws-connection.ts';
import { startServer, until } from './fixture.ts';
import { connectAndInit } from './ws-client.ts';

describe('x', () => {
  it('stalled', async () => {
    await using server = await startServer({ stallTimeoutMs: 500 });
    using reader = await connectAndInit(server);
    using stalled = await connectAndInit(server);
    stalled.subscribe(
      'a',
      'subscription { items(count: 1000, bytes: 65536, thenOneOf: 8388608) { number cursor data } }',
    );
    await stalled.message('next');
    stalled.socket.pause();
    const t = Date.now();
    await until(() => server.counts.live === 0, 'released');
    console.log('released after', Date.now() - t, server.counts);
    stalled.socket.resume();
    console.log(await stalled.closed, stalled.messages.length, Date.now() - t);
  });
  it('slow', async () => {
    await using server = await startServer({ stallTimeoutMs: 500 });
    using slow = await connectAndInit(server);
    slow.subscribe(
      'a',
      'subscription { items(count: 100, bytes: 65536, thenOneOf: 8388608) { number cursor data } }',
    );
    const t = Date.now();
    slow.socket.pause();
    let n = 0;
    const socket = (slow.socket as any)._socket as import('node:net').Socket;
    const timer = setInterval(() => {
      n++;
      slow.socket.resume();
      socket.once('data', () => slow.socket.pause());
    }, 50);
    let closed: any;
    slow.closed.then((c) => (closed = c));
    let last = 0;
    while (!closed && slow.messages.filter((m) => m.type === 'next').length < 101 && Date.now() - t < 25000) {
      await new Promise((r) => setTimeout(r, 1000));
      const b = socket.bytesRead;
      console.log(Date.now() - t, b, 'KB/s', (b - last) / 1024, server.counts.taken, slow.messages.length);
      last = b;
    }
    clearInterval(timer);
    console.log(closed, slow.messages.length, n);
  });
});
