import type { ExecutionResult } from 'graphql';

/**
 * Tells the cursor of each item of a subscription once it is sent: whoever reads items asks for the next one then.
 * Any other result is given back as it is.
 */
export function followDelivery<R>(result: R, onDelivered: (cursor: string) => void): R {
  if (!isStream(result)) return result;
  const iterator = result[Symbol.asyncIterator]();
  let sending: string | null = null;
  const followed: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      if (sending !== null) onDelivered(sending);
      const item = await iterator.next();
      sending = item.done ? null : cursorOf(item.value);
      return item;
    },
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => followed,
  };
  return followed as R;
}

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

/** `data.FIELD.cursor`, whatever the subscription's field is called. */
function cursorOf({ data }: ExecutionResult): string | null {
  for (const value of Object.values(data ?? {})) {
    const cursor = (value as { cursor?: unknown } | null)?.cursor;
    if (typeof cursor === 'string') return cursor;
  }
  return null;
}
