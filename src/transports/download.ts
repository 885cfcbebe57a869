/** `GET /files/ID`: the bytes of an artifact, or one range of them. Source: RFC 9110, sections 13 and 14. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { create as contentDisposition } from 'content-disposition';
import { parse as parseRange } from 'range-parser';
import type { Caller } from '../access.ts';
import type { App } from '../app.ts';
import type { FileExchange } from './files.ts';
import type { InFlight } from './in-flight.ts';
import { refuse } from './reply.ts';
import { PIECE_BYTES, sendPieces } from './send.ts';

/** What a browser may show by itself: none of them runs or fetches anything. */
const SHOWN = new Set([
  ...['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'],
  ...['text/plain', 'application/json'],
]);
/** A day: what an id names never changes, but who may read it can. */
const CACHE_SECONDS = 86_400;
/** Of one reader: the piece that is sent, and the one that was read ahead. */
const HELD_BYTES = 2 * PIECE_BYTES;

type Artifact = ReturnType<App['artifacts']['findFor']>;

/** First and last byte. */
interface Range {
  start: number;
  end: number;
}

/** @throws DomainError NOT_FOUND where the caller has no such artifact, STORAGE_DAMAGED; GraphQLError OVERLOADED. */
export async function answerDownload(
  artifacts: App['artifacts'],
  id: string,
  caller: Caller,
  { request, response, pacing, inFlight }: FileExchange,
): Promise<void> {
  const artifact = artifacts.findFor(caller, id);
  const headers = headersOf(artifact, response);
  if (isKnown(request, artifact)) return void response.writeHead(304, headers).end();
  const range = rangeOf(request, artifact);
  if (range === 'UNSATISFIABLE') return refuseRange(response, artifact);
  const { start, end } = range ?? { start: 0, end: artifact.byteSize - 1 };
  inFlight.admit(HELD_BYTES);
  await using file = await artifacts.open(artifact);
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': end - start + 1,
    ...(range && { 'content-range': `bytes ${start}-${end}/${artifact.byteSize}` }),
  });
  if (request.method === 'GET' && end >= start) {
    const stream = file.createReadStream({ start, end, highWaterMark: PIECE_BYTES, autoClose: false });
    await sendPieces(response, counted(stream, inFlight, response), pacing);
  }
  response.end();
}

function headersOf({ id, name, mimeType }: Artifact, response: ServerResponse): OutgoingHttpHeaders {
  const type = SHOWN.has(mimeType) ? 'inline' : 'attachment';
  return {
    'content-type': mimeType === 'text/plain' ? 'text/plain; charset=utf-8' : mimeType,
    'content-disposition': contentDisposition(name, { type }),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': `private, immutable, max-age=${CACHE_SECONDS}`,
    vary: [response.getHeader('vary'), 'Authorization'].filter(Boolean).join(', '),
    'accept-ranges': 'bytes',
    etag: etagOf(id),
  };
}

/** Its bytes never change. */
function etagOf(id: string): string {
  return `"${id}"`;
}

/** Does the client have it already? */
function isKnown({ headers }: IncomingMessage, { id }: Artifact): boolean {
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known !== undefined && (known.includes(etagOf(id)) || known.includes('*'));
}

/** Null for all of it: where nothing else was asked for, or several ranges, which a server need not serve. */
function rangeOf(
  { method, headers }: IncomingMessage,
  { id, byteSize }: Artifact,
): Range | 'UNSATISFIABLE' | null {
  const { range: asked, 'if-range': condition = etagOf(id) } = headers;
  if (method !== 'GET' || asked === undefined || condition !== etagOf(id)) return null;
  const { type, code, ranges } = parseRange(byteSize, asked);
  if (type !== 'bytes' || (code & MALFORMED) !== 0) return null;
  if (ranges.length === 0) return code === 0 ? null : 'UNSATISFIABLE';
  return ranges.length === 1 ? ranges[0]! : null;
}

/** A bit in what `range-parser` answers. */
const MALFORMED = 1;

function refuseRange(response: ServerResponse, { byteSize }: Artifact): void {
  const message = `The file has ${byteSize} bytes, none of them in that range.`;
  refuse(response, 416, 'BAD_REQUEST', message, { 'content-range': `bytes */${byteSize}` });
}

/** What is read and not sent yet counts, as other answers do. */
async function* counted(
  stream: AsyncIterable<Buffer>,
  inFlight: InFlight,
  response: ServerResponse,
): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    const release = inFlight.hold(HELD_BYTES, () => response.destroy());
    try {
      yield piece;
    } finally {
      release();
    }
  }
}
