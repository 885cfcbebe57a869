import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, authenticate } from '../access.ts';
import type { Token } from '../config.ts';
import type { NetworkLog } from './network.ts';
import { refuse } from './reply.ts';

/** The result tells whose request it is; null when it has answered 401: without a token that is known. */
export function identifying(tokens: readonly Token[], log: NetworkLog) {
  return (request: IncomingMessage, response: ServerResponse): Caller | null => {
    const { authorization } = request.headers;
    const caller = authenticate(tokens, authorization);
    if (caller) return caller;
    const problem = authorization ? 'This token is not known.' : 'There is no token.';
    log.warn('A request without a known token was refused.', { from: request.socket.remoteAddress ?? '' });
    refuse(response, 401, 'UNAUTHENTICATED', `${problem} Send \`Authorization: Bearer TOKEN\`.`, {
      'www-authenticate': 'Bearer',
    });
    return null;
  };
}
