/** The items of a source up to an abort, whose reason is thrown then, though the source should give nothing any more. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    for (;;) {
      const item = await Promise.race([iterator.next(), aborted]);
      if (item.done) return;
      yield item.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: a generator answers it only after the item that it waits for.
    iterator.return?.().catch(() => {});
  }
}
