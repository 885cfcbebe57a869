/** `PUT /files/NAME`: brings a file in as an artifact of the caller. */
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../access.ts';
import type { App } from '../app.ts';
import { DomainError } from '../registries/errors.ts';
import type { FileExchange } from './files.ts';
import { sendJson } from './reply.ts';
import { type Pacing, watchProgress } from './send.ts';

/**
 * Keeps the body as it comes, as a file of that name, and answers what was kept. A client that leaves, or sends nothing
 * for `stallTimeoutMs`, leaves nothing behind.
 * @param name percent-encoded, as it stands in the path.
 * @throws DomainError INVALID_ARGUMENTS, RESULT_TOO_LARGE, STORAGE_FULL; an error of the connection.
 */
export async function answerUpload(
  artifacts: App['artifacts'],
  name: string,
  caller: Caller,
  { request, response, pacing }: FileExchange,
): Promise<void> {
  refuseUnfit(request);
  artifacts.refuseLarge(Number(request.headers['content-length'] ?? 0));
  const file = {
    name: decoded(name),
    mimeType: request.headers['content-type'],
    data: arriving(request, pacing),
  };
  const kept = await artifacts.add(file, { actor: caller.actor, executionId: null });
  const { id, mimeType, byteSize } = kept;
  const url = `/files/${id}`;
  const told = { id, uri: `artifact:${id}`, url, name: kept.name, mimeType, byteSize };
  sendJson(response, 201, told, { location: url });
}

function decoded(name: string): string {
  if (name === '') throw unfit('Name the file: PUT /files/photo.png.');
  try {
    return decodeURIComponent(name);
  } catch {
    throw unfit('The name is not percent-encoded as it should be. Encode it as UTF-8.');
  }
}

/** What would make the body something else than the bytes of the file. */
function refuseUnfit({ headers }: IncomingMessage): void {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw unfit('Send the bytes as they are, without Content-Encoding.');
  if (headers['content-range'] !== undefined) throw unfit('Send all of the file, without Content-Range.');
}

function unfit(message: string): DomainError {
  return new DomainError('INVALID_ARGUMENTS', message);
}

async function* arriving(request: IncomingMessage, pacing: Pacing): AsyncGenerator<Uint8Array> {
  const watch = watchProgress(pacing, () => request.destroy());
  try {
    watch.restart();
    // Not destroyed where this ends early: the rest is passed over, so that the client reads the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      watch.stop();
      yield chunk as Buffer;
      watch.restart();
    }
  } finally {
    watch.stop();
  }
}
