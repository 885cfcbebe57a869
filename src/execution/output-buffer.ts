import type { OutputChunk, OutputStream } from './execution.ts';
import type { Redact } from './redact.ts';

/** What a call printed and nobody has seen yet. */
export class OutputBuffer {
  readonly #redact: Redact;
  /** Bytes of UTF-8 that were taken, over all streams. */
  bytes = 0;
  /** Characters that wait, those held back included. */
  waiting = 0;
  readonly #pieces: { stream: OutputStream; text: string }[] = [];
  /** Ends of streams that may be the beginning of something hidden. */
  readonly #held = new Map<OutputStream, string>();

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  add(text: string, stream: OutputStream): void {
    this.waiting += text.length;
    const last = this.#pieces.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#pieces.push({ stream, text });
  }

  /** All that can be shown; at the end of the call, all that is left. */
  take(isEnd: boolean): OutputChunk[] {
    const chunks = this.#pieces.flatMap(({ stream, text }) => this.#settled(stream, text, isEnd));
    this.#pieces.length = 0;
    if (isEnd) {
      for (const [stream, text] of this.#held) if (text !== '') chunks.push({ stream, text });
      this.#held.clear();
    }
    this.waiting = this.#held.values().reduce((sum, text) => sum + text.length, 0);
    return chunks.map((chunk) => this.#placed(chunk));
  }

  #settled(stream: OutputStream, text: string, isEnd: boolean): { stream: OutputStream; text: string }[] {
    const safe = this.#redact((this.#held.get(stream) ?? '') + text);
    const cut = safe.length - (isEnd ? 0 : this.#redact.unsettled(safe));
    this.#held.set(stream, safe.slice(cut));
    return cut > 0 ? [{ stream, text: safe.slice(0, cut) }] : [];
  }

  #placed({ stream, text }: { stream: OutputStream; text: string }): OutputChunk {
    const offset = this.bytes;
    this.bytes += Buffer.byteLength(text);
    return { offset, stream, text };
  }
}
