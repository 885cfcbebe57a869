/** `PUT /files/NAME`: brings a file in as an artifact of the caller. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../access.ts';
import type { App } from '../app.ts';
import { DomainError } from '../registries/errors.ts';
import { inviteBody } from './body.ts';
import type { FileExchange } from './files.ts';
import { refuse, sendJson } from './reply.ts';
import { ConnectionGone, type Pacing, watchProgress } from './send.ts';

/** Of each `stallTimeoutMs`; whoever sends less holds a place that others wait for. */
const LEAST_BYTES = 65_536;

/**
 * Keeps the body as it comes, as a file of that name, and answers what was kept. A client that leaves leaves nothing
 * behind; nor does one that sends less than 64 KiB within `stallTimeoutMs`, which is answered 408.
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
    data: arriving(request, response, pacing),
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

async function* arriving(
  request: IncomingMessage,
  response: ServerResponse,
  pacing: Pacing,
): AsyncGenerator<Uint8Array> {
  let [bytes, isAwaited] = [0, true];
  // A disk that is slow is no fault of the client's.
  const watch = watchProgress(pacing, () =>
    isAwaited ? endStalled(request, response, pacing) : watch.restart(),
  );
  inviteBody(request, response);
  try {
    watch.restart();
    // Not destroyed where this ends early: the rest is passed over, so that the client reads the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      isAwaited = false;
      bytes += (chunk as Buffer).length;
      yield chunk as Buffer;
      isAwaited = true;
      if (bytes < LEAST_BYTES) continue;
      bytes = 0;
      watch.restart();
    }
  } catch (error) {
    throw response.headersSent ? new ConnectionGone() : error;
  } finally {
    watch.stop();
  }
}

function endStalled(request: IncomingMessage, response: ServerResponse, { stallTimeoutMs }: Pacing): void {
  const message = `Less than ${LEAST_BYTES} bytes of the file came within ${stallTimeoutMs} ms (setting \`stallTimeoutMs\`). Send it again, faster.`;
  response.once('finish', () => request.destroy());
  refuse(response, 408, 'REQUEST_TIMEOUT', message, { connection: 'close' });
}
