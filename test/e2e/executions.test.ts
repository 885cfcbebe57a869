import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeStreamCursor } from '../../src/registries/cursor.ts';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { stepsBehind } from './execution-watcher.ts';
import { type RealServer, serve, until } from './real-server.ts';

const MANY = join(import.meta.dirname, 'children/serve-many.ts');
const ENDINGS = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED']);

/** The same numbers each time. */
function randomNumbers(): () => number {
  let seed = 11;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

/** Calls, several at once, until the server is gone; ids by number, of those that were acknowledged. */
async function callUntilGone(server: RealServer, first: number, onAcknowledged: (count: number) => void) {
  const random = randomNumbers();
  const ids = new Map<number, string>();
  let next = first;
  async function work(): Promise<void> {
    for (;;) {
      const n = next++;
      const input = callOf(n, Math.floor(random() * 40), random() < 0.5 ? 0 : 30);
      const { executeTool } = await server.run(gql.ExecuteToolDocument, { input });
      if (executeTool?.__typename !== 'Execution') throw new Error(JSON.stringify(executeTool));
      ids.set(n, executeTool.id);
      onAcknowledged(ids.size);
    }
  }
  await Promise.allSettled(Array.from({ length: 8 }, work));
  return { ids, called: next };
}

const callOf = (n: number, ms: number, waitMs: number) => ({
  ...{ tool: 'count', arguments: { n, ms }, idempotencyKey: `call ${n}`, waitMs },
});

async function allExecutions(server: RealServer) {
  const nodes: gql.ExecutionsQuery['executions']['nodes'] = [];
  for (let after: string | null | undefined; ;) {
    const { executions } = await server.run(gql.ExecutionsDocument, { first: 200, after });
    nodes.push(...executions.nodes);
    if (!executions.pageInfo.hasNextPage) return { nodes, streamCursor: executions.streamCursor };
    after = executions.pageInfo.endCursor;
  }
}

function counted(folder: string) {
  const lines = readFileSync(join(folder, 'counted'), 'utf8').trim().split('\n');
  const numbers = (word: string) =>
    lines.filter((line) => line.startsWith(word)).map((line) => Number(line.split(' ')[1]));
  return { begun: numbers('begin'), ended: numbers('end') };
}

it('Guarantees 16, 17, 18 and 20: killed at any moment, every acknowledged call is there, began at most once and ends once', async () => {
  const folder = ownFolder();
  const ids = new Map<number, string>();
  let next = 0;
  for (const killAt of [1, 17, 60]) {
    const server = await serve({ folder, file: MANY });
    const done = await callUntilGone(server, next, (count) => {
      if (count === killAt) server.process.kill('SIGKILL');
    });
    expect(await server.gone()).toEqual({ code: null, signal: 'SIGKILL' });
    for (const [n, id] of done.ids) ids.set(n, id);
    next = done.called;
  }

  const server = await serve({ folder, file: MANY });
  await until(
    async () => (await allExecutions(server)).nodes.every(({ status }) => ENDINGS.has(status)),
    'what waited its turn runs after the restart',
  );
  const { nodes, streamCursor } = await allExecutions(server);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const [n, id] of ids) expect(byId.get(id)?.arguments).toMatchObject({ n });

  const { begun, ended } = counted(folder);
  expect(new Set(begun).size).toBe(begun.length);
  const numberOf = ({ arguments: args }: (typeof nodes)[number]) => (args as { n: number }).n;
  expect(new Set(nodes.map(numberOf)).size).toBe(nodes.length);
  const interrupted = nodes.filter(({ status }) => status === 'INTERRUPTED');
  expect(interrupted.length).toBeGreaterThan(0);
  for (const node of interrupted)
    expect(node.error).toMatchObject({ code: 'INTERRUPTED', sideEffectsPossible: null, retryable: false });
  const succeeded = nodes.filter(({ status }) => status === 'SUCCEEDED').map(numberOf);
  expect(succeeded.length + interrupted.length).toBe(nodes.length);
  expect(succeeded.filter((n) => !begun.includes(n) || !ended.includes(n))).toEqual([]);

  // The keys still mean the same calls, whatever became of them, and nothing runs again.
  for (const [n, id] of ids) {
    const { ms } = byId.get(id)!.arguments as { ms: number };
    const { executeTool } = await server.run(gql.ExecuteToolDocument, { input: callOf(n, ms, 1000) });
    expect(executeTool).toMatchObject({ id });
  }
  expect(counted(folder).begun).toEqual(begun);

  const { position } = decodeStreamCursor('execution', streamCursor)!;
  const first = nodes.at(-1)!;
  const steps = await stepsBehind(server, first.startCursor, position);
  expect(steps.map((step) => step.position)).toEqual(steps.map((_, i) => i + 1));
  const ends = Map.groupBy(
    steps.filter(({ status }) => ENDINGS.has(status)),
    ({ execution }) => execution!.id,
  );
  expect(ends.size).toBe(nodes.length);
  expect([...ends.values()].filter(({ length }) => length !== 1)).toEqual([]);
}, 120_000);

describe('A call over HTTP', () => {
  it('goes on when its client goes away', async () => {
    const server = await serve({ file: MANY });
    const leave = new AbortController();
    const body = JSON.stringify({
      query: 'mutation { executeTool(input: { tool: "slow_until_open" }) { __typename } }',
    });
    const headers = { 'content-type': 'application/json' };
    const asked = fetch(`${server.origin}/graphql`, { method: 'POST', headers, body, signal: leave.signal });
    const list = async () => (await allExecutions(server)).nodes;
    await until(async () => (await list())[0]?.status === 'RUNNING', 'it runs');
    leave.abort();
    await expect(asked).rejects.toThrow();
    writeFileSync(join(server.folder, 'open'), '');
    await until(async () => (await list())[0]?.status === 'SUCCEEDED', 'it ends');
  });
});

it('Guarantee 21: what waits its turn at SIGTERM runs after the restart', async () => {
  const folder = ownFolder();
  const args = ['--max-running-calls', '1', '--shutdown-timeout-ms', '200'];
  const server = await serve({ folder, file: MANY, args });
  const begin = async (tool: string, input = {}) =>
    (await server.run(gql.ExecuteToolDocument, { input: { tool, waitMs: 0, ...input } })).executeTool as {
      id: string;
    };
  const running = await begin('slow_for_ever');
  const waiting = await begin('count', { arguments: { n: 1, ms: 1 } });
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const again = await serve({ folder, file: MANY, args });
  const statusOf = async ({ id }: { id: string }) =>
    (await again.run(gql.ExecutionDocument, { id })).execution?.status;
  expect(await statusOf(running)).toBe('CANCELLED');
  await until(async () => (await statusOf(waiting)) === 'SUCCEEDED', 'it runs');
  expect(counted(folder).begun).toEqual([1]);
});
