import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse, sendJson } from './reply.ts';

/**
 * `/health/live`: this process answers. `/health/ready`: it takes work, 503 while it starts or shuts down.
 * @returns false when the path is none of these.
 */
export function answerHealth(
  path: string,
  ready: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (path !== '/health/live' && path !== '/health/ready') return false;
  const headers = { 'cache-control': 'no-store' };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'BAD_REQUEST', 'Only GET is answered here.', { allow: 'GET, HEAD' });
  } else if (path === '/health/live') {
    sendJson(response, 200, { status: 'live' }, headers);
  } else {
    sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' }, headers);
  }
  return true;
}
