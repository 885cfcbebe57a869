/** What is answered between the opening of the ports and the app: probes, and when to come again. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Admit, pathOf } from './admission.ts';
import type { Guard } from './guard.ts';
import { answerHealth } from './health.ts';
import type { Side } from './network.ts';
import { refuse, refuseSocket } from './reply.ts';

const MESSAGE = 'The server is starting. Try again in a moment.';
const HEADERS = { 'retry-after': '1' };

export function createStartingSide(admit: Admit, guard: Guard): Side {
  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (!admit(request, response) || answerHealth(pathOf(request), false, request, response)) return;
    // The code by which clients know that the same request may succeed later.
    refuse(response, 503, 'SHUTTING_DOWN', MESSAGE, HEADERS);
  }

  function upgrade({ headers }: IncomingMessage, socket: Duplex): void {
    const foreign = guard.refusal(headers);
    socket.on('error', () => socket.destroy());
    if (foreign !== null) return refuseSocket(socket, 403, foreign);
    refuseSocket(socket, 503, MESSAGE, HEADERS);
  }

  return { handle, upgrade, end() {}, terminate() {} };
}
