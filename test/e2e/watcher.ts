/** A dashboard that follows with the examples of docs/change-stream.md. */
import { createClient } from 'graphql-ws';
import type * as gql from '../graphql/graphql.ts';
import { onTestFinished } from 'vitest';
import { OPERATIONS, importSnippet } from '../clients/snippets.ts';
import { post, until } from './real-server.ts';

export interface Change {
  revision: number;
  follows: number;
  cursor: string;
  actor: { name: string };
  events: gql.ChangeFragment['events'];
}

export interface Watcher {
  /** What it was given, in order. */
  readonly changes: readonly Change[];
  /** The data of `Lists` as it shows it now. */
  readonly lists: any;
  /** How often it had to list. */
  readonly listed: number;
  /** Items of any kind that came, heartbeats too. */
  readonly items: number;
  /** Resolves when it shows that revision. */
  reached(revision: number): Promise<void>;
}

/** What a server answers to `Lists` now. */
export async function listsOf(origin: string): Promise<any> {
  const { body } = await post(`${origin}/graphql`, { query: OPERATIONS, operationName: 'Lists' });
  if (body.errors) throw body.errors;
  return body.data;
}

/** Lists and follows there until the test ends, over as many connections as it takes. */
export async function watch(origin: string, options: { silenceMs?: number } = {}): Promise<Watcher> {
  const { followChanges } = await importSnippet('follow-changes.mjs');
  const { afterChange } = await importSnippet('after-change.mjs');
  const ending = new AbortController();
  const watcher = { changes: [] as Change[], lists: undefined as any, listed: 0, items: 0, reached };
  let problem: unknown;
  const client = createClient({ url: `${origin}/graphql`.replace('http', 'ws'), retryAttempts: 0 });
  client.on('message', ({ type }) => (watcher.items += Number(type === 'next')));
  const following = followChanges({
    client,
    operation: { query: OPERATIONS, operationName: 'Changes', variables: { heartbeatSeconds: 1 } },
    async list() {
      watcher.lists = await listsOf(origin);
      watcher.listed += 1;
      return watcher.lists.registry;
    },
    apply(change: Change) {
      watcher.lists = afterChange(watcher.lists, change);
      watcher.changes.push(change);
    },
    signal: ending.signal,
    ...options,
  }).catch((error: unknown) => (problem = error));
  onTestFinished(async () => {
    ending.abort();
    await following;
  });

  function reached(revision: number): Promise<void> {
    const isThere = () => {
      if (problem) throw problem;
      return watcher.lists?.registry.revision >= revision;
    };
    return until(isThere, `revision ${revision}`);
  }
  await until(() => watcher.items > 0, 'the first item');
  return watcher;
}
