import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange } from '@urql/core';
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import keys from '../../clients/cache-keys.json' with { type: 'json' };
import { post } from '../e2e/real-server.ts';
import { type Dashboard, DETAIL, countingFetch } from './dashboard.ts';
import { CHANGES, LISTS } from './live-registry.ts';
import { importSnippet } from './snippets.ts';

export async function urqlDashboard(url: string): Promise<Dashboard> {
  const { cacheKeys, cacheUpdates, followExchange } = await importSnippet('urql.mjs');
  const { body } = await post(url, { query: getIntrospectionQuery({ descriptions: false }) });
  const dashboard = {
    shown: () => shown,
    revisions: [] as number[],
    requests: 0,
    open: (name: string) => client.query(DETAIL, { name }).toPromise(),
    availability: (name: string) => client.readQuery(DETAIL, { name })?.data?.tool?.availability ?? null,
    cached: () => null,
  };
  const socket = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0 });
  const client: Client = new Client({
    url,
    preferGetMethod: false,
    fetch: countingFetch(() => (dashboard.requests += 1)),
    exchanges: [
      cacheExchange({ keys: cacheKeys(keys), updates: cacheUpdates(LISTS), schema: body.data }),
      followExchange({ getClient: () => client, socket, LISTS }),
      fetchExchange,
    ],
  });
  let shown: any;
  const page = client.query(LISTS, {}, { requestPolicy: 'cache-only' }).subscribe(({ data }) => {
    if (!data) return;
    shown = data;
    dashboard.revisions.push(data.registry.revision);
  });
  const following = client.subscription(CHANGES, {}).subscribe(() => {});
  onTestFinished(() => {
    following.unsubscribe();
    page.unsubscribe();
  });
  return dashboard;
}
