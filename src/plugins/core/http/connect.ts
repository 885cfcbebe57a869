/** Connects to public addresses only: the very address that was looked at is the one that is connected to. */
import { isIP } from 'node:net';
import { ToolError } from 'gathering/plugin';
import type { buildConnector } from 'undici';
import type { Lookup } from './lookup.ts';
import { isPublic } from './public-address.ts';

/** Addresses of one host that are tried in turn. */
const MAX_ATTEMPTS = 3;

/**
 * A connector of undici around another one.
 * @param allowHosts `host` or `host:port` whose addresses need not be public.
 */
export function publicConnector(
  connect: buildConnector.connector,
  lookup: Lookup,
  allowHosts: readonly string[],
): buildConnector.connector {
  return (options, callback) => {
    const host = bare(options.hostname);
    const servername = isIP(host) ? undefined : host;
    const attempt = ([address, ...others]: readonly string[]): void =>
      connect({ ...options, hostname: address!, ...(servername && { servername }) }, (...answer) =>
        answer[0] && others.length > 0 ? attempt(others) : callback(...answer),
      );
    addressesOf(host, options, lookup, allowHosts).then(attempt, (error: Error) => callback(error, null));
  };
}

/**
 * Those that may be connected to, three at most. One name may have many: if one of them is not public, its owner may mean
 * harm. @throws ToolError, path `url`.
 */
export async function addressesOf(
  host: string,
  { port, protocol }: { port?: string | undefined; protocol: string },
  lookup: Lookup,
  allowHosts: readonly string[],
): Promise<readonly string[]> {
  const found = isIP(host) ? [host] : await resolved(host, lookup);
  if (found.length === 0) throw unknown(host);
  const name = host.includes(':') ? `[${host}]` : host;
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  const isAllowed = allowHosts.includes(name) || allowHosts.includes(`${name}:${usedPort}`);
  if (isAllowed || found.every(isPublic)) return found.slice(0, MAX_ATTEMPTS);
  throw new ToolError(
    `"${host}" is no host of the public internet, so it is not asked. Whoever runs the server may allow it (\`allowHosts\`).`,
    { path: ['url'] },
  );
}

async function resolved(host: string, lookup: Lookup): Promise<readonly string[]> {
  return lookup(host).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EAI_AGAIN' ? unknown(host, true) : unknown(host);
  });
}

function unknown(host: string, retryable = false): ToolError {
  return new ToolError(`There is no host "${host}", or its address cannot be found now.`, {
    path: ['url'],
    retryable,
  });
}

/** Without the brackets of IPv6. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
