import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { post } from '../e2e/real-server.ts';
import { liveRegistry } from './live-registry.ts';

const FIELDS = '{ revision follows events { typename operation subjectId } }';
const follow = (field: string) => `{ registryChanges${field} { ... on RegistryChange ${FIELDS} } }`;
const OPTIONAL = `subscription ($f: RegistryChangeFilter = { typename: Tool }) ${follow('(filter: $f)')}`;

/** Subscriptions, and the filter that each of them means. */
const ASKED: [query: string, variables: Record<string, unknown>, filter: object | null][] = [
  [`subscription ${follow('')}`, {}, null],
  [`subscription ${follow('(filter: { typename: Plugin })')}`, {}, { typename: 'Plugin' }],
  [OPTIONAL, {}, { typename: 'Tool' }],
  [OPTIONAL, { f: null }, null],
  [OPTIONAL, { f: { pluginId: 'p3' } }, { pluginId: 'p3' }],
  [OPTIONAL, { f: { operation: ['ADDED', 'REMOVED'] } }, { operation: ['ADDED', 'REMOVED'] }],
];

it('Guarantee 1: followers on one socket who ask for different things each get what they asked for, linked', async () => {
  const registry = await liveRegistry();
  const client = createClient({ url: registry.url.replace('http', 'ws'), retryAttempts: 0 });
  const followers = ASKED.map(([query, variables]) => client.iterate<any>({ query, variables }));
  onTestFinished(async () => {
    for (const follower of followers) await follower.return?.();
  });
  for (const follower of followers) await follower.next();
  const { cursor } = (await registry.lists()).registry;
  await registry.change(50);
  for (const [i, [, , filter]] of ASKED.entries()) {
    const query = `query ($after: ChangeCursor, $filter: RegistryChangeFilter) {
      changes(after: $after, filter: $filter) { ... on ChangePage { nodes ${FIELDS} } } }`;
    const { body } = await post(registry.url, { query, variables: { after: cursor, filter } });
    const expected: object[] = body.data.changes.nodes;
    expect(expected.length).toBeGreaterThan(0);
    const items: object[] = [];
    while (items.length < expected.length) items.push((await followers[i]!.next()).value.data.registryChanges);
    expect(items).toEqual(expected);
  }
});
