import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN, TOKENS, TOUCH, type TestServer, ask, startServer, until } from './fixture.ts';

const json = { 'content-type': 'application/json' };

describe('HTTP', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.close());

  it('hides what a bug says, logs it, and shows an error that was meant', async () => {
    const response = await server.post('{ bug refused hello }');
    const { data, errors } = await response.json();
    expect(data).toEqual({ bug: null, refused: null, hello: 'world' });
    expect(errors).toMatchObject([
      {
        path: ['bug'],
        message: expect.not.stringContaining('home'),
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
      { path: ['refused'], message: 'Not like this.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/\.ts|at Object|stack/);
    expect(server.log.join()).toContain('/home/somebody');
  });

  it.each([
    ['text/plain', TOUCH.body],
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent('mutation { touch }')}`],
    [
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${TOUCH.body}\r\n--b--`,
    ],
  ])('runs no mutation from a form: %s', async (type, body) => {
    const answer = await ask(server, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('FORBIDDEN');
    expect(server.counts.touched).toBe(0);
  });

  it.each([true, false])(
    'hides what a broken subscription says, and logs it (at once: %s)',
    async (atOnce) => {
      const query = `subscription { broken(atOnce: ${atOnce}) { number } }`;
      const response = await server.post(query, { headers: { accept: 'text/event-stream' } });
      const text = await response.text();
      expect(text).toContain('INTERNAL_SERVER_ERROR');
      expect(text).not.toContain('home');
      expect(server.log.join()).toContain('/home/somebody');
    },
  );

  it('runs no mutation from a link', async () => {
    const answer = await ask(server, { path: `/graphql?query=${encodeURIComponent('mutation { touch }')}` });
    expect(answer.status).toBe(405);
    expect(server.counts.touched).toBe(0);
  });

  it.each([
    ['JSON that is none', 400, json, '{ "query": '],
    ['a batch', 400, json, '[{ "query": "{ hello }" }]'],
    ['another content type', 415, { 'content-type': 'application/xml' }, '<hello/>'],
    [
      'a subscription without a stream',
      406,
      { ...json, accept: 'application/json' },
      '{"query":"subscription { items(count: 1) { number } }"}',
    ],
  ])('answers %s with a typed error', async (_, status, headers, body) => {
    const answer = await ask(server, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toMatch(/^[A-Z_]+$/);
    expect(server.log).toEqual([]);
    expect(server.counts.live).toBe(0);
  });

  it.each(['image/png', 'application/json; charset=latin1', 'json', 'text/plain, image/*'])(
    'runs nothing for a client that accepts only %s',
    async (accept) => {
      const posted = await ask(server, { ...TOUCH, headers: { ...json, accept } });
      const gotten = await ask(server, { path: '/graphql?query={bug}', headers: { accept } });
      for (const { status, body } of [posted, gotten]) {
        expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([406, 'NOT_ACCEPTABLE']);
      }
      expect(server.counts.touched).toBe(0);
      // The bug would have been logged.
      expect(server.log).toEqual([]);
    },
  );

  it.each([
    ['*/*', 'application/json'],
    ['image/png, APPLICATION/*', 'application/'],
    ['text/*', 'text/event-stream'],
    ['image/png, application/json;q=0.5', 'application/json'],
  ])('answers a client that accepts %s', async (accept, type) => {
    const answer = await ask(server, { ...TOUCH, headers: { ...json, accept } });
    expect([answer.status, server.counts.touched]).toEqual([200, 1]);
    expect(answer.headers['content-type']).toContain(type);
  });

  it.each(['APPLICATION/JSON', 'Application/Json ; charset=UTF-8'])('reads JSON sent as %s', async (type) => {
    const answer = await ask(server, { ...TOUCH, headers: { 'content-type': type } });
    expect([answer.status, server.counts.touched]).toEqual([200, 1]);
  });

  it.each([
    ['a body that is no JSON', (long: string) => long],
    ['a name', (long: string) => JSON.stringify({ query: `{ ${long} }` })],
    ['an operation name', (long: string) => JSON.stringify({ query: '{ hello }', operationName: long })],
  ])('does not echo all of %s', async (_, body) => {
    const answer = await ask(server, { ...TOUCH, body: body('x'.repeat(100_000)) });
    expect(JSON.parse(answer.body).errors).toHaveLength(1);
    expect(answer.body.length).toBeLessThan(3_000);
  });

  it('answers URL parameters that are no JSON with a typed error', async () => {
    const answer = await ask(server, { path: '/graphql?query={hello}&variables={' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(server.log).toEqual([]);
  });

  it('knows GraphQL and health, and nothing else', async () => {
    const paths = ['/graphql', '/nothing', '/graphql/x', '//graphql', '/health', '/'];
    const answers = await Promise.all(paths.map((path) => ask(server, { ...TOUCH, path })));
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404, 404]);
    expect(JSON.parse(answers[1]!.body).errors[0].extensions.code).toBe('NOT_FOUND');
  });

  it('leads a browser from / to GraphiQL, unless that is off', async () => {
    const browser = { path: '/', headers: { accept: 'text/html' } };
    expect(await ask(server, browser)).toMatchObject({ status: 302, headers: { location: '/graphql' } });
    await using without = await startServer({ graphiql: false });
    expect((await ask(without, browser)).status).toBe(404);
    const page = await ask(without, { headers: { accept: 'text/html' } });
    expect(page.headers['content-type']).not.toContain('html');
  });

  it('is live always, and takes operations only while it is ready', async () => {
    const status = async (path: string) => (await ask(server, { path })).status;
    expect([await status('/health/live'), await status('/health/ready')]).toEqual([200, 200]);
    server.setReady(false);
    expect([await status('/health/live'), await status('/health/ready')]).toEqual([200, 503]);
    const answer = await ask(server, TOUCH);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('SHUTTING_DOWN');
    expect(server.counts.touched).toBe(0);
  });

  it('ends the subscription of a client that goes away', async () => {
    const controller = new AbortController();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { ...json, accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { items(count: 2) { number } }' }),
      signal: controller.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let events = '';
    while (!events.includes('"number":2')) events += (await reader.read()).value;
    expect(events).toBe(
      ':\n\nevent: next\ndata: {"data":{"items":{"number":1}}}\n\nevent: next\ndata: {"data":{"items":{"number":2}}}\n\n',
    );
    expect(server.counts.live).toBe(1);
    controller.abort();
    await until(() => server.counts.live === 0, 'the iterator is returned');
  });
});

describe('a body that is too large', () => {
  it('is refused by its length, before it is sent', async () => {
    await using server = await startServer({ maxBodyBytes: 2000 });
    const socket = connect(server.port, 'localhost');
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2001\r\n\r\n`,
    );
    const [head] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])));
    expect(String(head)).toMatch(/^HTTP\/1.1 413/);
    expect(String(head)).toContain('REQUEST_ENTITY_TOO_LARGE');
    socket.destroy();
  });

  it('is refused while it streams, without being kept', async () => {
    await using server = await startServer({ maxBodyBytes: 2000 });
    const chunk = new Uint8Array(65_536).fill(32);
    let chunks = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++chunks <= 800) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const before = process.memoryUsage().arrayBuffers;
    const response = await fetch(server.url, {
      method: 'POST',
      headers: json,
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect((await response.json()).errors[0].extensions.code).toBe('REQUEST_ENTITY_TOO_LARGE');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 2 ** 20);
  });

  it('may be just as large as configured', async () => {
    await using server = await startServer({ maxBodyBytes: 2000 });
    const query = '{ hello }'.padEnd(2000 - '{"query":""}'.length);
    expect((await server.post(query)).status).toBe(200);
    expect((await server.post(`${query} `)).status).toBe(413);
  });
});

it('a client that leaves in the middle of its body leaves no trace', async () => {
  await using server = await startServer();
  const socket = connect(server.port, 'localhost');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
  );
  expect((await server.post('{ hello }')).status).toBe(200);
  socket.destroy();
  await server.close();
  expect(server.log).toEqual([]);
});

describe('tokens over HTTP', () => {
  it('are needed for every operation, and name the caller', async () => {
    await using server = await startServer({ tokens: TOKENS });
    const refused = await ask(server, TOUCH);
    expect(refused).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(JSON.parse(refused.body).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const wrong = await server.post('mutation { touch }', { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.status).toBe(401);
    const stream = { ...TOUCH.headers, accept: 'text/event-stream' };
    expect((await ask(server, { ...TOUCH, headers: stream })).status).toBe(401);
    expect(server.counts.touched).toBe(0);
    const right = await server.post('{ viewer }', { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await right.json()).toEqual({ data: { viewer: 'dashboard' } });
  });

  it('are not needed for the page of GraphiQL nor for health', async () => {
    await using server = await startServer({ tokens: TOKENS });
    const page = await ask(server, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect((await ask(server, { path: '/health/ready' })).status).toBe(200);
  });
});
