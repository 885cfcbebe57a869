import { LRUCache } from 'lru-cache';
import { textTail } from '../execution.ts';

/** Characters that are at hand. */
const MAX_CHARACTERS = 4_000_000;

/** Ends of outputs that were read: of those who follow one call, many ask for the same at each step. */
export class OutputTails {
  readonly #read: (number: number, bytes: number) => string;
  /** By the number of the execution: the longest that was asked for. */
  readonly #tails = new LRUCache<number, { bytes: number; text: string }>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }) => 100 + text.length,
  });

  /** @param read the end of the output of an execution, at most so many bytes of UTF-8. */
  constructor(read: (number: number, bytes: number) => string) {
    this.#read = read;
  }

  of(number: number, bytes: number): string {
    const known = this.#tails.get(number);
    if (known && known.bytes >= bytes) return textTail(known.text, bytes);
    const text = this.#read(number, bytes);
    this.#tails.set(number, { bytes, text });
    return text;
  }

  /** It has printed more. */
  forget(number: number): void {
    this.#tails.delete(number);
  }
}
