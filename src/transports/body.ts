import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

/** Milliseconds that a body may take. */
export const BODY_TIMEOUT_MS = 60_000;

/** Sends `100 Continue` to a client that waits for it: only once nothing but the body can be refused. */
export function inviteBody({ headers, httpVersion }: IncomingMessage, response: ServerResponse): void {
  if (httpVersion === '1.1' && /100-continue/i.test(headers.expect ?? '')) response.writeContinue();
}

/** The body, or why there is none as soon as that is known; never keeps more than `maxBytes`. */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
  clock: Clock,
): Promise<Buffer<ArrayBuffer> | 'TOO_LARGE' | 'TOO_LATE'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'TOO_LARGE';
  inviteBody(request, response);
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise, resolve, reject } = Promise.withResolvers<
    Buffer<ArrayBuffer> | 'TOO_LARGE' | 'TOO_LATE'
  >();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) return chunks.push(chunk);
    // The rest still flows, into nothing: a client that is cut off in the middle would not read the answer.
    chunks.length = 0;
    resolve('TOO_LARGE');
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', reject);
  const cancel = clock.after(BODY_TIMEOUT_MS, () => resolve('TOO_LATE'));
  return promise.finally(cancel);
}
