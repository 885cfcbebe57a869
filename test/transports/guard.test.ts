import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createGuard } from '../../src/transports/guard.ts';
import { TOUCH, type TestServer, ask, startServer } from './fixture.ts';

const guard = createGuard({
  host: '0.0.0.0',
  hosts: ['tools.example', '[2001:db8::7]'],
  origins: ['https://dashboard.example'],
});

describe('Guarantee 23: the Host header', () => {
  it.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST:1',
    '127.0.0.1:4000',
    '[::1]:4000',
    'Tools.Example',
    '[2001:DB8::7]:80',
  ])('may be %s', (host) => {
    expect(guard.refusal({ host })).toBeNull();
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'a.localhost',
    'localhost.evil.example',
    'localhost@evil.example',
    '0.0.0.0',
    '[::]',
    'localhost:x',
    'localhost/',
    '127.0.0.1:4000:1',
  ])('may not be %s', (host) => {
    expect(guard.refusal({ host })).toContain('hosts');
  });

  it('may be the configured host', () => {
    const named = createGuard({ host: '192.168.1.2', hosts: [], origins: [] });
    expect(named.refusal({ host: '192.168.1.2:4000' })).toBeNull();
    const six = createGuard({ host: '2001:db8::1', hosts: [], origins: [] });
    expect(six.refusal({ host: '[2001:db8::1]:4000' })).toBeNull();
  });
});

describe('Guarantee 23: the Origin header', () => {
  it.each([
    ['http://localhost:4000', 'localhost:4000'],
    ['https://tools.example', 'tools.example'],
    ['https://tools.example', 'tools.example:443'],
    ['http://[::1]:4000', '[::1]:4000'],
    ['https://dashboard.example', 'localhost:4000'],
  ])('may be %s for Host %s', (origin, host) => {
    expect(guard.refusal({ host, origin })).toBeNull();
  });

  it.each([
    'null',
    'http://localhost:4001',
    'http://127.0.0.1:4000',
    'http://evil.example',
    'https://dashboard.example.evil.example',
    'http://dashboard.example',
    'file://',
    'chrome-extension://localhost:4000',
    '',
  ])('may not be %j for Host localhost:4000', (origin) => {
    expect(guard.refusal({ host: 'localhost:4000', origin })).toContain('origins');
  });

  it('is missing for images and scripts, which other sites may not load either', () => {
    const foreign = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
    expect(guard.refusal({ ...foreign, 'sec-fetch-mode': 'no-cors' })).not.toBeNull();
    expect(guard.refusal({ ...foreign, 'sec-fetch-mode': 'navigate' })).toBeNull();
  });
});

describe('Guarantee 23: a foreign page', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ origins: ['https://dashboard.example'] });
  });
  afterAll(() => server.close());

  const foreign = [
    ['Origin', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['Host', { host: 'evil.example' }],
  ] as const;

  it.each(foreign)('runs no mutation over HTTP with a foreign %s', async (_, headers) => {
    const answer = await ask(server, { ...TOUCH, headers: { ...TOUCH.headers, ...headers } });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('FORBIDDEN');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(server.counts.touched).toBe(0);
  });

  it.each(foreign)('follows nothing over SSE with a foreign %s', async (_, headers) => {
    const path = `/graphql?query=${encodeURIComponent('subscription { items(count: 1) { number } }')}`;
    const answer = await ask(server, { path, headers: { accept: 'text/event-stream', ...headers } });
    expect(answer.status).toBe(403);
    expect(server.counts.taken).toBe(0);
  });

  it.each(foreign)('opens no WebSocket with a foreign %s', async (_, headers) => {
    const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws', { headers });
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('403');
  });

  it.each(foreign)('does not even learn its health with a foreign %s', async (_, headers) => {
    const answers = await Promise.all(
      ['/health/live', '/health/ready', '/', '/graphql'].map((path) => ask(server, { path, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it('of a listed origin passes the preflight, mutates, and may read the answer', async () => {
    const origin = 'https://dashboard.example';
    const preflight = await ask(server, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-mine',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'content-type,x-mine',
      vary: 'Origin',
    });
    const before = server.counts.touched;
    const answer = await ask(server, { ...TOUCH, headers: { ...TOUCH.headers, origin } });
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    expect(server.counts.touched).toBe(before + 1);
  });

  it('of the same origin gets no CORS headers, and needs none', async () => {
    const headers = { ...TOUCH.headers, origin: `http://localhost:${server.port}` };
    const answer = await ask(server, { ...TOUCH, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});
