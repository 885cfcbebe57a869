/** One request over HTTP, with the redirects that it is sent on. */
import { once } from 'node:events';
import { ToolError } from 'gathering/plugin';
import { Agent, type Dispatcher, buildConnector, request } from 'undici';
import { readBody } from './body.ts';
import { publicConnector } from './connect.ts';
import { bodiless, impersonal, responseHeaders } from './headers.ts';
import type { Lookup } from './lookup.ts';
import { isBlockedPort } from './ports.ts';

const CONNECT_MS = 10_000;
/** Without a byte. */
const SILENT_MS = 30_000;
const MOST_HEADER_BYTES = 32_768;
const REDIRECTS = [301, 302, 303, 307, 308];

export interface Asked {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export interface Limits {
  maxBytes: number;
  maxRedirects: number;
}

export interface Answered {
  url: string;
  status: number;
  headers: Record<string, string>;
  data: Buffer;
  /** Where it was sent on to, in order. */
  redirects: string[];
}

export interface Network {
  lookup: Lookup;
  allowHosts: readonly string[];
  signal: AbortSignal;
}

/** @throws ToolError; the signal's reason. No connection is left of it. */
export async function ask(
  asked: Asked,
  limits: Limits,
  { lookup, allowHosts, signal }: Network,
): Promise<Answered> {
  const connect = publicConnector(
    buildConnector({ timeout: CONNECT_MS, allowH2: false }),
    lookup,
    allowHosts,
  );
  const times = { headersTimeout: SILENT_MS, bodyTimeout: SILENT_MS };
  const agent = new Agent({ connect, allowH2: false, maxHeaderSize: MOST_HEADER_BYTES, ...times });
  try {
    return await follow(agent, asked, limits, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw failure(error);
  } finally {
    await agent.destroy();
  }
}

async function follow(agent: Agent, first: Asked, limits: Limits, signal: AbortSignal): Promise<Answered> {
  const redirects: string[] = [];
  for (let asked = first; ;) {
    const answer = await request(asked.url, options(agent, asked, signal));
    const headers = responseHeaders(answer.headers);
    const next = limits.maxRedirects > 0 ? redirected(asked, answer.statusCode, headers.location) : null;
    if (!next) {
      const data = await bodyOf(answer, headers['content-encoding'] ?? '', limits.maxBytes);
      return { url: asked.url.href, status: answer.statusCode, headers, data, redirects };
    }
    await letGo(answer.body);
    redirects.push(next.url.href);
    if (redirects.length > limits.maxRedirects)
      throw new ToolError(`It was sent on more than ${limits.maxRedirects} times. Raise \`maxRedirects\`, or ask the last: ${next.url.href.slice(0, 1_000)}`, { path: ['url'] }); // prettier-ignore
    asked = next;
  }
}

function options(agent: Agent, { method, headers, body }: Asked, signal: AbortSignal) {
  return {
    dispatcher: agent,
    method,
    headers: { 'user-agent': 'GatheRing', accept: '*/*', ...headers, 'accept-encoding': 'gzip, deflate, br' },
    body,
    signal,
  };
}

async function bodyOf(
  { body }: Dispatcher.ResponseData,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  try {
    return await readBody(body, encoding, maxBytes);
  } finally {
    await letGo(body);
  }
}

/** It ends with an error, which is none of anybody's. */
async function letGo(body: Dispatcher.ResponseData['body']): Promise<void> {
  if (body.closed) return;
  body.on('error', () => undefined);
  body.destroy();
  await once(body, 'close').catch(() => undefined);
}

/** As browsers do. Source: https://fetch.spec.whatwg.org/#http-redirect-fetch. */
function redirected(asked: Asked, status: number, location: string | undefined): Asked | null {
  if (!REDIRECTS.includes(status) || location === undefined) return null;
  const url = targetOf(location, asked.url);
  const becomesGet = status === 303 ? asked.method !== 'HEAD' : status < 303 && asked.method === 'POST';
  const { method, body, headers } = becomesGet
    ? { method: 'GET', body: null, headers: bodiless(asked.headers) }
    : asked;
  return { url, method, body, headers: url.origin === asked.url.origin ? headers : impersonal(headers) };
}

/** @throws ToolError, path `url`, for what is not asked. */
export function targetOf(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  const problem = url ? problemOf(url) : 'is no address';
  if (url && problem === null) return url;
  const whose = base ? 'It was sent on to an address that' : 'The address';
  throw new ToolError(`${whose} ${problem}.`, { path: ['url'] });
}

function problemOf({ protocol, username, password, port, hostname }: URL): string | null {
  if (protocol !== 'http:' && protocol !== 'https:') return 'is neither of http: nor of https:';
  if (username !== '' || password !== '') return 'has a name or password in it. Give it as a header';
  if (hostname === '') return 'names no host';
  return port !== '' && isBlockedPort(Number(port)) ? `has port ${port}, which is not for HTTP` : null;
}

/** What goes wrong on the way. The words of the system could tell of this machine. */
function failure(error: unknown): unknown {
  if (error instanceof ToolError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const known = PROBLEMS.find(([codes]) => codes.test(code));
  if (!known) return error;
  const [, message, retryable] = known;
  return new ToolError(message, { path: ['url'], retryable });
}

const PROBLEMS: readonly [RegExp, string, boolean][] = [
  [/^ECONNREFUSED$/, 'The host refused the connection.', true],
  [/TIMEOUT|^ETIMEDOUT$/, 'The host did not answer in time.', true],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'There is no way to the host.', true],
  [
    /^UND_ERR_HEADERS_OVERFLOW$|^HPE_HEADER_OVERFLOW$/,
    `The answer has more than ${MOST_HEADER_BYTES} bytes of headers.`,
    false,
  ],
  [/^Z_|^ERR_.*BROTLI|^ERR__ERROR|^ERR_PADDING/, 'The packed answer is broken.', false],
  [/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/, 'The host has no valid certificate for this name.', false],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_.*)$/, 'The connection ended, or what came was no HTTP.', true], // prettier-ignore
];
