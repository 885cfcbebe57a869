/** How many uploads may be under way, so that nobody keeps all others from bringing files in. */
import { GraphQLError } from 'graphql';
import type { Caller } from '../access.ts';

/** Each holds up to 1 MiB. */
const OF_ALL = 64;
const OF_ONE = 8;

/** Takes a place until what it returns is called. @throws GraphQLError TOO_MANY_UPLOADS, OVERLOADED. */
export type TakePlace = (caller: Caller) => () => void;

export function createUploadPlaces(): TakePlace {
  /** By the caller's name. */
  const taken = new Map<string, number>();
  let all = 0;
  return ({ actor }) => {
    const key = `${actor.kind} ${actor.name}`;
    const own = taken.get(key) ?? 0;
    if (own >= OF_ONE) throw tooMany(actor.name);
    if (all >= OF_ALL) throw full();
    taken.set(key, own + 1);
    all += 1;
    return () => {
      all -= 1;
      const left = taken.get(key)! - 1;
      if (left > 0) taken.set(key, left);
      else taken.delete(key);
    };
  };
}

function tooMany(name: string): GraphQLError {
  const message = `"${name}" has ${OF_ONE} uploads under way, which is the most of one caller. Wait until one of them has ended, then send this one again.`;
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_UPLOADS', http: { status: 429 } } });
}

function full(): GraphQLError {
  const message = `${OF_ALL} uploads of all callers are under way, which is the most. Send this one again in a moment.`;
  return new GraphQLError(message, { extensions: { code: 'OVERLOADED', http: { status: 503 } } });
}
