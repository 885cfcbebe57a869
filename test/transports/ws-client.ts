/** A WebSocket client that does exactly what it is told, right or wrong. */
import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { TestServer } from './fixture.ts';
import { until } from './fixture.ts';

export interface Message {
  type: string;
  id?: string;
  payload?: any;
}

export interface RawClient extends Disposable {
  readonly socket: WebSocket;
  readonly messages: Message[];
  /** Resolves when it is closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  send(message: unknown): void;
  subscribe(id: string, query: string): void;
  /** The first message that fits, waited for. */
  message(type: string, id?: string): Promise<Message>;
}

export async function connect(server: TestServer, options: ClientOptions = {}): Promise<RawClient> {
  const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws', options);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString())));
  socket.on('error', () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  return {
    socket,
    messages,
    closed,
    send,
    subscribe: (id, query) => send({ type: 'subscribe', id, payload: { query } }),
    async message(type, id) {
      const find = () => messages.find((m) => m.type === type && (id === undefined || m.id === id));
      await until(() => find() !== undefined, `message ${type} ${id ?? ''}`);
      return find()!;
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** Connected and acknowledged. */
export async function connectAndInit(server: TestServer, payload?: object): Promise<RawClient> {
  const client = await connect(server);
  client.send({ type: 'connection_init', payload });
  await client.message('connection_ack');
  return client;
}
