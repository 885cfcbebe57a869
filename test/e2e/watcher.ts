/** A dashboard that follows with the example of docs/change-stream.md. */
import { createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { OPERATIONS, importSnippet } from '../clients/snippets.ts';
import { post, until } from './real-server.ts';

export interface Change {
  __typename: string;
  revision: number;
  follows: number;
  cursor: string;
  actor: { name: string };
  events: { __typename: string; operation: string; typename: string; subjectId: string }[];
}

export interface Watcher {
  /** What it listed, each time. */
  lists: any[];
  /** What it was given since, in order. */
  changes: Change[];
  /** Resolves when it has seen that revision. */
  reached(revision: number): Promise<void>;
}

/** Lists and follows there until the test ends, over as many connections as it takes. */
export async function watch(origin: string, options: { silenceMs?: number } = {}): Promise<Watcher> {
  const { followChanges } = await importSnippet('follow-changes.js');
  const ending = new AbortController();
  const lists: any[] = [];
  const changes: Change[] = [];
  const url = `${origin}/graphql`;
  const following = followChanges({
    client: createClient({ url: url.replace('http', 'ws'), retryAttempts: 0 }),
    operation: { query: OPERATIONS, operationName: 'Changes', variables: { heartbeatSeconds: 1 } },
    async list() {
      const { body } = await post(url, { query: OPERATIONS, operationName: 'Lists' });
      if (body.errors) throw body.errors;
      lists.push(body.data);
      return body.data.registry;
    },
    apply: (change: Change) => changes.push(change),
    signal: ending.signal,
    ...options,
  });
  let problem: unknown;
  following.catch((error: unknown) => (problem = error));
  onTestFinished(async () => {
    ending.abort();
    await following;
  });
  const position = () => changes.at(-1)?.revision ?? lists.at(-1)?.registry.revision ?? -1;
  const reached = (revision: number) =>
    until(() => {
      if (problem) throw problem;
      return position() >= revision;
    }, `revision ${revision}`);
  await reached(0);
  return { lists, changes, reached };
}
