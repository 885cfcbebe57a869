/** Sending so that a reader that stands still can be told from one that is slow. */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

/** Whatever is larger goes piece by piece, each awaited: that shows whether there is progress. */
export const PIECE_BYTES = 65_536;

export interface Pacing {
  clock: Clock;
  stallTimeoutMs: number;
}

/** The other side is gone, or was given up. */
export class ConnectionGone extends Error {}

export interface ProgressWatch {
  /** Something waits, or moved: the time starts anew. */
  restart(): void;
  /** Nothing waits. */
  stop(): void;
}

/** Calls `onStall` when there was no progress for `stallTimeoutMs` while something waited. */
export function watchProgress({ clock, stallTimeoutMs }: Pacing, onStall: () => void): ProgressWatch {
  let cancel = () => {};
  return {
    restart() {
      cancel();
      cancel = clock.after(stallTimeoutMs, onStall);
    },
    stop: () => cancel(),
  };
}

/** Cuts into views of at most PIECE_BYTES; one empty piece when there is nothing. */
export function* pieces(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  do yield bytes.subarray(start, (start += PIECE_BYTES));
  while (start < bytes.length);
}

/** Resolves when the kernel has all bytes. Ends the connection when it stalls. @throws ConnectionGone */
export function sendBytes(response: ServerResponse, bytes: Buffer, pacing: Pacing): Promise<void> {
  return sendPieces(response, pieces(bytes), pacing);
}

/** As `sendBytes`, of a source that is read no further than the kernel has taken; whatever that throws. */
export async function sendPieces(
  response: ServerResponse,
  source: Iterable<Buffer> | AsyncIterable<Buffer>,
  pacing: Pacing,
): Promise<void> {
  const watch = watchProgress(pacing, () => response.destroy());
  try {
    for await (const piece of source) {
      watch.restart();
      await write(response, piece);
    }
  } finally {
    watch.stop();
  }
}

function write(response: ServerResponse, piece: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const gone = () => reject(new ConnectionGone());
  if (response.destroyed || response.writableEnded) gone();
  else {
    response.once('close', gone);
    response.write(piece, (error) => {
      response.off('close', gone);
      if (error) gone();
      else resolve();
    });
  }
  return promise;
}
