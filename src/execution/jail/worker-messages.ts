/** Messages between the server and a worker in the jail: see `JailMessage` for how they look. */
import type { JailMessage, JsonValue } from '../../plugins/contract.ts';

const LENGTH_BYTES = 4;
/** Of the part that is JSON. */
const MAX_HEAD_BYTES = 1024 * 1024;

interface Head {
  message: JsonValue;
  bytes: number[];
}

/** The pieces of a message, in order: nothing is copied. */
export function encodeMessage({ message, bytes }: JailMessage): Uint8Array[] {
  const head = Buffer.from(JSON.stringify({ message, bytes: bytes.map(({ length }) => length) }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return [length, head, ...bytes];
}

/** Reads one answer from pieces as they come. The worker is a stranger: whatever it says is checked. */
export class AnswerReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #head: Head | null = null;
  #headEnd = 0;

  /** @param maxBytes of all of an answer. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The answer once it is whole, else null. @throws Error for what is no answer or is too large. */
  add(piece: Buffer): JailMessage | null {
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#head ??= this.#readHead();
    if (!this.#head) return null;
    const ends = this.#head.bytes.reduce<number[]>(
      (all, length) => [...all, all.at(-1)! + length],
      [this.#headEnd],
    );
    const end = ends.at(-1)!;
    if (end > this.#maxBytes) throw new TooMuch();
    if (this.#length < end) return null;
    if (this.#length > end) throw new Error('More than one answer.');
    const all = Buffer.concat(this.#pieces);
    return {
      message: this.#head.message,
      bytes: ends.slice(1).map((to, index) => all.subarray(ends[index], to)),
    };
  }

  #readHead(): Head | null {
    if (this.#length < LENGTH_BYTES) return null;
    const start = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    const length = start.readUInt32BE();
    if (length > MAX_HEAD_BYTES) throw new TooMuch();
    this.#headEnd = LENGTH_BYTES + length;
    if (start.length < this.#headEnd) return null;
    const head = JSON.parse(start.toString('utf8', LENGTH_BYTES, this.#headEnd)) as Partial<Head>;
    const isLength = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
    if (!Array.isArray(head.bytes) || !head.bytes.every(isLength)) throw new Error('No answer.');
    return { message: head.message ?? null, bytes: head.bytes };
  }
}

export class TooMuch extends Error {}
