import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { type Operation, post, until } from '../e2e/real-server.ts';
import { type LiveRegistry, liveRegistry } from './live-registry.ts';
import { OPERATIONS, importSnippet } from './snippets.ts';

const PAGE = `query Page($after: String) {
  tools(first: 7, after: $after) { nodes { ...ToolFacts } pageInfo { hasNextPage endCursor } }
}`;

/** `Lists`, but all tools page by page, while ten changes happen before each. */
async function listInPages({ url, change, lists }: LiveRegistry): Promise<any> {
  const listed = await lists();
  const nodes: object[] = [];
  for (let after: unknown = null; ;) {
    await change(10);
    const operation: Operation = { query: OPERATIONS + PAGE, operationName: 'Page', variables: { after } };
    const { tools }: any = (await post(url, operation)).body.data;
    nodes.push(...tools.nodes);
    if (!tools.pageInfo.hasNextPage) return { ...listed, tools: { nodes, totalCount: nodes.length } };
    after = tools.pageInfo.endCursor;
  }
}

it('Guarantee 5: whoever reads pages while all changes, and follows from the first, gets what is there', async () => {
  const { followChanges } = await importSnippet('follow-changes.mjs');
  const { afterChange } = await importSnippet('after-change.mjs');
  const registry = await liveRegistry();
  const ending = new AbortController();
  let lists: any;
  const following = followChanges({
    client: createClient({ url: registry.url.replace('http', 'ws'), retryAttempts: 0 }),
    operation: { query: OPERATIONS, operationName: 'Changes' },
    list: async () => (lists = await listInPages(registry)).registry,
    apply: (change: object) => (lists = afterChange(lists, change)),
    signal: ending.signal,
  });
  onTestFinished(async () => {
    ending.abort();
    await following;
  });
  await until(() => lists, 'it has listed');
  const last = await registry.change(10);
  expect(last).toBeGreaterThan(50);
  await until(() => lists.registry.revision === last, 'it has followed');
  expect(lists).toEqual(await registry.lists());
});
