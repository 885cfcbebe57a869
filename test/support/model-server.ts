/** A server of a language model that speaks as OpenAI's does: chunks of server-sent events. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  path: string;
  headers: IncomingMessage['headers'];
  body: any;
}

export type Answering = (response: ServerResponse, asked: Asked) => void;

export async function serveModel(answer: Answering): Promise<{ baseUrl: string; asked: Asked[] }> {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    void Array.fromAsync(request as AsyncIterable<Buffer>).then((pieces) => {
      const body: unknown = JSON.parse(Buffer.concat(pieces).toString() || 'null');
      const asked = { path: request.url!, headers: request.headers, body };
      all.push(asked);
      answer(response, asked);
    });
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked: all };
}

export function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** One chunk, as https://platform.openai.com/docs/api-reference/chat-streaming has it. */
export function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return event({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices });
}

export function event(data: object | string): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

export const usage = event({
  ...{ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [] },
  usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
});

/** A whole answer in these pieces. */
export function answering(...pieces: string[]): Answering {
  return (response) => {
    startStream(response);
    response.write(chunk({ role: 'assistant', content: '' }));
    for (const piece of pieces) response.write(chunk({ content: piece }));
    response.end(chunk({}, 'stop') + usage + event('[DONE]'));
  };
}
