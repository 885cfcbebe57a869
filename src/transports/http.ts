/** From an HTTP request to the pipeline and back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAnswerable } from './accept.ts';
import { type Admit, pathOf } from './admission.ts';
import { sizeLimits } from './answer-size.ts';
import { BODY_TIMEOUT_MS, readBody } from './body.ts';
import { executeDirectly, plainParameters } from './direct.ts';
import { type Items, sendEvents } from './event-stream.ts';
import { GRAPHIQL_HEADERS, graphiqlPage } from './graphiql.ts';
import { createFilesSide, isFilesPath } from './files.ts';
import { answerHealth } from './health.ts';
import { identifying } from './identify.ts';
import { GRAPHQL_PATH, type Network, UNEXPECTED, errorText } from './network.ts';
import { oneByOne } from './pace.ts';
import { refuse } from './reply.ts';
import { ConnectionGone, PIECE_BYTES, type Pacing, sendBytes } from './send.ts';
import type { Exchange, GraphQLPipeline } from './yoga.ts';

type Refusal = [status: number, code: string, message: string];
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const NOT_ACCEPTABLE: Refusal = [
  406,
  'NOT_ACCEPTABLE',
  'Accept application/json; for a subscription, text/event-stream.',
];
/** What the pipeline refuses with a status alone. */
const PLAIN_REFUSALS: Record<number, Refusal> = {
  406: NOT_ACCEPTABLE,
  415: [415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.'],
};

export interface HttpSide {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Ends every event stream, without `complete`: their clients may come back. */
  endStreams(): void;
}

export function createHttpSide(network: Network, admit: Admit, pipeline: GraphQLPipeline): HttpSide {
  const { app, clock, log } = network;
  const { config } = app;
  const { inFlight } = pipeline;
  const pace = oneByOne(inFlight);
  const pacing: Pacing = { clock, stallTimeoutMs: config.stallTimeoutMs };
  const streams = new Set<ServerResponse>();
  const answerFiles = createFilesSide(network, { inFlight, pacing });
  const identify = identifying(config.tokens, log);
  let page: Promise<Buffer> | undefined;
  let isEnding = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!admit(request, response)) return;
    const path = pathOf(request);
    if (answerHealth(path, app.ready, request, response)) return;
    if (path === '/' && config.graphiql && wantsPage(request)) {
      return void response.writeHead(302, { location: GRAPHQL_PATH }).end();
    }
    if (isFilesPath(path)) {
      const caller = identify(request, response);
      return caller ? answerFiles(path, caller, request, response) : undefined;
    }
    if (path !== GRAPHQL_PATH) {
      return refuse(response, 404, 'NOT_FOUND', `Nothing is here. GraphQL is at ${GRAPHQL_PATH}.`);
    }
    if (config.graphiql && wantsPage(request)) return sendPage(response);
    return answerGraphQL(request, response);
  }

  async function sendPage(response: ServerResponse): Promise<void> {
    page ??= graphiqlPage();
    response.writeHead(200, GRAPHIQL_HEADERS);
    await sendBytes(response, await page, pacing);
    response.end();
  }

  async function answerGraphQL(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = identify(request, response);
    if (!caller) return;
    if (!isAnswerable(request.headers.accept)) return refuse(response, ...NOT_ACCEPTABLE);
    const body = await readBody(request, response, config.maxBodyBytes, clock);
    if (body === 'TOO_LATE') {
      const message = `The body took longer than ${BODY_TIMEOUT_MS} ms. Send it faster.`;
      return refuse(response, 408, 'REQUEST_TIMEOUT', message);
    }
    if (body === 'TOO_LARGE') {
      const message = `The body is larger than ${config.maxBodyBytes} bytes (setting \`maxBodyBytes\`).`;
      return refuse(response, 413, 'REQUEST_ENTITY_TOO_LARGE', message);
    }
    // While it sent its body others were served, and it may have left.
    if (response.closed) return;
    let items: Items | undefined;
    let release = () => {};
    try {
      const exchange: Exchange = {
        caller,
        isGone: () => response.closed,
        follow: (followed) => (items = followed),
        reserve(bytes) {
          inFlight.admit(bytes);
          release = inFlight.hold(bytes, () => response.destroy());
        },
        pace,
      };
      const text = await directly(request, body, exchange);
      if (text !== null) return await sendText(response, text);
      const url = `http://localhost${request.url}`;
      await send(response, await pipeline.fetch(url, requestInit(request, body), exchange), items);
    } finally {
      release();
    }
  }

  function directly(request: IncomingMessage, body: Buffer, exchange: Exchange): Promise<string | null> {
    const isPlain = request.method === 'POST' && request.url === GRAPHQL_PATH;
    const parameters = isPlain ? plainParameters(request.headers, body) : null;
    if (!parameters) return Promise.resolve(null);
    return executeDirectly(pipeline, parameters, exchange, { limit: sizeLimits(config).answer, log });
  }

  async function sendText(response: ServerResponse, text: string): Promise<void> {
    const size = Buffer.byteLength(text);
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': size });
    // What is small fits where nobody waits for it; as text, it goes in one piece with the headers.
    if (size <= PIECE_BYTES) return void response.end(text);
    await sendBytes(response, Buffer.from(text), pacing);
    response.end();
  }

  async function send(response: ServerResponse, reply: Response, items: Items | undefined): Promise<void> {
    const plain = PLAIN_REFUSALS[reply.status];
    if (plain) return refuse(response, ...plain);
    response.setHeaders(reply.headers).writeHead(reply.status);
    if (!items) {
      await sendBytes(response, Buffer.from(await reply.arrayBuffer()), pacing);
      return void response.end();
    }
    streams.add(response);
    response.once('close', () => streams.delete(response));
    if (isEnding) response.end();
    await sendEvents(response, items, { pacing, inFlight, maxBytes: sizeLimits(config).item, log });
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    answer(request, response).catch((error: unknown) => {
      if (response.destroyed || error instanceof ConnectionGone) return;
      log.error('A request failed: a bug.', { error: errorText(error) });
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'INTERNAL_SERVER_ERROR', UNEXPECTED);
    });
  }

  function endStreams(): void {
    isEnding = true;
    for (const response of streams) response.end();
  }

  return { handle, endStreams };
}

function requestInit(request: IncomingMessage, body: Buffer<ArrayBuffer>): RequestInit {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  // Media types are the same in any case.
  const type = headers['content-type']?.replace(/^[^;]*/, (mediaType) => mediaType.trim().toLowerCase());
  if (type !== undefined) headers['content-type'] = type;
  const init = { method: request.method, headers };
  return request.method === 'GET' || request.method === 'HEAD' ? init : { ...init, body };
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
