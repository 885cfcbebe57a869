import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { startServer, until } from './fixture.ts';
import { connect, connectAndInit } from './ws-client.ts';

const KEEPALIVE_MS = 30_000;

/** Time as it is, but for the keepalive: that comes every 100 ms, and is counted. */
function hurriedClock() {
  const clock = { ...systemClock, ticks: 0, after };
  function after(...[ms, run]: Parameters<Clock['after']>) {
    if (ms !== KEEPALIVE_MS) return systemClock.after(ms, run);
    return systemClock.after(100, () => {
      clock.ticks += 1;
      run();
    });
  }
  return clock;
}

describe('a peer that says nothing', () => {
  it('is noticed when it answers no ping, and all it had is released', async () => {
    await using server = await startServer({}, hurriedClock());
    using dead = await connect(server, { autoPong: false });
    dead.send({ type: 'connection_init' });
    await dead.message('connection_ack');
    dead.subscribe('s', 'subscription { items(count: 1) { number } }');
    await dead.message('next');
    expect((await dead.closed).code).toBe(1006);
    await until(() => server.counts.live === 0, 'the iterator is returned');
  });

  it('stays when it answers pings', async () => {
    const clock = hurriedClock();
    await using server = await startServer({}, clock);
    using quiet = await connectAndInit(server);
    await until(() => clock.ticks > 10, 'some pings');
    expect(quiet.socket.readyState).toBe(quiet.socket.OPEN);
  });

  it('is judged by progress alone while something waits for it: its pong cannot overtake that', async () => {
    const clock = hurriedClock();
    await using server = await startServer({ stallTimeoutMs: 60_000 }, clock);
    using slow = await connectAndInit(server);
    slow.subscribe('s', 'subscription { items(count: 1, bytes: 33554432) { data } }');
    slow.socket.pause();
    await until(() => clock.ticks > 10, 'some times a ping was due');
    slow.socket.resume();
    expect((await slow.message('next')).payload.data.items.data.length).toBe(33_554_432);
  });
});
