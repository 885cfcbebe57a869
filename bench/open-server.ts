import { type Child, startChild } from './processes.ts';

export interface BenchServer extends AsyncDisposable {
  child: Child;
  /** Where GraphQL is, for WebSockets and for HTTP. */
  url: string;
  httpUrl: string;
}

/** A server in a process and on a processor of its own. */
export async function openServer(): Promise<BenchServer> {
  const child = startChild('server', 0);
  const port = await child.ask('open');
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
