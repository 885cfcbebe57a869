/** http_request, as a caller has it, against real servers: public hosts alone, within limits. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type RequestListener, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type AddressInfo, type Socket, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { ArtifactRef, JsonObject, NewArtifact } from '../../../src/plugins/contract.ts';
import { isPublic } from '../../../src/plugins/core/http/public-address.ts';
import { httpRequestWith } from '../../../src/plugins/core/http-request.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

/** All names are this machine's. */
const here = (): Promise<string[]> => Promise.resolve(['127.0.0.1']);

async function serve(
  listener: RequestListener,
): Promise<{ port: number; url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://allowed.test:${port}`, asked };
}

interface Options {
  lookup?: (host: string) => Promise<string[]>;
  allowHosts?: string[];
  signal?: AbortSignal;
  kept?: NewArtifact[];
}

function call(url: string, more: JsonObject = {}, options: Options = {}) {
  const { lookup = here, allowHosts = ['allowed.test'], signal, kept = [] } = options;
  const artifact = async (file: NewArtifact): Promise<ArtifactRef> => {
    kept.push(file);
    const byteSize = (file.data as Uint8Array).length;
    return { id: '1', uri: 'artifact:1', name: file.name, mimeType: file.mimeType ?? 'x/y', byteSize };
  };
  const workspace = openWorkspace({ root: ownFolder() });
  const context = { config: { allowHosts }, artifact };
  return runTool(httpRequestWith(lookup), { url, ...more }, workspace, signal, undefined, context);
}
const ask = async (...args: Parameters<typeof call>) => (await call(...args)).value;

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
}

describe('an answer', () => {
  it('is told as JSON where it is JSON', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'set-cookie': ['a=1', 'b=2'],
      });
      response.end('{"a":[1]}');
    });
    expect(await ask(`${url}/x?y=1`)).toMatchObject({
      ...{ url: `${url}/x?y=1`, status: 200, statusText: 'OK', contentType: 'application/json', byteSize: 9 },
      ...{ json: { a: [1] }, text: null, artifact: null, redirects: [] },
      headers: { 'set-cookie': 'a=1\nb=2' },
    });
  });

  it.each([
    ['utf-8', 'text/html', Buffer.from('<p>ü'), '<p>ü'],
    ['Latin-1', 'text/plain; charset=iso-8859-1', Buffer.from([0xfc]), 'ü'],
    ['broken JSON', 'application/json', Buffer.from('{'), '{'],
    [
      'JSON that nests deep',
      'application/json',
      Buffer.from('['.repeat(99) + ']'.repeat(99)),
      '['.repeat(99) + ']'.repeat(99),
    ],
  ])('is told as text where it is %s', async (_, type, data, text) => {
    const { url } = await serve((__, response) => response.setHeader('content-type', type).end(data));
    expect(await ask(url)).toMatchObject({ text, json: null, artifact: null });
  });

  it.each([
    ['binary', Buffer.from([0x89, 0x50, 0, 0xff]), 'image/png'],
    ['large', Buffer.alloc(200_000, 'a'), 'text/plain'],
  ])('becomes an artifact where it is %s', async (_, data, type) => {
    const { url } = await serve((__, response) => response.setHeader('content-type', type).end(data));
    const kept: NewArtifact[] = [];
    const artifact = { uri: 'artifact:1', name: 'pic.png', mimeType: type };
    expect(await ask(`${url}/pic.png`, {}, { kept })).toMatchObject({ text: null, json: null, artifact });
    expect(kept).toEqual([{ name: 'pic.png', mimeType: type, data }]);
  });

  it('of a failure is a result', async () => {
    const { url } = await serve((_, response) => response.writeHead(404).end('no'));
    expect(await call(url)).toMatchObject({
      value: { status: 404, text: 'no' },
      text: '404 Not Found\n\nno',
    });
  });

  it.each([
    ['gzip', gzipSync('packed')],
    ['br', brotliCompressSync('packed')],
  ])('is unpacked from %s', async (encoding, data) => {
    const { url } = await serve((_, response) => response.setHeader('content-encoding', encoding).end(data));
    expect(await ask(url)).toMatchObject({ text: 'packed', byteSize: 6 });
  });
});

describe('a request', () => {
  it('sends its method, headers and body', async () => {
    const { url, asked } = await serve(
      (request, response) => void bodyOf(request).then((body) => response.end(body)),
    );
    const json = { method: 'POST', body: { a: 1 }, headers: { 'X-A': 'b' } };
    expect(await ask(url, json)).toMatchObject({ text: '{"a":1}' });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-a': 'b' },
    });
    expect(await ask(url, { method: 'PUT', body: 'text', headers: { 'Content-Type': 'a/b' } })).toMatchObject(
      { text: 'text' },
    );
    expect(asked[1]!.headers['content-type']).toBe('a/b');
  });

  it.each<[string, JsonObject, string[]]>([
    ['a line break in a header', { headers: { a: 'b\r\nc: d' } }, ['headers', 'a']],
    ['a name that no header has', { headers: { 'a b': 'c' } }, ['headers', 'a b']],
    ['a header of the connection', { headers: { Host: 'other' } }, ['headers', 'Host']],
    ['a body with GET', { body: 'x' }, ['body']],
  ])('with %s is not sent', async (_, more, path) => {
    const { url, asked } = await serve((__, response) => response.end());
    await expect(call(url, more)).rejects.toMatchObject({ name: 'ToolError', path });
    expect(asked).toEqual([]);
  });

  it.each([
    ['file:///etc/passwd', 'neither of http'],
    ['ftp://example.com/', 'neither of http'],
    ['http://user:secret@example.com/', 'name or password'],
    ['http://example.com:22/', 'port 22'],
    ['http://example.com:6667/', 'port 6667'],
    ['example.com', 'no address'],
  ])('to %s is refused', async (url, message) => {
    const refused = call(url);
    await expect(refused).rejects.toMatchObject({ path: ['url'], message: expect.stringContaining(message) });
    await expect(refused).rejects.not.toThrow('secret');
  });
});

describe('what is not of the public internet', () => {
  it.each([
    ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...[
      '224.0.0.1',
      '255.255.255.255',
      '198.18.0.1',
      '192.0.2.1',
      '240.0.0.1',
      '::1',
      '::',
      'fe80::1',
      'fe80::1%eth0',
    ],
    ...[
      'fc00::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '2002:7f00:1::',
    ],
    ...['2001::1', '::7f00:1', '2001:db8::1', '::ffff:0:127.0.0.1', 'fec0::1', 'nonsense', ''],
  ])('is known: %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each(['93.184.215.14', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is not that', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  const SPELLINGS = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ];
  it.each(SPELLINGS)('is not asked, however it is spelled: %s', async (host) => {
    const { port, asked } = await serve((_, response) => response.end());
    await expect(call(`http://${host}:${port}/`)).rejects.toThrow('no host of the public internet');
    expect(asked).toEqual([]);
  });

  it('is not asked where only one of the addresses of a name is so', async () => {
    const lookup = () => Promise.resolve(['93.184.215.14', '127.0.0.1']);
    await expect(call('http://mixed.test/', {}, { lookup })).rejects.toThrow(
      'no host of the public internet',
    );
  });

  it('is not reached by a name that changes its address: what is connected to is what was looked at', async () => {
    const { port, asked } = await serve((_, response) => response.end());
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    let times = 0;
    const lookup = () => Promise.resolve(answers[Math.min(times++, 1)]!);
    const signal = AbortSignal.timeout(1_500);
    await expect(call(`http://rebinds.test:${port}/`, {}, { lookup, signal })).rejects.toThrow();
    expect([times, asked]).toEqual([1, []]);
  });

  it('is not reached by being sent on, also where the same name leads elsewhere then', async () => {
    const inner = await serve((_, response) => response.end('secret'));
    const outer = await serve((_, response) =>
      response.writeHead(302, { location: `http://inner.test:${inner.port}/` }).end(),
    );
    await expect(call(outer.url)).rejects.toThrow('"inner.test" is no host of the public internet');
    expect([outer.asked.length, inner.asked]).toEqual([1, []]);
  });

  it('is asked where the operator allows it, by host or by host and port', async () => {
    const { port } = await serve((_, response) => response.end('in'));
    const allowed = (allowHosts: string[]) => ask(`http://127.0.0.1:${port}/`, {}, { allowHosts });
    expect(await allowed(['127.0.0.1'])).toMatchObject({ text: 'in' });
    expect(await allowed([`127.0.0.1:${port}`])).toMatchObject({ text: 'in' });
    await expect(allowed([`127.0.0.1:${port + 1}`])).rejects.toThrow('no host of the public internet');
  });
});

describe('where it is sent on', () => {
  const to =
    (location: string, status = 302) =>
    (_: unknown, response: Parameters<RequestListener>[1]) =>
      void response.writeHead(status, { location }).end('moved');

  it('the last answer is told, and the way to it', async () => {
    const last = await serve((request, response) => response.end(request.method));
    const first = await serve(to(`${last.url}/b`));
    const body = { method: 'POST', body: 'x' };
    expect(await ask(first.url, body)).toMatchObject({
      url: `${last.url}/b`,
      text: 'GET',
      redirects: [`${last.url}/b`],
    });
  });

  it('what tells who one is goes to no other origin', async () => {
    const last = await serve((_, response) => response.end());
    const first = await serve(to(last.url, 307));
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'k', 'x-other': 'o' };
    await ask(first.url, { headers });
    expect(first.asked[0]!.headers).toMatchObject(headers);
    expect(last.asked[0]!.headers).toMatchObject({ 'x-other': 'o' });
    for (const name of ['authorization', 'cookie', 'x-api-key'])
      expect(last.asked[0]!.headers).not.toHaveProperty(name);
  });

  it('endlessly, it is given up; with 0 the first answer is told', async () => {
    const { url, asked } = await serve((_, response) =>
      response.writeHead(302, { location: '/again' }).end('moved'),
    );
    await expect(call(url, { maxRedirects: 3 })).rejects.toThrow('more than 3 times');
    expect(asked.length).toBe(4);
    expect(await ask(url, { maxRedirects: 0 })).toMatchObject({ status: 302, text: 'moved' });
  });

  it.each(['file:///etc/passwd', 'http://a:b@allowed.test/', 'http://allowed.test:25/'])(
    'to %s, it is refused',
    async (location) => {
      const { url } = await serve(to(location));
      await expect(call(url)).rejects.toThrow('sent on to an address that');
    },
  );
});

describe('limits', () => {
  it('a longer answer is given up', async () => {
    const { url } = await serve((_, response) => response.end(Buffer.alloc(2_000)));
    await expect(call(url, { maxBytes: 1_000 })).rejects.toMatchObject({ path: ['maxBytes'] });
  });

  it('an answer that unpacks to too much is given up before it is there', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 9 });
    const { url } = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
    const before = process.memoryUsage().arrayBuffers;
    await expect(call(url)).rejects.toThrow('more than 8388608 bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['one packing within another', 'gzip, gzip', gzipSync(gzipSync('x')), 'not known here'],
    ['a broken packing', 'gzip', Buffer.from('no gzip'), 'is broken'],
  ])('%s is refused', async (_, encoding, data, message) => {
    const { url } = await serve((__, response) => response.setHeader('content-encoding', encoding).end(data));
    await expect(call(url)).rejects.toThrow(message);
  });

  it('headers are bounded', async () => {
    const { url } = await serve((_, response) => response.setHeader('x-long', 'a'.repeat(60_000)).end());
    await expect(call(url)).rejects.toThrow('bytes of headers');
  });

  it('a host that says nothing keeps no call: it ends with its signal', async () => {
    const { url } = await serve(() => undefined);
    await expect(call(url, {}, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('no connection is left of a call, well as it may serve another', async () => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket.on('error', () => undefined).resume());
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nkeep-alive: timeout=60\r\n\r\nok');
    });
    server.listen(0, '127.0.0.1');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await ask(`http://allowed.test:${port}/`)).toMatchObject({ text: 'ok' });
    await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it('a connection that ends before its answer does is a typed failure that may pass', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('short', () => response.destroy());
    });
    await expect(call(url)).rejects.toMatchObject({ name: 'ToolError', retryable: true, path: ['url'] });
  });

  it('a host that refuses, or is not there, is a typed failure that may pass', async () => {
    const { port } = await serve(() => undefined);
    const unused = `http://allowed.test:${port === 1_024 ? 1_025 : 1_024}/`;
    await expect(call(unused)).rejects.toMatchObject({
      retryable: true,
      message: 'The host refused the connection.',
    });
    const lookup = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    await expect(call('http://none.test/', {}, { lookup })).rejects.toMatchObject({
      path: ['url'],
      retryable: false,
    });
  });
});

describe('over https:', () => {
  async function serveTls() {
    const folder = ownFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    const name = ['-subj', '/CN=allowed.test', '-addext', 'subjectAltName=DNS:allowed.test'];
    execFileSync('openssl', [...request, ...name, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const pem = readFileSync(cert, 'utf8');
    const server = createTlsServer({ key: readFileSync(key), cert: pem }, (_, response) =>
      response.end('safe'),
    );
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return { pem, port: (server.address() as AddressInfo).port };
  }

  it('a host is asked whose certificate is for its name, though it is reached by its address', async (context) => {
    skipWithout(context, 'openssl');
    const { pem, port } = await serveTls();
    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, pem]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    expect(await ask(`https://allowed.test:${port}/`)).toMatchObject({ text: 'safe' });
    const other = call(`https://other.test:${port}/`, {}, { allowHosts: ['other.test'] });
    await expect(other).rejects.toThrow('no valid certificate for this name');
  });

  it('a host is not asked whose certificate nobody vouches for', async (context) => {
    skipWithout(context, 'openssl');
    const { port } = await serveTls();
    const refused = call(`https://allowed.test:${port}/`);
    await expect(refused).rejects.toMatchObject({
      path: ['url'],
      message: expect.stringContaining('no valid certificate'),
    });
  });
});
