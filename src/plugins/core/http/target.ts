import { ToolError } from 'gathering/plugin';
import { isBlockedPort } from './ports.ts';

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
