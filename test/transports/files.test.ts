import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { type FileServer, serveFiles, token } from './files-fixture.ts';
import { until } from './fixture.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000', 'hex');
const TEXT = '0123456789';

/** The files of the server are those, and the log has no bug. */
function expectKept(server: FileServer, ...ids: string[]): void {
  expect(server.files().sort()).toEqual([...ids].sort());
  expect(server.log.filter((line) => line.includes('bug'))).toEqual([]);
}

describe('PUT /files/NAME', () => {
  it('brings a file in, which GET gives again', async () => {
    const server = await serveFiles();
    const answer = await server.send('/files/gr%C3%BCn.png', { method: 'PUT', body: PNG });
    expect(answer.status).toBe(201);
    const { id } = answer.json;
    expect(answer.json).toEqual({
      ...{ id, uri: `artifact:${id}`, url: `/files/${id}`, name: 'grün.png', mimeType: 'image/png' },
      byteSize: PNG.length,
    });
    expect(answer.headers.location).toBe(`/files/${id}`);
    const { status, body } = await server.send(answer.headers.location!);
    expect([status, body]).toEqual([200, PNG]);
    expect(server.app.artifacts.find(id)).toMatchObject({
      executionId: null,
      actor: { kind: 'USER', name: 'local' },
    });
    expectKept(server, id);
  });

  it('takes a file of no bytes, and one that comes in chunks', async () => {
    const server = await serveFiles();
    const empty = await server.put('empty', '');
    expect(empty).toMatchObject({ byteSize: 0, mimeType: 'application/octet-stream' });
    const chunked = await server.put('a.txt', TEXT, { 'transfer-encoding': 'chunked' });
    expect(chunked).toMatchObject({ byteSize: 10, mimeType: 'text/plain' });
    expect((await server.send(empty.url)).headers).toMatchObject({ 'content-length': '0' });
  });

  it('believes Content-Type where the content does not say otherwise', async () => {
    const server = await serveFiles();
    const put = async (type: string, body: string | Buffer) =>
      (await server.put('a', body, { 'content-type': type })).mimeType;
    expect(await put('text/csv; charset=utf-8', 'a,b\n')).toBe('text/csv');
    expect(await put('text/html', PNG)).toBe('image/png');
    expect(await put('application/x-www-form-urlencoded', 'a=b')).toBe('text/plain');
  });

  it.each([
    ['no name', '/files/', {}, 400],
    ['no name at all', '/files', {}, 400],
    ['a name that is wrongly encoded', '/files/%ff', {}, 400],
    ['a type that is none', '/files/a', { 'content-type': 'what ever' }, 400],
    ['a part of a file', '/files/a', { 'content-range': 'bytes 0-9/100' }, 400],
    ['compressed bytes', '/files/a', { 'content-encoding': 'gzip' }, 400],
  ])('refuses %s, typed, and keeps nothing', async (_, path, headers, status) => {
    const server = await serveFiles();
    const answer = await server.send(path, { method: 'PUT', body: TEXT, headers });
    expect(answer).toMatchObject({
      status,
      json: { errors: [{ message: expect.any(String), extensions: { code: 'INVALID_ARGUMENTS' } }] },
    });
    expectKept(server);
  });

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['a\r\nX-Evil: 1\r\n\r\n.txt', 'aX-Evil: 1.txt'],
    ['\u0000\u001b\u202e', 'file'],
    ['x'.repeat(5_000) + '.txt', 'x'.repeat(251) + '.txt'],
    ['"quoted\\".txt', '".txt'],
  ])('makes the name %j safe, also in the header of its download', async (given, name) => {
    const server = await serveFiles();
    const kept = await server.put(given, PNG);
    expect(kept.name).toBe(name);
    const { status, headers } = await server.send(kept.url);
    expect([status, headers['x-evil']]).toEqual([200, undefined]);
    expect(headers['content-disposition']).toMatch(/^inline; filename=/);
    expectKept(server, kept.id);
  });

  it.each([
    ['that says so, before it comes', 100_001, {}],
    ['that comes in chunks, as soon as it is', 5_000_000, { 'transfer-encoding': 'chunked' }],
  ])('refuses one of more than maxArtifactBytes %s', async (_, tooMany, headers) => {
    const server = await serveFiles({ maxArtifactBytes: 100_000 });
    const put = (bytes: number) =>
      server.send('/files/a', { method: 'PUT', body: Buffer.alloc(bytes), headers });
    expect(await put(tooMany)).toMatchObject({
      status: 413,
      json: {
        errors: [
          {
            message: expect.stringContaining('100000 bytes (setting `maxArtifactBytes`)'),
            extensions: { code: 'RESULT_TOO_LARGE' },
          },
        ],
      },
    });
    expectKept(server);
    expect((await put(100_000)).status).toBe(201);
  });

  it('refuses 1 GB, holds little of it, and goes on', async () => {
    const server = await serveFiles({ maxArtifactBytes: 1_000_000 });
    const before = process.memoryUsage().arrayBuffers;
    let sent = 0;
    const piece = Buffer.alloc(1_000_000);
    const gigabyte = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += piece.length;
        if (sent > 1_000_000_000) controller.close();
        else controller.enqueue(piece);
      },
    });
    const init = { method: 'PUT', body: gigabyte, duplex: 'half' } as RequestInit;
    // As an answer or, where the client is slow to see it, as a connection that ends.
    const status = await fetch(`http://localhost:${server.port}/files/a`, init).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64_000_000);
    expectKept(server);
    expect(await server.put('a.txt', TEXT)).toMatchObject({ byteSize: 10 });
  });

  /** The beginning of an upload of 100 bytes, on a socket of its own. */
  async function begin(server: FileServer, text = TEXT) {
    const socket = connect(server.port, 'localhost');
    socket.on('error', () => {}).resume();
    socket.write(`PUT /files/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n${text}`);
    await until(() => server.files().length === 1, 'the file to be begun');
    return socket;
  }

  it('keeps nothing of what a client breaks off', async () => {
    const server = await serveFiles();
    const socket = await begin(server);
    socket.destroy();
    await until(() => server.files().length === 0, 'nothing to be left');
    expectKept(server);
  });

  it('keeps nothing of a body that is shorter than it says', async () => {
    const server = await serveFiles();
    const socket = await begin(server);
    socket.end();
    await until(() => server.files().length === 0, 'nothing to be left');
    expectKept(server);
  });

  it.each(['', TEXT])(
    'gives up on a client that sends nothing, after %j, for stallTimeoutMs',
    async (text) => {
      const server = await serveFiles({ stallTimeoutMs: 200 });
      const socket = await begin(server, text);
      await once(socket, 'close');
      await until(() => server.files().length === 0, 'nothing to be left');
      expectKept(server);
    },
  );

  it('ends, with what it is doing, when the server does', async () => {
    const server = await serveFiles();
    const socket = await begin(server);
    const closed = once(socket, 'close');
    await server.close();
    await server.app.close();
    await closed;
    expectKept(server);
  });

  it('answers 408 to a client that sends a byte now and then, and frees its place', async () => {
    const server = await serveFiles({ stallTimeoutMs: 500 });
    const socket = await begin(server);
    const answered = text(socket);
    const trickle = setInterval(() => socket.write('x'), 50);
    expect(await answered.finally(() => clearInterval(trickle))).toMatch(
      /^HTTP\/1.1 408 [^]*within 500 ms[^]*"REQUEST_TIMEOUT"/,
    );
    await until(() => server.files().length === 0, 'nothing to be left');
    expectKept(server);
  });

  /** Uploads that stand still, so many of each of the callers. */
  function stall(server: FileServer, count: number, callers: readonly ReturnType<typeof token>[]): Socket[] {
    return callers.flatMap(({ headers }) =>
      Array.from({ length: count }, () => {
        const socket = connect(server.port, 'localhost');
        socket.on('error', () => {}).resume();
        const head = `Host: localhost\r\nAuthorization: ${headers.authorization}\r\nContent-Length: 100`;
        socket.write(`PUT /files/a HTTP/1.1\r\n${head}\r\n\r\n`);
        return socket;
      }),
    );
  }

  it.each([
    [1, 429, 'TOO_MANY_UPLOADS', /"caller0" has 8 uploads under way.*Wait until one/],
    [8, 503, 'OVERLOADED', /64 uploads of all callers are under way.*again/],
  ])('takes so many at once: of %i callers', async (count, status, code, message) => {
    const callers = Array.from({ length: 9 }, (_, n) => token(`caller${n}`, 'tool:execute'));
    const server = await serveFiles({ tokens: callers.map(({ setting }) => setting) });
    const sockets = stall(server, 8, callers.slice(0, count));
    await until(() => server.files().length === 8 * count, 'all to be begun');
    const put = (n: number) =>
      server.send('/files/a', { method: 'PUT', body: TEXT, headers: callers[n]!.headers });
    expect(await put(count === 1 ? 0 : 8)).toMatchObject({
      status,
      headers: { 'retry-after': '1' },
      json: { errors: [{ message: expect.stringMatching(message), extensions: { code } }] },
    });
    // Others are not held up by one.
    if (count === 1) expect((await put(8)).status).toBe(201);
    for (const socket of sockets) socket.destroy();
    // A place is free a moment after its file has gone.
    await expect.poll(async () => (await put(0)).status, { timeout: 20_000 }).toBe(201);
  });

  it('sends 100 Continue only where token and headers are accepted', async () => {
    const ann = token('ann', 'tool:execute');
    const server = await serveFiles({ tokens: [ann.setting], maxArtifactBytes: 2000 });
    const ask = async (target: string, ...headers: string[]) => {
      const socket = connect(server.port, 'localhost');
      const head = [target, 'Host: localhost', 'Expect: 100-continue', ...headers].join('\r\n');
      socket.write(`${head}\r\n\r\n`);
      const [first] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return String(first).split('\r\n', 1)[0];
    };
    const put = 'PUT /files/a HTTP/1.1';
    const known = `Authorization: ${ann.headers.authorization}`;
    expect(await ask(put, 'Content-Length: 10')).toContain(' 401 ');
    expect(await ask(put, known, 'Content-Length: 2001')).toContain(' 413 ');
    expect(await ask(put, known, 'Content-Length: 10', 'Content-Encoding: gzip')).toContain(' 400 ');
    expect(await ask(put, known, 'Content-Length: 10')).toBe('HTTP/1.1 100 Continue');
    expect(await ask('POST /graphql HTTP/1.1', 'Content-Length: 10')).toContain(' 401 ');
    expect(await ask('POST /graphql HTTP/1.1', known, 'Content-Length: 10')).toBe('HTTP/1.1 100 Continue');
  });
});

describe('GET /files/ID', () => {
  it.each(['/files', '/files/'])('without an id (%s) says what to ask instead', async (path) => {
    const server = await serveFiles();
    const { status, json } = await server.send(path);
    expect({ status, json }).toEqual({
      status: 404,
      json: {
        errors: [
          {
            message: expect.stringMatching(/GET \/files\/ID .*PUT \/files\/NAME /),
            extensions: { code: 'NOT_FOUND' },
          },
        ],
      },
    });
  });

  it('sends what keeps a file from harming whoever opens it', async () => {
    const server = await serveFiles();
    const { url, id } = await server.put('grün "1".html', '<script>alert(1)</script>', {
      'content-type': 'text/html',
    });
    const { headers } = await server.send(url);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-disposition':
        'attachment; filename="gr?n \\"1\\".html"; filename*=UTF-8\'\'gr%C3%BCn%20%221%22.html',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, immutable, max-age=86400',
      'accept-ranges': 'bytes',
      vary: 'Authorization',
      etag: `"${id}"`,
    });
  });

  it.each([
    ['image/png', PNG, 'inline'],
    ['text/plain; charset=utf-8', Buffer.from(TEXT), 'inline'],
    ['application/json', Buffer.from('{}'), 'inline'],
    ['image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'attachment'],
    ['text/html', Buffer.from('<p>'), 'attachment'],
    ['application/xhtml+xml', Buffer.from('<p>'), 'attachment'],
    ['text/xml', Buffer.from('<a/>'), 'attachment'],
    ['application/pdf', Buffer.from('%PDF-1.7\n'), 'attachment'],
    ['text/javascript', Buffer.from('alert(1)'), 'attachment'],
    ['application/octet-stream', Buffer.from([1, 0xff, 2]), 'attachment'],
  ])('of type %s is shown inline or not', async (type, body, disposition) => {
    const server = await serveFiles();
    const { url } = await server.put('a', body, { 'content-type': type });
    const { headers } = await server.send(url);
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toMatch(new RegExp(`^${disposition};`));
  });

  it('answers HEAD without the bytes, and 304 to whoever has them', async () => {
    const server = await serveFiles();
    const { url, id } = await server.put('a.txt', TEXT);
    const head = await server.send(url, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '10' }, body: Buffer.alloc(0) });
    for (const tags of [`"${id}"`, `"x", W/"${id}"`, '*']) {
      const answer = await server.send(url, { headers: { 'if-none-match': tags } });
      expect(answer).toMatchObject({ status: 304, headers: { etag: `"${id}"` }, body: Buffer.alloc(0) });
    }
    expect((await server.send(url, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-100', 206, TEXT, 'bytes 0-9/10'],
    ['bytes=8-99999999999999999999999', 206, '89', 'bytes 8-9/10'],
    ['BYTES=0-1', 206, '01', 'bytes 0-1/10'],
    ['bytes=10-', 416, null, 'bytes */10'],
    ['bytes=100-200', 416, null, 'bytes */10'],
    ['bytes=-0', 416, null, 'bytes */10'],
    // What is no range, or no range of bytes, is passed over; several may be.
    ['bytes=4-2', 200, TEXT, undefined],
    ['bytes=a-b', 200, TEXT, undefined],
    ['bytes=', 200, TEXT, undefined],
    ['lines=0-1', 200, TEXT, undefined],
    ['bytes=0-0,2-2', 200, TEXT, undefined],
    [`bytes=${Array.from({ length: 2_000 }, (_, i) => `${i % 10}-${i % 10}`).join()}`, 200, TEXT, undefined],
  ])('answers Range: %.40s with %i', async (range, status, body, contentRange) => {
    const server = await serveFiles();
    const { url } = await server.put('a.txt', TEXT);
    const answer = await server.send(url, { headers: { range } });
    expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
    if (body !== null) {
      expect(answer.body.toString()).toBe(body);
      expect(answer.headers['content-length']).toBe(String(body.length));
    } else expect(answer.json.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });

  it('answers a range only of what If-Range names', async () => {
    const server = await serveFiles();
    const { url, id } = await server.put('a.txt', TEXT);
    const status = async (condition: string) =>
      (await server.send(url, { headers: { range: 'bytes=0-0', 'if-range': condition } })).status;
    expect(await status(`"${id}"`)).toBe(206);
    for (const other of ['"x"', `W/"${id}"`, 'Wed, 21 Oct 2015 07:28:00 GMT'])
      expect(await status(other)).toBe(200);
  });

  it('has no range of a file of no bytes', async () => {
    const server = await serveFiles();
    const { url } = await server.put('empty', '');
    expect((await server.send(url, { headers: { range: 'bytes=0-0' } })).status).toBe(416);
    expect((await server.send(url, { headers: { range: 'bytes=-1' } })).status).toBe(200);
  });

  it.each([
    '/files/nothing',
    '/files/../artifacts.db',
    '/files/..%2fartifacts.db',
    '/files/%00',
    '/files/%2e%2e',
    `/files/${'x'.repeat(5_000)}`,
    '/files/nothing/',
    '/files//',
  ])('knows nothing at %.40s', async (path) => {
    const server = await serveFiles();
    const { id } = await server.put('a', TEXT);
    const answer = await server.send(path);
    expect(answer).toMatchObject({
      status: 404,
      json: {
        errors: [
          { message: expect.stringMatching(/^There is no artifact/), extensions: { code: 'NOT_FOUND' } },
        ],
      },
    });
    expect(answer.headers['content-disposition']).toBeUndefined();
    expect((await server.send(`/files/${id}/x`)).status).toBe(404);
    expectKept(server, id);
  });

  it('tells damage as an error of the server, not as a file', async () => {
    const server = await serveFiles();
    const { id, url } = await server.put('a', TEXT);
    truncateSync(join(server.folder, '.gathering/artifacts', id), 3);
    const answer = await server.send(url);
    expect(answer).toMatchObject({
      status: 500,
      json: { errors: [{ extensions: { code: 'STORAGE_DAMAGED' } }] },
    });
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.body.toString()).not.toContain(server.folder);
  });

  it.each(['POST', 'DELETE', 'PATCH'])('does not answer %s', async (method) => {
    const server = await serveFiles();
    const { url } = await server.put('a', TEXT);
    expect(await server.send(url, { method })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, PUT' },
    });
  });
});

describe('Guarantee 23: access to files', () => {
  const ann = token('ann', 'tool:execute');
  const ben = token('ben', 'tool:execute');
  const reader = token('reader', 'registry:read');
  const tokens = [ann.setting, ben.setting, reader.setting];

  it('needs a token that is known', async () => {
    const server = await serveFiles({ tokens });
    for (const headers of [{}, { authorization: 'Bearer unknown' }]) {
      for (const [path, method] of [
        ['/files/x', 'GET'],
        ['/files/a', 'PUT'],
      ] as const) {
        expect(await server.send(path, { method, headers })).toMatchObject({
          status: 401,
          headers: { 'www-authenticate': 'Bearer' },
          json: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
        });
      }
    }
    expectKept(server);
  });

  it('is for owners, and for readers of the registry; to others a file is not there', async () => {
    const server = await serveFiles({ tokens });
    const { url, id } = await server.put('a', TEXT, ann.headers);
    expect((await server.send(url, { headers: ann.headers })).status).toBe(200);
    expect((await server.send(url, { headers: reader.headers })).status).toBe(200);
    const foreign = await server.send(url, { headers: ben.headers });
    const unknown = await server.send('/files/nothing', { headers: ben.headers });
    const told = ({ status, json }: typeof foreign, what: string) => [
      status,
      JSON.stringify(json).replaceAll(what, 'ID'),
      ...Object.keys(foreign.headers),
    ];
    expect(told(foreign, id)).toEqual(told(unknown, 'nothing'));
    expect(foreign.status).toBe(404);
    const headers = { ...ben.headers, 'if-none-match': '*', range: 'bytes=0-0' };
    expect((await server.send(url, { headers })).status).toBe(404);
  });

  it('to bring one in needs tool:execute', async () => {
    const server = await serveFiles({ tokens });
    const answer = await server.send('/files/a', { method: 'PUT', body: TEXT, headers: reader.headers });
    expect(answer).toMatchObject({
      status: 403,
      json: {
        errors: [{ message: expect.stringContaining('"tool:execute"'), extensions: { code: 'FORBIDDEN' } }],
      },
    });
    expectKept(server);
  });

  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['no Origin', { origin: 'null' }],
    ['a Host that is not ours', { host: 'evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('is refused to a page of %s', async (_, headers) => {
    const server = await serveFiles();
    const { url, id } = await server.put('a', TEXT);
    for (const [path, method] of [
      [url, 'GET'],
      ['/files/b', 'PUT'],
      ['/files/b', 'OPTIONS'],
    ] as const) {
      const answer = await server.send(path, { method, headers, ...(method === 'PUT' && { body: TEXT }) });
      expect(answer.status, method).toBe(403);
    }
    expectKept(server, id);
  });

  it('is open to pages of listed origins, which may bring files in', async () => {
    const origin = 'https://dashboard.example';
    const server = await serveFiles({ origins: [origin] });
    const preflight = { origin, 'access-control-request-method': 'PUT' };
    expect(await server.send('/files/a', { method: 'OPTIONS', headers: preflight })).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'GET, POST, PUT' },
    });
    const { url } = await server.put('a', TEXT, { origin });
    expect((await server.send(url, { headers: { origin } })).headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': expect.stringContaining('content-disposition'),
      vary: 'Origin, Authorization',
    });
  });

  it('begins when the server is ready, and ends with that', async () => {
    const server = await serveFiles();
    const { url, id } = await server.put('a', TEXT);
    await server.app.drain(0);
    for (const [path, method] of [
      [url, 'GET'],
      ['/files/b', 'PUT'],
    ] as const) {
      expect(await server.send(path, { method, ...(method === 'PUT' && { body: TEXT }) })).toMatchObject({
        status: 503,
        json: { errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] },
      });
    }
    expectKept(server, id);
  });
});

describe('A large file', () => {
  const LARGE = 64 * 1024 * 1024;

  it('is sent whole, and no faster than it is read', async () => {
    const server = await serveFiles();
    const { url } = await server.put('large', Buffer.alloc(LARGE, 7));
    const before = process.memoryUsage().arrayBuffers;
    const socket = connect(server.port, 'localhost');
    socket.pause();
    socket.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    // Whatever would be read too early is read while others are served.
    for (let i = 0; i < 50; i += 1) await server.send('/health/live');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
    let bytes = 0;
    socket.on('data', (chunk) => (bytes += chunk.length)).resume();
    await once(socket, 'close');
    expect(bytes).toBeGreaterThan(LARGE);
  });

  it('is given up where nobody reads it, and its file is closed', async () => {
    const stallTimeoutMs = 300;
    let stalls = 0;
    const after: Clock['after'] = (ms, run) =>
      systemClock.after(ms, () => {
        run();
        if (ms === stallTimeoutMs) stalls += 1;
      });
    const server = await serveFiles({ stallTimeoutMs }, { ...systemClock, after });
    const { url } = await server.put('large', Buffer.alloc(LARGE));
    const socket = connect(server.port, 'localhost').pause();
    socket.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await until(() => stalls === 1, 'the time to pass');
    socket.on('error', () => {}).resume();
    await once(socket, 'close');
    expect(socket.bytesRead).toBeLessThan(LARGE);
    expect(server.log).toEqual([]);
  });
});
