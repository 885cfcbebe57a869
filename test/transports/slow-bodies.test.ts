import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { startServer, until } from './fixture.ts';

/** A request whose body never ends, and what came back. */
function begin(port: number, head: string) {
  const socket = connect(port, 'localhost');
  let received = '';
  socket.on('error', () => {}).on('data', (chunk: Buffer) => (received += chunk.toString()));
  const headers = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000';
  socket.write(`${head} HTTP/1.1\r\n${headers}\r\n\r\n{"query":`);
  return { socket, received: () => received };
}

it('a body of an operation that takes longer than a minute is refused, typed', async () => {
  const clock = new FakeClock();
  await using server = await startServer({}, clock);
  const { socket, received } = begin(server.port, 'POST /graphql');
  await until(() => clock.waiting > 0, 'the body to be awaited');
  clock.advance(59_999);
  expect(received()).toBe('');
  clock.advance(1);
  await until(() => received().includes('REQUEST_TIMEOUT'), 'the answer');
  expect(received()).toMatch(/^HTTP\/1.1 408 /);
  const closed = once(socket, 'close');
  await until(() => clock.waiting > 0, 'the rest to be awaited');
  clock.advance(10_000);
  await closed;
});

it('the rest of a body that nobody needs is awaited for ten seconds, not for ever', async () => {
  const clock = new FakeClock();
  await using server = await startServer({}, clock);
  const { socket, received } = begin(server.port, 'POST /nowhere');
  await until(() => received().includes('NOT_FOUND'), 'the answer');
  const closed = once(socket, 'close');
  await until(() => clock.waiting > 0, 'the rest to be awaited');
  clock.advance(10_000);
  await closed;
});

it('the rest of a body that nobody needs may come, and then the connection is used again', async () => {
  const clock = new FakeClock();
  await using server = await startServer({}, clock);
  const { socket, received } = begin(server.port, 'POST /nowhere');
  await until(() => received().includes('NOT_FOUND'), 'the answer');
  socket.write('x'.repeat(1_000 - '{"query":'.length));
  socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await until(() => received().includes('"live"'), 'the next answer');
  await until(() => clock.waiting === 0, 'nothing to be awaited any more');
});
