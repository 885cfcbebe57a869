/** GraphQL over WebSocket: subprotocol `graphql-transport-ws`. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Guard } from './guard.ts';
import { GRAPHQL_PATH, type Network } from './network.ts';
import { refuseSocket } from './reply.ts';
import { type Connection, openConnection } from './ws-connection.ts';
import { createOperations } from './ws-operations.ts';
import type { GraphQLPipeline } from './yoga.ts';

export interface WebSocketSide {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every socket with that code, and refuses new ones. */
  close(code: number, reason: string): void;
  /** Does not wait for anybody. */
  terminate(): void;
}

export function createWebSocketSide(
  network: Network,
  guard: Guard,
  pipeline: GraphQLPipeline,
): WebSocketSide {
  const operations = createOperations(network, pipeline);
  const connections = new Set<Connection>();
  let isClosing = false;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: network.app.config.maxBodyBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });

  function refusal({ url = '', headers }: IncomingMessage): [status: number, message: string] | null {
    const foreign = guard.refusal(headers);
    if (foreign !== null) return [403, foreign];
    if (url.split('?', 1)[0] !== GRAPHQL_PATH) return [404, `GraphQL is at ${GRAPHQL_PATH}.`];
    return isClosing ? [503, 'The server is shutting down.'] : null;
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = refusal(request);
    socket.on('error', () => socket.destroy());
    if (refused) return refuseSocket(socket, ...refused);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const connection = openConnection(opened, request, operations, network);
      connections.add(connection);
      opened.once('close', () => connections.delete(connection));
    });
  }

  return {
    upgrade,
    close(code, reason) {
      isClosing = true;
      for (const connection of connections) connection.end(code, reason);
    },
    terminate: () => sockets.clients.forEach((socket) => socket.terminate()),
  };
}
