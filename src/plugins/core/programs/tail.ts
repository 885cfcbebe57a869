/** The end of a stream of text, of which the rest is let go. */
export class Tail {
  readonly #bytes: number;
  readonly #decoder = new TextDecoder();
  #text = '';
  #truncated = false;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** The text that came, as far as its characters are whole. */
  add(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true });
    this.#text += text;
    // Now and then only: each time would copy all of it for each line.
    if (this.#text.length > 4 * this.#bytes) this.#cut();
    return text;
  }

  end(): { text: string; truncated: boolean } {
    this.#text += this.#decoder.decode();
    this.#cut();
    return { text: this.#text, truncated: this.#truncated };
  }

  #cut(): void {
    const all = Buffer.from(this.#text);
    if (all.length <= this.#bytes) return;
    this.#truncated = true;
    let start = all.length - this.#bytes;
    // Not in the midst of a character.
    while ((all[start]! & 0b1100_0000) === 0b1000_0000) start += 1;
    this.#text = all.toString('utf8', start);
  }
}
