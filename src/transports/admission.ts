/** What comes before any answer, whatever is asked for. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Guard } from './guard.ts';
import type { NetworkLog } from './network.ts';
import { refuse } from './reply.ts';

export type Admit = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The result sets the headers of every answer; false when it has answered: a foreign request, or a preflight. */
export function admitting(guard: Guard, log: NetworkLog): Admit {
  return (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    const refusal = guard.refusal(request.headers);
    if (refusal !== null) {
      log.warn('A request with a foreign Host or Origin was refused.', { reason: refusal });
      refuse(response, 403, 'FORBIDDEN', refusal);
      return false;
    }
    response.setHeaders(new Map(Object.entries(guard.corsHeaders(request.headers)) as [string, string][]));
    if (!isPreflight(request) || !response.hasHeader('access-control-allow-origin')) return true;
    response.writeHead(204).end();
    return false;
  };
}

/** Empty for a target that is no path of ours. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.startsWith('/') ? url.split('?', 1)[0]! : '';
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
