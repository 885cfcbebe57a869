/** One WebSocket between `ws` and graphql-ws. */
import type { IncomingMessage } from 'node:http';
import { CloseCode, MessageType } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { type Network, errorText } from './network.ts';
import { publicError } from './public-result.ts';
import { ConnectionGone } from './send.ts';
import { unsendable } from './unsendable.ts';
import { openOutbox } from './ws-outbox.ts';
import { takingTurns } from './pace.ts';
import type { Operations, Peer } from './ws-operations.ts';

/**
 * A reader made no progress for `stallTimeoutMs`. The reason ends with the last cursor it was sent, where that fits;
 * clients connect again and resume there. None of graphql-ws's own codes.
 */
export const STALLED_CLOSE_CODE = 4508;
/** What a close frame can carry. */
const MAX_REASON_BYTES = 123;
/** Milliseconds a peer gets to answer a close; a stalled one never does. */
const CLOSE_GRACE_MS = 5_000;
const KEEPALIVE_MS = 30_000;
/** Pings without any sign of life after which the other side is taken for dead. */
const PINGS_UNHEARD = 2;

/** What no client may send. */
const SENT_BY_SERVERS = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error];

export interface Connection {
  end(code: number, reason: string): void;
}

export function openConnection(
  socket: WebSocket,
  request: IncomingMessage,
  { operations, inFlight }: Operations,
  { app, clock, log }: Network,
): Connection {
  const { stallTimeoutMs, maxSubscriptions } = app.config;
  const { authorization } = request.headers;
  let isOver = false;
  const outbox = openOutbox(socket, { clock, stallTimeoutMs }, inFlight, () => {
    end(STALLED_CLOSE_CODE, stalledReason(peer.cursor));
  });
  const peer: Peer = {
    authorization,
    caller: null,
    cursor: null,
    isGone: () => isOver,
    pace: takingTurns(inFlight, outbox.sent),
    answers: new Map(),
  };
  const stopKeepalive = keepAlive(socket, outbox, clock);
  // graphql-ws may close the socket before it has said how to release it.
  let closed: ReturnType<typeof operations.opened> = async () => {};

  function release(code: number, reason: string): void {
    if (isOver) return;
    isOver = true;
    stopKeepalive();
    outbox.close();
    void closed(code, reason);
  }

  // What was subscribed ends now, not when a peer that may never answer has answered.
  function end(code: number, reason: string): void {
    if (isOver) return;
    socket.close(code, Buffer.byteLength(reason) > MAX_REASON_BYTES ? '' : reason);
    socket.once(
      'close',
      clock.after(CLOSE_GRACE_MS, () => socket.terminate()),
    );
    release(code, reason);
  }

  // graphql-ws has parsed the message, and failed later.
  async function answerFailure(message: string, error: unknown): Promise<void> {
    if (error instanceof ConnectionGone) throw error;
    const { type, id = '' } = JSON.parse(message) as { type: MessageType; id?: string };
    peer.answers.delete(id);
    if (SENT_BY_SERVERS.includes(type)) return end(CloseCode.BadRequest, 'Invalid message received');
    if (type !== MessageType.Subscribe) throw error;
    const payload = [publicError(unsendable(error, log))];
    await outbox.send(JSON.stringify({ id, type: MessageType.Error, payload }));
  }

  async function handle(message: string, onMessage: (message: string) => Promise<void>): Promise<void> {
    // Whoever asks and does not read waits here: what it completed early and what it was refused piles up, too.
    if (outbox.waiting > 2 * maxSubscriptions) socket.pause();
    try {
      await onMessage(message).catch((error: unknown) => answerFailure(message, error));
    } catch (error) {
      if (error instanceof ConnectionGone) return;
      log.warn('A WebSocket message could not be handled.', { error: errorText(error) });
      end(CloseCode.InternalServerError, 'Internal server error');
    } finally {
      if (socket.isPaused && outbox.waiting <= maxSubscriptions) socket.resume();
    }
  }

  closed = operations.opened(
    {
      protocol: socket.protocol,
      send: outbox.send,
      close: (code = CloseCode.InternalServerError, reason = '') => end(code, reason),
      onMessage: (onMessage) =>
        socket.on('message', (data) => {
          if (!isOver) void handle((data as Buffer).toString(), onMessage);
        }),
    },
    peer,
  );
  answerPings(socket);
  // The close that follows does what is needed.
  socket.on('error', (error) => log.debug('A WebSocket failed.', { error: error.message }));
  socket.once('close', (code, reason) => release(code, String(reason)));
  return { end };
}

function stalledReason(cursor: string | null): string {
  const reason = `Stalled. Last cursor: ${cursor}`;
  return cursor === null || Buffer.byteLength(reason) > MAX_REASON_BYTES ? 'Stalled.' : reason;
}

/** Notices a peer that vanished. One with data on its way is judged by progress alone: its pong comes after that. */
function keepAlive(
  socket: WebSocket,
  outbox: { readonly waiting: number; ping(): void },
  clock: Clock,
): () => void {
  let unheard = 0;
  const heard = () => (unheard = 0);
  for (const event of ['message', 'ping', 'pong']) socket.on(event, heard);
  function check(): void {
    cancel = clock.after(KEEPALIVE_MS, check);
    if (outbox.waiting > 0) return void heard();
    if (unheard >= PINGS_UNHEARD) return socket.terminate();
    unheard += 1;
    outbox.ping();
  }
  let cancel = clock.after(KEEPALIVE_MS, check);
  return () => cancel();
}

/** Pongs one at a time, the latest ping only: a peer that pings and does not read gathers nothing here. */
function answerPings(socket: WebSocket): void {
  let latest: Buffer | null = null;
  let isSending = false;
  function pong(): void {
    if (latest === null || socket.readyState !== socket.OPEN) return;
    const data = latest;
    latest = null;
    isSending = true;
    socket.pong(data, false, () => {
      isSending = false;
      pong();
    });
  }
  socket.on('ping', (data) => {
    latest = data;
    if (!isSending) pong();
  });
}
