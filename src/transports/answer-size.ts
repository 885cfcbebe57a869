/** How large an answer may be. It is measured before it is written: what is small in memory can be long as JSON. */
import type { Config } from '../config.ts';

export interface SizeLimits {
  /** Bytes of the answer to a query or mutation. */
  answer: number;
  /** Bytes of an item: one commit of 10,000 tools is one item. */
  item: number;
  /** Bytes on their way to all clients. */
  inFlight: number;
}

/** From where on the length of a text in bytes is asked for: of a shorter one it matters less than asking takes. */
const LONG_TEXT = 256;
/** What is written as six bytes, and rare. */

const SIX_BYTES = /[\u0000-\u0007\u000b\u000e-\u001f]/;

export function sizeLimits({ maxAnswerBytes, maxResultBytes }: Config): SizeLimits {
  // A call that did its work can be answered: its result twice, as data and as text, and what goes with it.
  const answer = Math.max(maxAnswerBytes, 3 * maxResultBytes);
  return { answer, item: 8 * answer, inFlight: 8 * answer };
}

/** A RangeError, as JSON.stringify throws for what is too long for any text. */
export class AnswerTooLarge extends RangeError {
  readonly limit: number;

  constructor(limit: number) {
    super(`Larger than ${limit} bytes.`);
    this.limit = limit;
  }
}

/** About how many bytes a value has as JSON, never more. @throws AnswerTooLarge once it is above the limit. */
export function measured(value: unknown, limit: number): number {
  let size = 0;

  function add(bytes: number): void {
    size += bytes;
    if (size > limit) throw new AnswerTooLarge(limit);
  }

  function measure(part: unknown): void {
    if (typeof part === 'string') add(textSize(part));
    else if (Array.isArray(part)) {
      add(1);
      for (const item of part) {
        add(1);
        measure(item);
      }
    } else if (typeof part === 'object' && part !== null) {
      add(1);
      for (const name in part) {
        add(name.length + 4);
        measure((part as Record<string, unknown>)[name]);
      }
    } else add(1);
  }

  measure(value);
  return size;
}

function textSize(text: string): number {
  if (text.length < LONG_TEXT) return text.length + 2;
  return Buffer.byteLength(SIX_BYTES.test(text) ? JSON.stringify(text) : text) + 2;
}
