/** Artifacts over HTTP: `GET /files/ID` gives the bytes of one, `PUT /files/NAME` brings a file in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { type Caller, hasScope } from '../access.ts';
import { DomainError } from '../registries/errors.ts';
import { answerDownload } from './download.ts';
import type { InFlight } from './in-flight.ts';
import type { Network } from './network.ts';
import { refuse } from './reply.ts';
import type { Pacing } from './send.ts';
import { answerUpload } from './upload.ts';
import { createUploadPlaces } from './upload-places.ts';

const PREFIX = '/files/';
const NAME_ONE =
  'Files are not listed. GET /files/ID gives one, PUT /files/NAME brings one in and answers its id; the `artifacts` of an ' +
  '`Execution` are what a call kept.';
/** Statuses of expected failures; any other is the server's own. */
const STATUSES: Readonly<Record<string, number>> = {
  INVALID_ARGUMENTS: 400,
  NOT_FOUND: 404,
  RESULT_TOO_LARGE: 413,
  SHUTTING_DOWN: 503,
  STORAGE_FULL: 507,
};

/** A request for a file, and how it is answered. */
export interface FileExchange {
  request: IncomingMessage;
  response: ServerResponse;
  pacing: Pacing;
  inFlight: InFlight;
}

/** Answers a request for `path`, which `isFilesPath`. */
export type AnswerFiles = (
  path: string,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

export function isFilesPath(path: string): boolean {
  return path === '/files' || path.startsWith(PREFIX);
}

export function createFilesSide(
  { app }: Network,
  sending: Pick<FileExchange, 'pacing' | 'inFlight'>,
): AnswerFiles {
  const takePlace = createUploadPlaces();

  async function upload(name: string, caller: Caller, exchange: FileExchange): Promise<void> {
    if (!hasScope(caller, 'tool:execute')) return refuseWithoutScope(caller, exchange.response);
    const leave = takePlace(caller);
    try {
      await answerUpload(app.artifacts, name, caller, exchange);
    } finally {
      leave();
    }
  }

  async function answer(last: string, caller: Caller, exchange: FileExchange): Promise<void> {
    const { request, response } = exchange;
    if (!app.ready) throw notReady();
    if (request.method === 'PUT') return upload(last, caller, exchange);
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (last === '') return refuse(response, 404, 'NOT_FOUND', NAME_ONE);
      return answerDownload(app.artifacts, last, caller, exchange);
    }
    const message = 'GET /files/ID gives a file, PUT /files/NAME brings one in.';
    refuse(response, 405, 'BAD_REQUEST', message, { allow: 'GET, HEAD, PUT' });
  }

  return async (path, caller, request, response) => {
    try {
      await answer(path.slice(PREFIX.length), caller, { request, response, ...sending });
    } catch (error) {
      if (response.headersSent || !refuseExpected(response, error)) throw error;
    }
  };
}

/** False for what was not expected. */
function refuseExpected(response: ServerResponse, error: unknown): boolean {
  if (error instanceof DomainError) refuse(response, STATUSES[error.code] ?? 500, error.code, error.message);
  else if (error instanceof GraphQLError) refuseForNow(response, error);
  else return false;
  return true;
}

function refuseForNow(response: ServerResponse, { extensions, message }: GraphQLError): void {
  const { code, http } = extensions as { code: string; http: { status: number } };
  refuse(response, http.status, code, message, { 'retry-after': '1' });
}

function notReady(): DomainError {
  const message = 'The server is starting or shutting down. Try again in a moment.';
  return new DomainError('SHUTTING_DOWN', message, { retryable: true });
}

function refuseWithoutScope({ actor }: Caller, response: ServerResponse): void {
  const message = `This needs the scope "tool:execute", which the token "${actor.name}" does not have.`;
  refuse(response, 403, 'FORBIDDEN', message);
}
