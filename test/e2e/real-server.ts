/** GatheRing as a process of its own, and how a client talks to it. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { ownFolder } from '../support/own-folder.ts';
import { type Started, startGathering } from '../support/run-gathering.ts';

export interface Operation {
  query: string;
  operationName?: string;
  variables?: unknown;
}

export interface Answer {
  status: number;
  body: { data?: any; errors?: { message: string; path?: unknown[]; extensions?: { code?: string } }[] };
}

export interface RealServer extends Started {
  /** `http://localhost:PORT`. */
  origin: string;
  port: number;
  /** Workspace; the data folder is `.gathering` in it. */
  folder: string;
  /** The whole answer over HTTP. */
  ask(operation: Operation, headers?: Record<string, string>): Promise<Answer>;
  /** The data of an operation; throws when there are errors. */
  run<D, V>(document: TypedDocumentNode<D, V>, variables: V, headers?: Record<string, string>): Promise<D>;
  /** Ends it with a signal and resolves when it is gone. */
  end(signal: NodeJS.Signals): ReturnType<RealServer['gone']>;
  gone(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ServeOptions {
  folder?: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** What to run instead of bin/gathering.js. */
  file?: string;
}

/** Starts it on a free port; ready when this resolves, gone when the test ends. */
export async function serve({
  folder = ownFolder(),
  args = [],
  env,
  file,
}: ServeOptions = {}): Promise<RealServer> {
  const started = startGathering(['--port', '0', ...args], { cwd: folder, env, file });
  await started.said(/Ctrl-C stops it/);
  const origin = /http:\S+(?=\/graphql)/.exec(started.stdout())![0];
  const ask: RealServer['ask'] = (operation, headers) => post(`${origin}/graphql`, operation, headers);
  const gone: RealServer['gone'] = () => started.ended;
  return {
    ...started,
    origin,
    port: Number(new URL(origin).port),
    folder,
    ask,
    gone,
    async run(document, variables, headers) {
      const { body } = await ask({ query: print(document), variables }, headers);
      if (body.errors) throw new AggregateError(body.errors, body.errors[0]?.message);
      return body.data;
    },
    end(signal) {
      started.process.kill(signal);
      return gone();
    },
  };
}

/** One GraphQL request, as a program makes it. */
export async function post(url: string, operation: Operation, headers = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** Resolves when `condition` holds; fails after 20 seconds. */
export async function until(condition: () => unknown, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
