/** The body of a response, unpacked piece by piece: what unpacks to too much is given up before it is there. */
import { type Readable, type Transform, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ToolError } from 'gathering/plugin';

/** What may have been done to a body, by its `content-encoding`; asked for as `accept-encoding`. */
const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * All of it, unpacked.
 * @throws ToolError for more than `maxBytes`, packed or not; for an encoding that was not asked for, or one within another.
 */
export async function readBody(body: Readable, encoding: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of unpacked(body, encoding) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw tooMuch(maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function unpacked(body: Readable, encoding: string): Readable {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  const unpacker = Object.hasOwn(UNPACKERS, name) ? UNPACKERS[name]!() : null;
  // Its errors come out of the unpacker, too.
  if (unpacker) return pipeline(body, unpacker, () => undefined);
  body.destroy();
  throw new ToolError(`The answer is packed as "${name.slice(0, 100)}", which is not known here.`);
}

function tooMuch(maxBytes: number): ToolError {
  return new ToolError(`The answer has more than ${maxBytes} bytes. Ask for less, or raise \`maxBytes\`.`, {
    path: ['maxBytes'],
  });
}
