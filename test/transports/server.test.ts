import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { configSchema } from '../../src/config.ts';
import { listen } from '../../src/transports/server.ts';
import { quietLog } from '../support/quiet-log.ts';
import { TOUCH, ask, startServer, until } from './fixture.ts';
import { connectAndInit } from './ws-client.ts';

describe('listen', () => {
  it('serves localhost on both loopback addresses and one port', async () => {
    await using server = await startServer();
    for (const host of ['127.0.0.1', '::1']) {
      expect((await ask(server, { host, path: '/health/live' })).status).toBe(200);
    }
    expect(server.url).toBe(`http://localhost:${server.port}/graphql`);
  });

  it.each(['h2c', 'TLS/1.0'])('serves a request that offers to upgrade to %s as it is', async (upgrade) => {
    await using server = await startServer();
    const headers = { ...TOUCH.headers, connection: 'Upgrade, HTTP2-Settings', upgrade };
    const answer = await ask(server, { ...TOUCH, headers });
    expect([answer.status, answer.body]).toEqual([200, '{"data":{"touch":1}}']);
  });

  it('serves one address alone when that is configured', async () => {
    await using server = await startServer({ host: '127.0.0.1' });
    expect((await ask(server, { host: '127.0.0.1', path: '/health/live' })).status).toBe(200);
    await expect(ask(server, { host: '::1', path: '/health/live' })).rejects.toThrow('ECONNREFUSED');
  });

  it.each(['127.0.0.1', '::1'])(
    'fails with the address when the port is taken on %s, and lets go of the other',
    async (host) => {
      const other = createServer().listen(0, host);
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      await expect(startServer({ port })).rejects.toMatchObject({
        code: 'EADDRINUSE',
        syscall: 'listen',
        address: host,
        port,
      });
      other.close();
      await once(other, 'close');
      await using server = await startServer({ port });
      expect(server.port).toBe(port);
    },
  );

  it('refuses an address that others reach, without tokens', async () => {
    await expect(startServer({ host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      path: ['host'],
    });
  });

  it('answers what is not HTTP with 400, and closes', async () => {
    await using server = await startServer();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('garbage\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request/);
  });

  it('answers an upgrade elsewhere with 404, and closes', async () => {
    await using server = await startServer();
    expect(await upgrade(server.port, '/other')).toMatch(/^HTTP\/1.1 404/);
  });
});

/** All that a server says to a WebSocket that it refuses. */
async function upgrade(port: number, path: string, host = 'localhost'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe('before there is an app', () => {
  const config = configSchema.parse({ port: 0, workspace: '/nowhere', data: '/nowhere' });
  const deps = { clock: systemClock, log: quietLog, createContext: () => ({}) };

  it('probes are answered, and all else is told to come again', async () => {
    const server = await listen(config, deps);
    onTestFinished(() => server.close(100));
    expect(await ask(server, { path: '/health/live' })).toMatchObject({ status: 200 });
    expect(await ask(server, { path: '/health/ready' })).toMatchObject({ status: 503 });
    for (const path of ['/graphql', '/', '/other']) {
      const { status, headers, body } = await ask(server, { ...TOUCH, path });
      expect([status, headers['retry-after']]).toEqual([503, '1']);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
    }
    expect(await upgrade(server.port, '/graphql')).toMatch(/^HTTP\/1.1 503 .*\r\nretry-after: 1\r\n/s);
  });

  it('other sites are kept away', async () => {
    const server = await listen(config, deps);
    onTestFinished(() => server.close(100));
    for (const path of ['/health/live', '/graphql']) {
      expect(await ask(server, { path, headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
      expect(await ask(server, { path, headers: { origin: 'http://evil.example' } })).toMatchObject({
        status: 403,
      });
    }
    expect(await upgrade(server.port, '/graphql', 'evil.example')).toMatch(/^HTTP\/1.1 403/);
  });

  it('it can be closed, and leaves nothing open', async () => {
    const server = await listen(config, deps);
    const idle = connect(server.port, 'localhost');
    idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    const started = performance.now();
    await server.close(20_000);
    expect(performance.now() - started).toBeLessThan(2_000);
    await expect(ask(server, { path: '/health/live' })).rejects.toThrow('ECONNREFUSED');
  });
});

const ITEMS = 'subscription { items(count: 1) { number } }';
const openHandles = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|Timeout/.test(name))
    .sort();

describe('close', () => {
  it('ends WebSockets, event streams and idle connections, long before the deadline, and leaves nothing open', async () => {
    const before = openHandles();
    const server = await startServer();
    const client = await connectAndInit(server);
    client.subscribe('s', ITEMS);
    const stream = await fetch(`${server.url}?query=${encodeURIComponent(ITEMS)}`, {
      headers: { accept: 'text/event-stream' },
    });
    const idle = connect(server.port, 'localhost');
    idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    await until(() => server.counts.taken === 2, 'both follow');

    const started = performance.now();
    const text = stream.text();
    await server.close(20_000);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(await text).not.toContain('complete');
    expect(server.counts.live).toBe(0);
    await expect(server.post('{ hello }')).rejects.toThrow();
    idle.destroy();
    await until(
      () => openHandles().length <= before.length,
      `nothing open: ${openHandles().join()} after ${before.join()}`,
    );
  });

  it('lets a running request finish, and cuts off at the deadline what does not', async () => {
    const server = await startServer({ maxAnswerBytes: 40_000_000 });
    const halfSent = connect(server.port, 'localhost');
    halfSent.on('error', () => {});
    halfSent.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{');
    const deaf = await connectAndInit(server);
    deaf.socket.pause();
    const large = connect(server.port, 'localhost').pause();
    large.write('GET /graphql?query={text(bytes:30000000)} HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(large, 'readable');
    const closing = server.close(1_000);
    let bytes = 0;
    large.on('data', (chunk) => (bytes += chunk.length)).resume();
    await once(large, 'end');
    expect(bytes).toBeGreaterThan(30_000_000);
    await closing;
    deaf.socket.terminate();
    halfSent.destroy();
  });
});
