/** When the next item of a subscription may be made: not before those made earlier are sent. */
import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { InFlight } from './in-flight.ts';

export interface Pace {
  /** Resolves when an item may be made; what it gives is called when that item is sent or of no use any more. */
  begin(): Promise<() => void>;
}

/** Of connections with one subscription each, all of them. */
export function oneByOne(inFlight: InFlight): Pace {
  return {
    async begin() {
      await inFlight.room();
      return () => {};
    },
  };
}

/** Of one connection: its subscriptions take turns. `sent` resolves when all that was handed over before is sent. */
export function takingTurns(inFlight: InFlight, sent: () => Promise<void>): Pace {
  let last = Promise.resolve();
  return {
    async begin() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      await sent();
      await inFlight.room();
      return resolve;
    },
  };
}

/** Calls `begin` for each item of a subscription, once the `pace` of its context lets it be made. */
export function paceItems(schema: GraphQLSchema, begin: (context: object) => void): void {
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    paceField(field, begin);
  }
}

function paceField(field: GraphQLField<unknown, { pace?: Pace }>, begin: (context: object) => void): void {
  const { subscribe } = field;
  if (!subscribe) return;
  field.subscribe = async (source, args, context, info) => {
    const items = (await subscribe(source, args, context, info)) as AsyncIterable<unknown>;
    return paced(items, context.pace, () => begin(context));
  };
}

// Not a generator: its return() would wait for the next item.
function paced<T>(items: AsyncIterable<T>, pace: Pace | undefined, begin: () => void): AsyncIterator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  let finish = () => {};
  const self = {
    async next(): Promise<IteratorResult<T>> {
      // Whoever asks for the next item has sent the last.
      finish();
      const item = await iterator.next();
      if (item.done || isOver) return item;
      if (pace) finish = await pace.begin();
      if (isOver) return self.return();
      begin();
      return item;
    },
    async return(): Promise<IteratorResult<T>> {
      isOver = true;
      finish();
      return (await iterator.return?.()) ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => self,
  };
  return self;
}
