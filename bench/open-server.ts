import { type Child, moveTo, startChild } from './processes.ts';

export interface BenchServer extends AsyncDisposable {
  child: Child;
  /** Where GraphQL is, for WebSockets and for HTTP. */
  url: string;
  httpUrl: string;
}

export interface ServerOptions {
  /** Its own by default. */
  folder?: string;
  loaded?: { id: string; tools: number }[];
}

/** A server in a process and on a processor of its own; whoever asks for it moves to the other one. */
export async function openServer(options: ServerOptions = {}): Promise<BenchServer> {
  moveTo(1);
  const child = startChild('server', 0);
  const port = await child.ask('open', options);
  return {
    child,
    url: `ws://localhost:${port}/graphql`,
    httpUrl: `http://localhost:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      await child.ask('close');
      await child[Symbol.asyncDispose]();
    },
  };
}
