/** Everything that leaves on one WebSocket: in order, piece by piece, watched. */
import type { WebSocket } from 'ws';
import type { InFlight } from './in-flight.ts';
import { ConnectionGone, PIECE_BYTES, type Pacing, pieces, watchProgress } from './send.ts';

export interface Outbox {
  /** Messages not yet with the kernel. */
  readonly waiting: number;
  /** Resolves when the kernel has all of it. @throws ConnectionGone */
  send(message: string): Promise<void>;
  /** Resolves when all that was sent up to now is with the kernel, or never will be. */
  sent(): Promise<void>;
  /** Asks whether the other side is there. */
  ping(): void;
  /** From now on everything is refused, what waits, too. */
  close(): void;
}

/**
 * @param onStall called when others wait for what it holds, or something waits and nothing moves: neither does the kernel take a piece, nor does
 * the peer answer a mark. A kernel takes the next piece only when a third of its buffer, of megabytes, is free; the
 * marks, a ping after each 64 KiB, also tell progress of readers that take minutes for that.
 */
export function openOutbox(
  socket: WebSocket,
  pacing: Pacing,
  inFlight: InFlight,
  onStall: () => void,
): Outbox {
  const watch = watchProgress(pacing, onStall);
  let waiting = 0;
  let isOpen = true;
  let last: Promise<void> = Promise.resolve();
  let unmarked = 0;
  let marksSent = 0;
  let marksAnswered = 0;

  function ping(): void {
    marksSent += 1;
    unmarked = 0;
    if (socket.readyState === socket.OPEN) socket.ping(String(marksSent));
  }

  async function transmit(bytes: Buffer): Promise<void> {
    let sent = 0;
    for (const piece of pieces(bytes)) {
      if (!isOpen) throw new ConnectionGone();
      watch.restart();
      sent += piece.length;
      await sendPiece(socket, piece, sent === bytes.length);
      unmarked += piece.length;
      if (unmarked >= PIECE_BYTES) ping();
    }
  }

  async function send(message: string): Promise<void> {
    waiting += 1;
    const release = inFlight.hold(Buffer.byteLength(message), onStall);
    const sent = last.then(() => transmit(Buffer.from(message)));
    last = sent.catch(() => {});
    try {
      await sent;
    } finally {
      release();
      waiting -= 1;
      if (waiting === 0) watch.stop();
    }
  }

  socket.on('pong', (data) => {
    const mark = Number(data.toString());
    // Only what was sent counts, and once: answers cannot be made up to look like progress.
    if (!(mark > marksAnswered && mark <= marksSent)) return;
    marksAnswered = mark;
    if (waiting > 0 && isOpen) watch.restart();
  });

  return {
    get waiting() {
      return waiting;
    },
    send,
    sent: () => last,
    ping,
    close() {
      isOpen = false;
      watch.stop();
    },
  };
}

function sendPiece(socket: WebSocket, piece: Buffer, isLast: boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.send(piece, { binary: false, fin: isLast }, (error) =>
    error ? reject(new ConnectionGone()) : resolve(),
  );
  return promise;
}
