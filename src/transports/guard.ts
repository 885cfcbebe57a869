/** Keeps web pages of others away: a browser tells where a request comes from, and which name led it here. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Config } from '../config.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const ANY_ADDRESS = ['0.0.0.0', '::'];
/** Seconds a browser may remember the answer to a preflight. */
const PREFLIGHT_SECONDS = '600';

export interface Guard {
  /** Why a request must be answered with 403; null when it may go on. */
  refusal(headers: IncomingHttpHeaders): string | null;
  /** What lets a page of a listed origin read the answer; nothing for anyone else. */
  corsHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders;
}

type Named = Pick<Config, 'host' | 'hosts' | 'origins'>;

export function createGuard(config: Named): Guard {
  const names = new Set([...LOOPBACK_NAMES, ...hostNames(config)]);
  const isListed = (origin: string) => config.origins.includes(origin);

  function refusal(headers: IncomingHttpHeaders): string | null {
    const host = headers.host ?? '';
    // Without this, a page could point a name of its own at this address, and so become the same origin.
    if (!names.has(nameOf(host))) return 'This Host is not served here. Add it to the setting `hosts`.';
    const { origin } = headers;
    if (origin === undefined) return fromForeignPage(headers) ? 'Requests of other sites are refused.' : null;
    if (isSameOrigin(origin, host) || isListed(origin)) return null;
    return 'This Origin may not call. Add it to the setting `origins`.';
  }

  function corsHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
    const { origin } = headers;
    if (origin === undefined || !isListed(origin)) return {};
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT',
      'access-control-allow-headers':
        headers['access-control-request-headers'] ?? 'content-type, authorization',
      'access-control-expose-headers': 'content-disposition, content-range, etag, location',
      'access-control-max-age': PREFLIGHT_SECONDS,
      vary: 'Origin',
    };
  }

  return { refusal, corsHeaders };
}

function hostNames({ host, hosts }: Named): string[] {
  const own = ANY_ADDRESS.includes(host) ? [] : [host.includes(':') ? `[${host}]` : host];
  return [...own, ...hosts].map((name) => name.toLowerCase());
}

/** The name in a Host header, lower case; empty when it is not `name` or `name:port`. */
function nameOf(host: string): string {
  return /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(:\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? '';
}

function isSameOrigin(origin: string, host: string): boolean {
  const scheme = /^https?:\/\//.exec(origin)?.[0];
  if (scheme === undefined || !URL.canParse(origin) || !URL.canParse(scheme + host)) return false;
  return new URL(origin).origin === new URL(scheme + host).origin;
}

// An image or script of another site sends no Origin. A link that a person follows is a navigation.
function fromForeignPage(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}
