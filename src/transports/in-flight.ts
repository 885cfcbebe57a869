/** How much is on its way to all clients together: what they do not read stays in memory until they do. */
import { GraphQLError } from 'graphql';
import type { Pacing } from './send.ts';

/** What is not larger is not counted: it passes, however much waits. */
const SMALL_BYTES = 65_536;

export interface InFlight {
  /** May an answer of that size be sent? @throws GraphQLError OVERLOADED. */
  admit(bytes: number): void;
  /** Counts bytes until what it returns is called. `giveUp` ends the connection they go to. */
  hold(bytes: number, giveUp: () => void): () => void;
  /** Resolves when there is room for an item of whatever size, in the order of asking. */
  room(): Promise<void>;
}

/**
 * Answers may fill half of `maxBytes`, and beyond that are refused; items of subscriptions are never refused, but wait
 * before they are made. So that slow readers hold up nobody for long, those who have not taken what they were sent for
 * `stallTimeoutMs` are given up as soon as others wait.
 */
export function createInFlight({ clock, stallTimeoutMs }: Pacing, maxBytes: number): InFlight {
  const held = new Set<{ since: number; giveUp: () => void }>();
  const waiting: (() => void)[] = [];
  let bytesHeld = 0;
  let stopLooking = () => {};

  function admit(bytes: number): void {
    if (bytes <= SMALL_BYTES) return;
    if (waiting.length > 0 || bytesHeld + bytes > maxBytes / 2) throw overloaded();
  }

  function hold(bytes: number, giveUp: () => void): () => void {
    if (bytes <= SMALL_BYTES) return () => {};
    const one = { since: clock.now().getTime(), giveUp };
    held.add(one);
    bytesHeld += bytes;
    return () => {
      if (!held.delete(one)) return;
      bytesHeld -= bytes;
      letOneGo();
    };
  }

  // One at a time: what it sends has to be counted first.
  function letOneGo(): void {
    if (bytesHeld >= maxBytes) return;
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(letOneGo);
    else stopLooking();
  }

  async function room(): Promise<void> {
    if (waiting.length === 0 && bytesHeld < maxBytes) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (waiting.push(resolve) === 1) stopLooking = clock.after(stallTimeoutMs, giveUpOldest);
    await promise;
  }

  function giveUpOldest(): void {
    const tooOld = clock.now().getTime() - stallTimeoutMs;
    for (const { since, giveUp } of held) if (since <= tooOld) giveUp();
    if (waiting.length > 0) stopLooking = clock.after(stallTimeoutMs, giveUpOldest);
  }

  return { admit, hold, room };
}

/** The server's, or a client's own, that does not read what it asked for. */
export function overloaded(): GraphQLError {
  return new GraphQLError(
    'Too much is on its way to clients that have not read it yet. Try again in a moment, or ask for less.',
    { extensions: { code: 'OVERLOADED', http: { status: 503, spec: true } } },
  );
}
