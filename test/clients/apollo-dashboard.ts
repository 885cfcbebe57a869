import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import facts from '../../clients/possible-types.json' with { type: 'json' };
import { type Dashboard, DETAIL, countingFetch } from './dashboard.ts';
import { CHANGES, LISTS } from './live-registry.ts';
import { importSnippet } from './snippets.ts';

export async function apolloDashboard(url: string): Promise<Dashboard> {
  const { followIntoApollo } = await importSnippet('apollo.mjs');
  const cache = new InMemoryCache({ possibleTypes: facts.possibleTypes });
  const link = new HttpLink({ uri: url, fetch: countingFetch(() => (dashboard.requests += 1)) });
  const apollo = new ApolloClient({ cache, link });
  const socket = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0 });
  const dashboard = {
    shown: () => shown,
    revisions: [] as number[],
    requests: 0,
    open: (name: string) => apollo.query({ query: DETAIL, variables: { name } }),
    availability: (name: string) =>
      cache.readQuery<any>({ query: DETAIL, variables: { name } })?.tool?.availability ?? null,
    cached: () => cache.extract(),
  };
  const ending = new AbortController();
  const following = followIntoApollo({ apollo, socket, LISTS, CHANGES, signal: ending.signal });
  let shown: any;
  const page = apollo.watchQuery<any>({ query: LISTS, fetchPolicy: 'cache-only' }).subscribe(({ data, dataState }) => {
    if (dataState !== 'complete') return;
    shown = data;
    dashboard.revisions.push(data.registry.revision);
  });
  onTestFinished(async () => {
    ending.abort();
    await following;
    page.unsubscribe();
    apollo.stop();
  });
  return dashboard;
}
