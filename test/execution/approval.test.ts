import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/access.ts';
import { createSubscribe } from '../../src/schema/shared-subscribe.ts';
import * as gql from '../graphql/graphql.ts';
import { begin, call, callerOf, find, gate, withTool } from '../support/calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type TestApp } from '../support/test-app.ts';
import { watchExecutions } from '../support/watch-executions.ts';

const RULES = { approveTools: ['t'] };
const approver = callerOf('boss', 'tool:approve', 'registry:read');
const worker = callerOf('worker', 'tool:execute');

const approve = async ({ run }: TestApp, id: string, caller: Caller = approver) =>
  (await run(gql.ApproveExecutionDocument, { input: { id } }, caller)).approveExecution;
const cancel = async ({ run }: TestApp, id: string, caller?: Caller) =>
  (await run(gql.CancelExecutionDocument, { input: { id } }, caller)).cancelExecution;

describe('A call that needs approval', () => {
  it('waits, runs once it is approved, and tells by whom', async () => {
    const door = gate();
    const test = await withTool(door.run, {}, RULES);
    const waiting = await begin(test, {}, worker);
    expect([waiting.status, door.ran]).toEqual(['AWAITING_APPROVAL', 0]);
    expect(await approve(test, waiting.id)).toMatchObject({ approvedBy: { name: 'boss' } });
    await expect.poll(() => door.ran).toBe(1);
    door.open();
    await expect.poll(() => find(test, waiting)).toMatchObject({ status: 'SUCCEEDED', result: 'done' });
  });

  it('a token without `tool:approve` may not approve it, nor cancel that of another', async () => {
    const test = await withTool(() => 1, {}, RULES);
    const { id } = await begin(test, {}, worker);
    expect(await approve(test, id, worker)).toMatchObject({ __typename: 'Refused', code: 'ACCESS_DENIED' });
    expect(await cancel(test, id, callerOf('other'))).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await find(test, { id })).toMatchObject({ status: 'AWAITING_APPROVAL' });
  });

  it('who may approve may cancel it instead; it never ran', async () => {
    let ran = 0;
    const test = await withTool(() => ++ran, {}, RULES);
    const { id } = await begin(test, {}, worker);
    expect(await cancel(test, id, approver)).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'CANCELLED', message: 'boss cancelled the call.', sideEffectsPossible: false },
    });
    expect(await approve(test, id)).toMatchObject({ __typename: 'Refused', code: 'NOT_AWAITING_APPROVAL' });
    expect(ran).toBe(0);
  });

  it('two approvals start it once', async () => {
    const door = gate();
    const test = await withTool(door.run, {}, RULES);
    const { id } = await begin(test, {}, worker);
    const both = await Promise.all([approve(test, id), approve(test, id)]);
    expect(both.map((one) => one?.__typename).sort()).toEqual(['Execution', 'Refused']);
    await expect.poll(() => door.ran).toBe(1);
  });

  it('the wait survives a restart, and expires', async () => {
    const clock = new FakeClock();
    let ran = 0;
    const before = await withTool(() => ++ran, {}, { ...RULES, approvalTimeoutMs: 10_000 }, { clock });
    const [kept, late] = [await begin(before), await begin(before)];
    clock.advance(9_000);
    const test = await before.restart();
    expect(await find(test, kept)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    await approve(test, kept.id);
    await expect.poll(() => find(test, kept)).toMatchObject({ status: 'SUCCEEDED', result: 1 });
    clock.advance(1_000);
    await expect
      .poll(() => find(test, late))
      .toMatchObject({
        status: 'TIMED_OUT',
        error: { code: 'TIMED_OUT', sideEffectsPossible: false, retryable: true },
      });
    expect(ran).toBe(1);
  });

  it('ends where its plugin is disabled meanwhile, and cannot be approved then', async () => {
    const clock = new FakeClock();
    const test = await withTool(() => 1, {}, RULES, { clock });
    const waiting = await begin(test);
    await test.run(gql.DisablePluginDocument, { input: { id: 'p' } });
    expect(await approve(test, waiting.id)).toMatchObject({ code: 'NOT_AWAITING_APPROVAL' });
    await expect
      .poll(() => find(test, waiting))
      .toMatchObject({
        status: 'CANCELLED',
        error: {
          code: 'CANCELLED',
          message: expect.stringContaining('disabled'),
          sideEffectsPossible: false,
        },
      });
  });
});

describe('A token that has only `tool:approve`', () => {
  const judge = callerOf('judge', 'tool:approve');
  const listed = async ({ run }: TestApp, caller: Caller, filter = {}) =>
    (await run(gql.ExecutionsDocument, { filter }, caller)).executions;

  it('lists what waits for approval, with its arguments, and nothing else', async () => {
    const test = await withTool(() => 'secret', {}, RULES);
    const [waiting, approved] = [await begin(test, { arguments: { a: 1 } }, worker), await begin(test)];
    await approve(test, approved.id);
    await expect.poll(() => find(test, approved)).toMatchObject({ status: 'SUCCEEDED' });
    for (const filter of [{}, { status: 'AWAITING_APPROVAL' }, { tool: 't' }]) {
      const { totalCount, nodes } = await listed(test, judge, filter);
      expect({ totalCount, nodes }).toMatchObject({
        totalCount: 1,
        nodes: [{ id: waiting.id, arguments: { a: 1 } }],
      });
    }
    expect((await listed(test, judge, { status: 'SUCCEEDED' })).totalCount).toBe(0);
    expect((await test.run(gql.ExecutionDocument, { id: waiting.id }, judge)).execution).toMatchObject({
      status: 'AWAITING_APPROVAL',
    });
  });

  it('sees it come in the stream, and not what becomes of it', async () => {
    const test = await withTool(() => 'secret', {}, RULES);
    const judging = await watchExecutions(test.app, {}, judge);
    const { cursor } = await judging.next();
    const { id } = await begin(test, {}, worker);
    expect(await judging.next()).toMatchObject({ status: 'AWAITING_APPROVAL', execution: { id } });
    expect(await approve(test, id, judge)).toMatchObject({ __typename: 'Execution' });
    await expect.poll(() => find(test, { id })).toMatchObject({ status: 'SUCCEEDED' });
    const other = await begin(test, {}, worker);
    expect(await judging.next()).toMatchObject({ status: 'AWAITING_APPROVAL', execution: { id: other.id } });
    const replayed = await watchExecutions(test.app, { after: cursor }, judge);
    expect(await replayed.take(3)).toMatchObject([
      { __typename: 'ExecutionHeartbeat' },
      { status: 'AWAITING_APPROVAL', execution: null },
      { status: 'AWAITING_APPROVAL', execution: { id: other.id } },
    ]);
  });

  it('with `tool:execute` sees its own to the end, and no more of others by asking the same', async () => {
    const test = await withTool(() => 'secret', {}, RULES);
    const both = (name: string) => callerOf(name, 'tool:execute', 'tool:approve');
    const [ann, bob] = [both('ann'), both('bob')];
    const { cursor: after } = await (await watchExecutions(test.app)).next();
    const { id } = await begin(test, {}, ann);
    await approve(test, id, bob);
    await expect.poll(() => find(test, { id })).toMatchObject({ status: 'SUCCEEDED' });
    const subscribe = createSubscribe();
    const seenBy = async (caller?: Caller) =>
      (await (await watchExecutions(test.app, { after }, caller, subscribe)).take(2))[1];
    expect(await seenBy(ann)).toMatchObject({ execution: { id, result: 'secret' } });
    expect(await seenBy(bob)).toMatchObject({ status: 'AWAITING_APPROVAL', execution: null });
    expect(await listed(test, ann)).toMatchObject({ totalCount: 1, nodes: [{ result: 'secret' }] });
    expect((await listed(test, bob)).totalCount).toBe(0);
  });
});

describe('A call that a token may not see', () => {
  it.each([
    ['tool:execute', []],
    ['tool:approve', []],
    ['tool:execute', ['tool:approve']],
  ])(
    'is to one with %s %j what an id is that nobody has: to look up, cancel and approve',
    async (one, more) => {
      const door = gate();
      const test = await withTool(door.run, {}, { maxRunningCalls: 1 });
      const [running, queued] = [await begin(test, {}, worker), await begin(test, {}, worker)];
      const stranger = callerOf('stranger', one, ...more);
      const all = async (id: string) => {
        const { errors, data } = await test.ask(gql.ExecutionDocument, { id }, stranger);
        const answers = [data, errors, await cancel(test, id, stranger), await approve(test, id, stranger)];
        return JSON.stringify(answers).replaceAll(id, 'ID');
      };
      const unknown = await all(randomUUID());
      expect(unknown).toContain('NOT_FOUND');
      expect([await all(running.id), await all(queued.id)]).toEqual([unknown, unknown]);
      door.open();
      await expect.poll(() => find(test, running)).toMatchObject({ status: 'SUCCEEDED' });
      expect(await all(running.id)).toBe(unknown);
      door.open();
    },
  );

  it('that waits for approval is there for who may decide on it alone', async () => {
    const test = await withTool(() => 1, {}, RULES);
    const { id } = await begin(test, {}, worker);
    expect(await cancel(test, id, callerOf('stranger', 'tool:execute'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await cancel(test, id, callerOf('judge', 'tool:approve'))).toMatchObject({ status: 'CANCELLED' });
    expect(await approve(test, id, callerOf('judge', 'tool:approve'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('more calls of one caller than may wait are refused', async () => {
  const test = await withTool(() => 1, {}, { ...RULES, maxQueuedCalls: 2 });
  await begin(test, {}, worker);
  await begin(test, {}, worker);
  expect(await call(test, {}, worker)).toMatchObject({ __typename: 'Refused', code: 'QUEUE_FULL' });
  expect(await begin(test, {}, callerOf('other'))).toMatchObject({ status: 'AWAITING_APPROVAL' });
});

describe('The annotations whose calls wait', () => {
  const statusWith = async (annotations: object, rule: string) => {
    const test = await withTool(() => 1, { annotations }, { approveAnnotations: [rule] });
    return (await begin(test, { waitMs: 30 })).status;
  };
  it.each([
    ['destructive', { destructive: true }, 'AWAITING_APPROVAL'],
    ['destructive', { destructive: false }, 'SUCCEEDED'],
    ['destructive', {}, 'AWAITING_APPROVAL'],
    ['destructive', { readOnly: true }, 'SUCCEEDED'],
    ['openWorld', { openWorld: false }, 'SUCCEEDED'],
    ['openWorld', {}, 'AWAITING_APPROVAL'],
    ['notReadOnly', { readOnly: true }, 'SUCCEEDED'],
    ['notReadOnly', { destructive: false }, 'AWAITING_APPROVAL'],
  ])('with the rule "%s", a tool that is %j: %s', async (rule, annotations, status) => {
    expect((await statusWith(annotations, rule)) === 'AWAITING_APPROVAL').toBe(
      status === 'AWAITING_APPROVAL',
    );
  });
});

describe('cancelExecution', () => {
  it('ends a running call at once, tells it to stop, and its late answer changes nothing', async () => {
    const finish = Promise.withResolvers<string>();
    const signals: AbortSignal[] = [];
    const test = await withTool((_, { signal }) => {
      signals.push(signal);
      return finish.promise;
    });
    const running = await begin(test);
    expect(await cancel(test, running.id)).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'CANCELLED', sideEffectsPossible: true, retryable: false },
    });
    expect(signals[0]?.aborted).toBe(true);
    finish.resolve('late');
    // Whatever the late answer had written would be written by now.
    expect(await call(test)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await find(test, running)).toMatchObject({ status: 'CANCELLED', result: null });
    expect(test.app.executions.history.position).toBe(4);
  });

  it('of a call that waits its turn leaves it unrun, and of an ended one is refused', async () => {
    const door = gate();
    const test = await withTool(door.run, {}, { maxRunningCalls: 1 });
    const [running, waiting] = [await begin(test), await begin(test)];
    expect(await cancel(test, waiting.id)).toMatchObject({
      status: 'CANCELLED',
      error: { sideEffectsPossible: false },
    });
    door.open();
    await expect.poll(() => find(test, running)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await cancel(test, running.id)).toMatchObject({ __typename: 'Refused', code: 'NOT_CANCELLABLE' });
    expect(await cancel(test, 'nothing')).toMatchObject({ __typename: 'NotFound' });
    expect(door.ran).toBe(1);
  });

  it('of another caller needs `admin`', async () => {
    const door = gate();
    const test = await withTool(door.run);
    const { id } = await begin(test, {}, worker);
    expect(await cancel(test, id, approver)).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await cancel(test, id, callerOf('root', 'admin'))).toMatchObject({ status: 'CANCELLED' });
  });

  it('of an idempotent tool may be retried', async () => {
    const door = gate();
    const test = await withTool(door.run, { annotations: { idempotent: true } });
    const { id } = await begin(test);
    expect(await cancel(test, id)).toMatchObject({ error: { sideEffectsPossible: true, retryable: true } });
  });
});
