import { describe, expect, it } from 'vitest';
import { encodeListCursor, encodeStreamCursor } from '../../src/registries/cursor.ts';
import * as gql from '../graphql/graphql.ts';
import { begin, call, callerOf, gate, withTool } from '../support/calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { TestApp } from '../support/test-app.ts';
import { type Item, isEnd, printed, watchExecutions } from '../support/watch-executions.ts';

const list = async ({ run }: TestApp, variables: gql.ExecutionsQueryVariables = {}) =>
  (await run(gql.ExecutionsDocument, variables)).executions;
const positions = (items: readonly Item[]) => items.map(({ position }) => position);
const statuses = (items: readonly Item[]) =>
  items.flatMap((item) => (item.__typename === 'ExecutionUpdate' ? [item.status] : []));

describe('executionUpdates', () => {
  it('begins at once with where it is, then gives every state, progress and output', async () => {
    const test = await withTool(async (_, { progress, output }) => {
      output('hello\n');
      progress(0.5, 'half');
      return 'done';
    });
    const watcher = await watchExecutions(test.app);
    expect(await watcher.next()).toMatchObject({ __typename: 'ExecutionHeartbeat', position: 0 });
    await call(test);
    const items = await watcher.until(isEnd);
    expect(statuses(items)).toEqual(expect.arrayContaining(['RUNNING', 'SUCCEEDED']));
    expect(printed(items)).toBe('hello\n');
    expect(items.at(-1)).toMatchObject({
      progress: 0.5,
      progressMessage: 'half',
      execution: { result: 'done' },
    });
  });

  it('Guarantee 1: its items are in order, each once, and say what they follow', async () => {
    const test = await withTool(() => 1);
    const watcher = await watchExecutions(test.app);
    await Promise.all(Array.from({ length: 30 }, () => call(test)));
    const items = await watcher.take(61);
    expect(positions(items)).toEqual(items.map((_, i) => i));
    expect(items.map(({ previousPosition }) => previousPosition)).toEqual([
      0,
      ...items.map((_, i) => i).slice(0, -1),
    ]);
  });

  it('Guarantee 3: resumed behind any item it goes on with the next, live and replayed alike', async () => {
    const test = await withTool((_, { output }) => output('x'));
    const live = await watchExecutions(test.app);
    for (let i = 0; i < 5; i++) await call(test);
    const seen = await live.take(11);
    for (const [i, { cursor }] of seen.entries()) {
      const again = await watchExecutions(test.app, { after: cursor });
      expect(positions((await again.take(11 - i)).slice(1))).toEqual(positions(seen.slice(i + 1)));
    }
  });

  it('Guarantee 3: behind what is no longer kept it says so, and goes on from now', async () => {
    const clock = new FakeClock();
    const test = await withTool(() => 1, {}, { executionRetentionDays: 1 }, { clock });
    const { cursor } = await (await watchExecutions(test.app)).next();
    await call(test);
    clock.advance(86_400_001);
    await expect.poll(async () => (await list(test)).totalCount).toBe(0);
    const late = await watchExecutions(test.app, { after: cursor });
    expect(await late.next()).toMatchObject({ __typename: 'ExecutionCursorExpired', code: 'CURSOR_EXPIRED' });
    await call(test);
    expect(statuses(await late.take(2))).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  it('Guarantee 4: a heartbeat says up to where all was delivered', async () => {
    const clock = new FakeClock();
    const test = await withTool(() => 1, {}, {}, { clock });
    const watcher = await watchExecutions(test.app, { filter: { tool: ['other'] }, heartbeatSeconds: 5 });
    await watcher.next();
    await call(test);
    const next = watcher.next();
    await expect.poll(() => (clock.advance(5_000), test.app.executions.history.position)).toBe(2);
    expect(await next).toMatchObject({ __typename: 'ExecutionHeartbeat', position: 2, previousPosition: 0 });
  });

  it('Guarantee 5: a list and the steps behind its `streamCursor` are the list at the end', async () => {
    const door = gate();
    const test = await withTool(door.run, {}, { maxRunningCalls: 3 });
    for (let i = 0; i < 6; i++) await begin(test);
    const before = await list(test);
    const watcher = await watchExecutions(test.app, { after: before.streamCursor });
    await watcher.next();
    await expect.poll(() => (door.open(1), door.ran)).toBe(6);
    door.open();
    await expect
      .poll(async () => (await list(test, { filter: { status: ['SUCCEEDED'] } })).totalCount)
      .toBe(6);
    const after = await list(test);
    const folded = new Map(before.nodes.map(({ id, status }) => [id, status]));
    const { history } = test.app.executions;
    for (let item = await watcher.next(); ; item = await watcher.next()) {
      if (item.__typename === 'ExecutionUpdate') folded.set(item.execution!.id, item.status);
      if (item.position === history.position) break;
    }
    expect(Object.fromEntries(folded)).toEqual(
      Object.fromEntries(after.nodes.map(({ id, status }) => [id, status])),
    );
  });

  it('Guarantee 6: what a step shows is recorded by then', async () => {
    const test = await withTool(() => 1);
    const watcher = await watchExecutions(test.app);
    await watcher.next();
    call(test).catch(() => {});
    const first = await watcher.next();
    if (first.__typename !== 'ExecutionUpdate') throw new Error(first.__typename);
    const again = await test.restart();
    const { nodes } = await list(again, { filter: { id: [first.execution!.id] } });
    expect(nodes).toHaveLength(1);
  });

  it('Guarantee 8: a watcher that does not read holds up nobody, and has all when it reads on', async () => {
    const test = await withTool((_, { output }) => output('y'.repeat(1000)));
    const stalled = await watchExecutions(test.app);
    const quick = await watchExecutions(test.app);
    for (let i = 0; i < 50; i++) await call(test);
    expect(positions(await quick.take(101)).at(-1)).toBe(100);
    expect(positions(await stalled.take(101))).toEqual(Array.from({ length: 101 }, (_, i) => i));
  });

  it('filters by id, tool, plugin, status and who called', async () => {
    const test = await withTool(() => 1);
    const one = await begin(test);
    const mine = callerOf('me', 'tool:execute');
    const own = await watchExecutions(test.app, {}, mine);
    const ended = await watchExecutions(test.app, {
      filter: { status: ['SUCCEEDED'], tool: ['t'], pluginId: ['p'] },
    });
    const none = await watchExecutions(test.app, { filter: { id: [one.id] } });
    await Promise.all([own.next(), ended.next(), none.next()]);
    await call(test);
    await call(test, {}, mine);
    expect(statuses(await own.take(2))).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(statuses(await ended.take(2))).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('`startCursor` of a call is the place before its first step', async () => {
    const test = await withTool((_, { output }) => output('all of it'));
    await call(test);
    await call(test);
    const { nodes } = await list(test);
    const watcher = await watchExecutions(test.app, {
      after: nodes[0]!.startCursor,
      filter: { id: [nodes[0]!.id] },
    });
    const items = await watcher.until(isEnd);
    expect(statuses(items)[0]).toBe('RUNNING');
    expect(printed(items)).toBe('all of it');
  });

  it.each([
    ['garbage', () => 'garbage', 'not a cursor of executions'],
    [
      'of the registry',
      ({ app }: TestApp) => encodeStreamCursor('change', { epoch: app.store.journal.epoch, position: 0 }),
      'cursor of the change stream',
    ],
    ['of a list', () => encodeListCursor('executions', '1'), 'cursor of a list'],
    [
      'of the future',
      ({ app }: TestApp) =>
        encodeStreamCursor('execution', { epoch: app.executions.history.epoch, position: 99 }),
      'ahead of step 0',
    ],
    [
      'of another history',
      () => encodeStreamCursor('execution', { epoch: 'other', position: 0 }),
      'another execution stream',
    ],
  ])('Guarantee 7: a cursor that is %s is told, and the stream ends', async (_, cursor, message) => {
    const test = await withTool(() => 1);
    const watcher = await watchExecutions(test.app, { after: cursor(test) });
    expect(await watcher.next()).toMatchObject({
      __typename: 'ExecutionCursorInvalid',
      code: 'CURSOR_INVALID',
      message: expect.stringContaining(message),
    });
    await expect(watcher.next()).rejects.toThrow('The stream ended.');
  });
});

describe('executions', () => {
  it('are listed newest first, in pages, forwards and backwards, and counted', async () => {
    const test = await withTool(() => 1);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await begin(test, { waitMs: 1000 })).id);
    const first = await list(test, { first: 2 });
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await list(test, { first: 2, after: first.pageInfo.endCursor });
    const back = await list(test, { last: 2, before: second.pageInfo.startCursor });
    expect([first, second, back].map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(0, 2),
    ]);
    expect(await list(test, { first: 0 })).toMatchObject({ totalCount: 5, nodes: [] });
  });

  it('with `tool:execute` alone are one’s own', async () => {
    const test = await withTool(() => 1);
    const [ann, bob] = [callerOf('ann', 'tool:execute'), callerOf('bob', 'tool:execute')];
    await call(test, {}, ann);
    await call(test, {}, bob);
    const { executions } = await test.run(gql.ExecutionsDocument, {}, ann);
    expect(executions.totalCount).toBe(1);
    expect((await list(test)).totalCount).toBe(2);
  });

  it('outlive their plugin', async () => {
    const test = await withTool(() => 'kept');
    const { id } = await begin(test, { waitMs: 1000 });
    await test.run(gql.UnloadPluginDocument, { input: { id: 'p' } });
    const { nodes } = await list(test);
    expect(nodes).toMatchObject([{ id, toolName: 't', result: 'kept', arguments: {} }]);
  });
});
