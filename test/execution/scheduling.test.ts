import { expect, it } from 'vitest';
import { Scheduler } from '../../src/execution/scheduler.ts';
import * as gql from '../graphql/graphql.ts';
import { begin, call, callerOf, find, gate, withTool } from '../support/calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plugin } from '../support/plugins.ts';
import { openTestApp } from '../support/test-app.ts';

const LIMITS = { maxRunning: 2, maxRunningPerPlugin: 10, maxQueued: 10 };
const claim = (caller: string, tool = 't', pluginId = 'p') => ({ caller, pluginId, tool });

it('callers take turns: one who calls much does not hold up another', () => {
  const scheduler = new Scheduler(LIMITS);
  const started: string[] = [];
  const running = [claim('much'), claim('much')];
  for (const one of running) expect(scheduler.tryTake(one)).toBe(true);
  for (const name of ['much 1', 'much 2', 'much 3', 'ann 1', 'bob 1', 'ann 2'])
    scheduler.enqueue(claim(name.split(' ')[0]!), () => started.push(name));
  expect(started).toEqual([]);
  for (let i = 0; i < 6; i++) scheduler.release(claim('much'));
  expect(started).toEqual(['much 1', 'ann 1', 'bob 1', 'much 2', 'ann 2', 'much 3']);
});

it('a plugin or tool at its limit does not hold up others', () => {
  const scheduler = new Scheduler({ maxRunning: 10, maxRunningPerPlugin: 1, maxQueued: 10 });
  const started: string[] = [];
  expect(scheduler.tryTake(claim('a', 't', 'p'))).toBe(true);
  scheduler.enqueue(claim('a', 't', 'p'), () => started.push('p'));
  scheduler.enqueue({ ...claim('a', 'u', 'q'), maxRunningOfTool: 1 }, () => started.push('q'));
  expect(started).toEqual(['q']);
  scheduler.release(claim('a', 't', 'p'));
  expect(started).toEqual(['q', 'p']);
});

it('who leaves the queue is not started, and leaves room', () => {
  const scheduler = new Scheduler({ ...LIMITS, maxRunning: 1, maxQueued: 1 });
  expect(scheduler.tryTake(claim('a'))).toBe(true);
  const leave = scheduler.enqueue(claim('a'), () => expect.unreachable());
  expect(() => scheduler.refuseFull(claim('a'))).toThrow('maxQueuedCalls');
  expect(() => scheduler.refuseFull(claim('b'))).not.toThrow();
  leave();
  expect(() => scheduler.refuseFull(claim('a'))).not.toThrow();
  scheduler.release(claim('a'));
  expect(scheduler.tryTake(claim('a'))).toBe(true);
});

it('what overflows the queue is QUEUE_FULL for that caller alone, and runs nothing', async () => {
  const door = gate();
  const test = await withTool(door.run, {}, { maxRunningCalls: 1, maxQueuedCalls: 1 });
  await begin(test);
  expect(await begin(test)).toMatchObject({ status: 'QUEUED' });
  expect(await call(test)).toMatchObject({ __typename: 'Refused', code: 'QUEUE_FULL', retryable: true });
  expect(await begin(test, {}, callerOf('ann'))).toMatchObject({ status: 'QUEUED' });
  expect(door.ran).toBe(1);
});

it('a tool with a limit of its own runs so many times at once', async () => {
  const door = gate();
  const test = await withTool(door.run, { limits: { maxRunning: 1 } });
  const [first, second] = [await begin(test), await begin(test)];
  expect([first.status, second.status]).toEqual(['RUNNING', 'QUEUED']);
  door.open();
  await expect.poll(async () => (await find(test, second))?.status).toBe('RUNNING');
});

it('the time limit begins when running does, not while it waits', async () => {
  const clock = new FakeClock();
  const door = gate();
  const test = await withTool(door.run, {}, { maxRunningCalls: 1 }, { clock });
  await begin(test, { timeoutMs: 1000 });
  const waiting = await begin(test, { timeoutMs: 1000 });
  clock.advance(900);
  expect(await find(test, waiting)).toMatchObject({ status: 'QUEUED' });
  clock.advance(100);
  await expect.poll(async () => (await find(test, waiting))?.status).toBe('RUNNING');
  clock.advance(999);
  expect(await find(test, waiting)).toMatchObject({ status: 'RUNNING' });
  clock.advance(1);
  await expect.poll(async () => (await find(test, waiting))?.status).toBe('TIMED_OUT');
});

it('a call whose tool was disabled while it waited is ended without having run', async () => {
  const door = gate();
  const tool = (name: string) => ({ name, description: '', run: door.run });
  const test = await openTestApp([plugin('p', { tools: [tool('t')] }), plugin('q', { tools: [tool('u')] })], {
    maxRunningCalls: 1,
  });
  await begin(test, { tool: 'u' });
  const waiting = await begin(test);
  await test.run(gql.DisablePluginDocument, { input: { id: 'p' } });
  door.open();
  await expect
    .poll(() => find(test, waiting))
    .toMatchObject({ status: 'CANCELLED', error: { code: 'CANCELLED', sideEffectsPossible: false } });
  expect(door.ran).toBe(1);
});

it('executeTools runs its calls side by side and answers in their order', async () => {
  const met = Promise.withResolvers<void>();
  let there = 0;
  const test = await withTool(async ({ n }: { n: number }) => {
    if (++there === 3) met.resolve();
    await met.promise;
    return n;
  });
  const calls = [1, 2, 3].map((n) => ({ tool: 't', arguments: { n } }));
  const { executeTools } = await test.run(gql.ExecuteToolsDocument, {
    input: { calls: [...calls, { tool: 'nothing' }] },
  });
  expect(executeTools).toMatchObject([
    { result: 1 },
    { result: 2 },
    { result: 3 },
    { __typename: 'NotFound' },
  ]);
});

it('executeTools takes at most 100 calls', async () => {
  const test = await withTool(() => 1);
  const calls = Array.from({ length: 101 }, () => ({ tool: 't' }));
  await expect(test.run(gql.ExecuteToolsDocument, { input: { calls } })).rejects.toThrow('At most 100');
});

it('executeTools with one call that cannot be asked for runs none of them', async () => {
  const door = gate();
  const test = await withTool(door.run);
  const calls = [
    { tool: 't', waitMs: 0 },
    { tool: 't', waitMs: -1 },
  ];
  await expect(test.run(gql.ExecuteToolsDocument, { input: { calls } })).rejects.toThrow('waitMs');
  expect([door.ran, test.app.executions.history.count({})]).toEqual([0, 0]);
});
