/** A server for a test: what it was asked, and answers of the test's own. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Question {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Bytes as they are; anything else as JSON. Undefined: it never answers. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export async function serveReplies(
  reply: (question: Question) => Reply | undefined,
): Promise<{ url: string; asked: Question[] }> {
  const asked: Question[] = [];
  const server = createServer((request, response) => {
    void Array.fromAsync(request as AsyncIterable<Buffer>).then((pieces) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
      const { method = 'GET', headers } = request;
      const question = { method, path: pathname, query: searchParams, headers, body: Buffer.concat(pieces) };
      asked.push(question);
      const answer = reply(question);
      if (answer) send(response, answer);
    });
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const isBytes = Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': isBytes ? 'image/png' : 'application/json', ...headers });
  response.end(isBytes ? body : JSON.stringify(body ?? null));
}
