/** The items of a source up to an abort, whose reason is thrown then, though the source should give nothing any more. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let interrupt: (reason: unknown) => void = () => {};
  const abort = () => interrupt(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      // Not a race with one promise for all of them: that would hold every item until it is settled.
      const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T>>();
      interrupt = reject;
      iterator.next().then(resolve, reject);
      const item = await promise;
      if (item.done) return;
      yield item.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: a generator answers it only after the item that it waits for.
    iterator.return?.().catch(() => {});
  }
}
