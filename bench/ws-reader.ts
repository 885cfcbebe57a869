/** A subscriber over a real WebSocket that does no more than it must. */
import { WebSocket } from 'ws';

/**
 * Subscribes; resolves when the first item, a heartbeat, is there. Every message after that goes to `onItem`.
 * @throws when anything else comes, or the connection fails before that.
 */
export function subscribeTo(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  onItem: (bytes: Buffer, socket: WebSocket) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { maxPayload: 0, perMessageDeflate: false });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const answers = [
    () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } })),
    (bytes: Buffer) => {
      if (typenameIn(bytes) === 'Heartbeat') resolve(socket);
      else reject(new Error(`Refused: ${String(bytes)}`));
    },
  ];
  // One listener from the beginning: messages that come together are told without a pause.
  socket.on('message', (bytes: Buffer) => (answers.shift() ?? onItem)(bytes, socket));
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  socket.once('error', reject);
  return promise;
}

/** What an item of the change stream says. */
export function changeIn(bytes: Buffer): any {
  return JSON.parse(String(bytes)).payload.data.registryChanges;
}

function typenameIn(bytes: Buffer): string | undefined {
  return JSON.parse(String(bytes)).payload?.data?.registryChanges?.__typename;
}
