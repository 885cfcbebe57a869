import type { IncomingMessage } from 'node:http';

/** The body, or null as soon as it is known to be over `maxBytes`; never keeps more than that. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer> | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer<ArrayBuffer> | null>();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) return chunks.push(chunk);
    // The rest still flows, into nothing: a client that is cut off in the middle would not read the answer.
    chunks.length = 0;
    resolve(null);
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', reject);
  return promise;
}
