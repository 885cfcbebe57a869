/** Subscriptions over HTTP: server-sent events, as graphql-sse's distinct connections mode writes them. */
import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { type Plugin, isAsyncIterable } from 'graphql-yoga';
import type { Exchange } from './yoga.ts';
import type { Clock } from '../clock.ts';
import type { InFlight } from './in-flight.ts';
import type { NetworkLog } from './network.ts';
import { type Pacing, sendBytes } from './send.ts';
import { resultText } from './unsendable.ts';

/** Milliseconds between comments that keep an idle connection open. */
const COMMENT_MS = 12_000;

export type Items = AsyncIterable<ExecutionResult>;

/**
 * Hands the items of a subscription to `exchange.follow`. Yoga's own stream asks for the next item, or for 64 KiB of
 * them, while one is still unsent.
 */
export function useEventStream(): Plugin<{}, Exchange> {
  return {
    onResultProcess({ result, resultProcessor, setResultProcessor, serverContext }) {
      if (!isAsyncIterable(result)) return;
      const items = result as Items;
      // The client accepts no event stream: 406, and nobody will ever read the items.
      if (!resultProcessor) return void items[Symbol.asyncIterator]().return?.();
      setResultProcessor((_result, { Response }) => {
        serverContext.follow?.(items);
        return new Response(null, {
          headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
        });
      }, 'text/event-stream');
    },
  };
}

export interface Sending {
  pacing: Pacing;
  inFlight: InFlight;
  /** Of one item. */
  maxBytes: number;
  log: NetworkLog;
}

/** Sends items until they or the connection end; the next is asked for when the last is with the kernel. */
export async function sendEvents(
  response: ServerResponse,
  items: Items,
  { pacing, inFlight, maxBytes, log }: Sending,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  // At once, not after the item that `next` waits for: an idle stream would never be released.
  const release = () => void iterator.return?.().catch(() => {});
  if (response.closed) return release();
  response.once('close', release);
  const stopComments = keepOpen(response, pacing.clock);
  try {
    for (let item = await iterator.next(); !item.done; item = await iterator.next()) {
      const bytes = eventBytes('next', resultText(item.value, maxBytes, log));
      const sent = inFlight.hold(bytes.length, () => response.destroy());
      await sendBytes(response, bytes, pacing).finally(sent);
    }
    if (!response.writableEnded) response.end(eventBytes('complete', ''));
  } finally {
    stopComments();
  }
}

function eventBytes(event: 'next' | 'complete', data: string): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${data}\n\n`);
}

function keepOpen(response: ServerResponse, clock: Clock): () => void {
  let cancel = () => {};
  function comment(): void {
    // While something waits, a comment would only wait behind it.
    if (!response.writableEnded && response.writableLength === 0) response.write(':\n\n');
    cancel = clock.after(COMMENT_MS, comment);
  }
  comment();
  return () => cancel();
}
