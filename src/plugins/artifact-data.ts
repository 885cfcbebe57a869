/** The bytes of an artifact as its maker gives them, made fit for handing on. Needs no zod. */
import { ToolError } from './tool-answers.ts';

/** Most bytes of the picture that a file handler gives as PREVIEW: it comes as one message. */
export const MAX_PREVIEW_BYTES = 16 * 1024 * 1024;
/** Bytes of a piece: so many that handing it on costs little, so few that some can be held. */
const LEAST_BYTES = 256 * 1024;
const MOST_BYTES = 1024 * 1024;

export type ArtifactData = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Cuts what is long and gathers what is short, reading no further than is taken. Call it as soon as there are data.
 * Its items throw the errors of the source as they are, and a ToolError for anything but bytes.
 */
export function piecesOf(data: unknown): AsyncGenerator<Uint8Array> {
  // A stream that fails before it is read would end the process. Whoever reads it later learns of it, too.
  if (isEmitter(data)) data.on('error', () => {});
  return gather(data);
}

async function* gather(data: unknown): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(data)) {
    if (!(chunk instanceof Uint8Array)) throw notBytes();
    if (length === 0 && chunk.length >= LEAST_BYTES) yield* cut(chunk);
    else {
      // A copy: whoever reads a file into one buffer again and again gives that one each time.
      gathered.push(Uint8Array.from(chunk));
      length += chunk.length;
      if (length < LEAST_BYTES) continue;
      yield* cut(Buffer.concat(gathered));
      gathered = [];
      length = 0;
    }
  }
  if (length > 0) yield* cut(Buffer.concat(gathered));
}

function chunksOf(data: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (data instanceof Uint8Array) return [data];
  if (typeof data === 'object' && data !== null && Symbol.asyncIterator in data)
    return data as AsyncIterable<unknown>;
  throw notBytes();
}

function isEmitter(data: unknown): data is { on(event: 'error', listener: () => void): void } {
  return typeof (Object(data) as { on?: unknown }).on === 'function';
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += MOST_BYTES)
    yield bytes.subarray(start, start + MOST_BYTES);
}

function notBytes(): ToolError {
  const message = '`data` of an artifact must be bytes: a Uint8Array, or an async iterable of them.';
  return new ToolError(message, { path: ['data'] });
}
