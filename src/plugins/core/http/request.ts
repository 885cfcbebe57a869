/** One request over HTTP, with the redirects that it is sent on. */
import { once } from 'node:events';
import { ToolError } from 'gathering/plugin';
import { Agent, type Dispatcher, buildConnector, request } from 'undici';
import { readBody } from './body.ts';
import { publicConnector } from './connect.ts';
import { MOST_HEADER_BYTES, failure } from './failure.ts';
import { bodiless, impersonal, responseHeaders } from './headers.ts';
import type { Lookup } from './lookup.ts';
import { targetOf } from './target.ts';

const CONNECT_MS = 10_000;
/** Without a byte. */
const SILENT_MS = 30_000;
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
  const agent = publicAgent({ lookup, allowHosts }, SILENT_MS);
  try {
    return await follow(agent, asked, limits, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw failure(error);
  } finally {
    await agent.destroy();
  }
}

/** Connections to public addresses. @param silentMs how long nothing may come. */
export function publicAgent({ lookup, allowHosts }: Omit<Network, 'signal'>, silentMs: number): Agent {
  const connect = publicConnector(
    buildConnector({ timeout: CONNECT_MS, allowH2: false }),
    lookup,
    allowHosts,
  );
  const times = { headersTimeout: silentMs, bodyTimeout: silentMs };
  return new Agent({ connect, allowH2: false, maxHeaderSize: MOST_HEADER_BYTES, ...times });
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
