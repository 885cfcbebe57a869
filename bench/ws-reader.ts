/** A subscriber over a real WebSocket that does no more than it must. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Reader {
  readonly socket: WebSocket;
  /** Resolves with the code when it is closed. */
  readonly closed: Promise<number>;
}

/** Subscribes; resolves with the first item, which comes at once. Every message after that goes to `onItem`. */
export async function subscribeTo(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  onItem: (bytes: Buffer) => void,
): Promise<Reader> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { maxPayload: 0, perMessageDeflate: false });
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  const [first] = await once(socket, 'message');
  const { payload } = JSON.parse(String(first));
  if (payload?.data?.registryChanges?.__typename !== 'Heartbeat')
    throw new Error(`Refused: ${String(first)}`);
  socket.on('message', (data) => onItem(data as Buffer));
  return { socket, closed };
}

/** What an item of the change stream says. */
export function changeIn(bytes: Buffer): any {
  return JSON.parse(String(bytes)).payload.data.registryChanges;
}
