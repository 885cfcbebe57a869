/** The same caller, tool and key mean the same call. */
import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { JsonObject } from '../registries/definitions.ts';
import { DomainError, printable } from '../registries/errors.ts';
import type { History, IdempotencyKey, KnownKey } from './history/history.ts';

/** Characters of a key. */
export const MAX_KEY = 255;

/** SHA-256 of arguments, whatever the order of their fields. */
export function hashOfArguments(args: JsonObject): string {
  return createHash('sha256').update(stringify(args)).digest('hex');
}

/** Keys by which calls are found again. */
export class IdempotencyKeys {
  readonly #history: History;
  readonly #keptMs: number;
  /** Calls whose key is not recorded yet. */
  readonly #pending = new Map<string, { argumentsHash: string; admitted: Promise<string> }>();

  constructor(history: History, keptMs: number) {
    this.#history = history;
    this.#keptMs = keptMs;
  }

  /**
   * The id of the call that this key already means; null when it is new, or was last used longer ago than keys are kept.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED.
   */
  find(key: IdempotencyKey, now: Date): Promise<string> | string | null {
    const pending = this.#pending.get(nameOf(key));
    if (pending) {
      refuseOther(key, pending.argumentsHash);
      return pending.admitted;
    }
    const known = this.#history.findKey(key);
    if (!known || this.#isOld(known, now)) return null;
    refuseOther(key, known.argumentsHash);
    return known.executionId;
  }

  /** Until `admitted` is settled, the key means the call that it answers the id of. */
  hold(key: IdempotencyKey, admitted: Promise<string>): void {
    const name = nameOf(key);
    this.#pending.set(name, { argumentsHash: key.argumentsHash, admitted });
    admitted.catch(() => {}).finally(() => this.#pending.delete(name));
  }

  #isOld({ at }: KnownKey, now: Date): boolean {
    return now.getTime() - at.getTime() >= this.#keptMs;
  }
}

function nameOf({ actor, tool, key }: IdempotencyKey): string {
  return JSON.stringify([actor, tool, key]);
}

function refuseOther({ key, tool, argumentsHash }: IdempotencyKey, before: string): void {
  if (argumentsHash === before) return;
  const message = `The key "${printable(key)}" was used for a call of "${printable(tool)}" with other arguments. Take another key.`;
  throw new DomainError('IDEMPOTENCY_KEY_REUSED', message, { path: ['idempotencyKey'] });
}
