/** The server's side of the artifacts that a plugin's code hands over during one call, each piece by piece. */
import { type ArtifactRef, type NewArtifact, type ToolContext, ToolError } from '../contract.ts';

/** Handed over at once in one call. */
const MAX_OPEN = 100;

interface OpenArtifact {
  writer: WritableStreamDefaultWriter<Uint8Array>;
  kept: Promise<ArtifactRef>;
}

export class ArtifactIntake {
  readonly #keep: ToolContext['artifact'];
  readonly #open = new Map<number, OpenArtifact>();
  #lastId = 0;

  /** @param keep reads each piece when it has stored the one before. */
  constructor(keep: ToolContext['artifact']) {
    this.#keep = keep;
  }

  /** Begins one. Name and type are checked by `keep`. */
  open({ name, mimeType }: Omit<NewArtifact, 'data'>): number {
    if (this.#open.size >= MAX_OPEN)
      throw new ToolError(`More than ${MAX_OPEN} artifacts at once are too many. Finish some first.`);
    // Holds one piece, and takes the next when that is read.
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const kept = this.#keep({ name, mimeType, data: readable });
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    // It may give up without having read anything: then nothing would ever make room for what is written.
    kept.catch((error: unknown) => writer.abort(error).catch(() => {}));
    this.#open.set((this.#lastId += 1), { writer, kept });
    return this.#lastId;
  }

  /** Adds to one; resolves when there is room for more. @throws whatever keeping it throws. */
  async write(id: number, piece: Uint8Array): Promise<void> {
    const { writer, kept } = this.#find(id);
    // A reader that gave up says why by itself.
    await writer.write(piece).catch(() => kept);
  }

  /** It is complete: what was kept. @throws whatever keeping it throws. */
  async close(id: number): Promise<ArtifactRef> {
    const { writer, kept } = this.#find(id);
    this.#open.delete(id);
    await writer.close().catch(() => {});
    return kept;
  }

  /** It will not be complete: nothing of it is kept. */
  async drop(id: number): Promise<void> {
    const { writer } = this.#find(id);
    this.#open.delete(id);
    await writer.abort(new ToolError('The plugin gave up the artifact.')).catch(() => {});
  }

  /** The call is over, or its process. */
  dropAll(): void {
    for (const id of this.#open.keys()) void this.drop(id);
  }

  #find(id: number): OpenArtifact {
    const one = this.#open.get(id);
    if (!one) throw new ToolError('There is no such artifact under way.');
    return one;
  }
}
