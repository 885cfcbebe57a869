/** The ways in: one operation over each, with any token and any Origin. */
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Answer, type Operation, post } from './real-server.ts';

export interface Visitor {
  token?: string;
  origin?: string;
}

/** What came back: a GraphQL answer, or why there was none: an HTTP status or a close code. */
export type Reply = Answer['body'] & { refused?: number };

/** Only the first item of a subscription. */
export type Door = (url: string, operation: Operation, visitor?: Visitor) => Promise<Reply>;

const headersOf = ({ token, origin }: Visitor): Record<string, string> => ({
  ...(token && { authorization: `Bearer ${token}` }),
  ...(origin && { origin }),
});

const overHttp: Door = async (url, operation, visitor = {}) => {
  const { status, body } = await post(url, operation, headersOf(visitor));
  return status === 200 ? body : { ...body, refused: status };
};

const overEventStream: Door = async (url, operation, visitor = {}) => {
  const client = createStreamClient({ url, headers: headersOf(visitor), retryAttempts: 0 });
  try {
    return await first(client.iterate(operation as never));
  } catch (error) {
    const { response } = error as { response?: Response };
    if (!response) throw error;
    const text = await response.text();
    const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
    return { refused: response.status, ...(JSON.parse(json) as object) };
  } finally {
    client.dispose();
  }
};

const overWebSocket: Door = async (url, operation, { token, origin } = {}) => {
  let refused: number | undefined;
  class FromOrigin extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { origin });
      this.on('unexpected-response', (_request, { statusCode }) => {
        refused = statusCode;
        this.emit('error', new Error('refused'));
      });
    }
  }
  const client = createSocketClient({
    url: url.replace('http', 'ws'),
    connectionParams: { authorization: token && `Bearer ${token}` },
    webSocketImpl: FromOrigin,
    retryAttempts: 0,
  });
  try {
    return await first(client.iterate(operation as never));
  } catch (problem) {
    if (Array.isArray(problem)) return { errors: problem };
    return { refused: refused ?? (problem as { code: number }).code };
  } finally {
    client.terminate();
  }
};

export const DOORS: Record<'HTTP' | 'SSE' | 'WebSocket', Door> = {
  HTTP: overHttp,
  SSE: overEventStream,
  WebSocket: overWebSocket,
};

async function first(results: AsyncIterableIterator<object>): Promise<Reply> {
  const { value } = await results.next();
  await results.return?.();
  return value as Reply;
}
