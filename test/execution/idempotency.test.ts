import { describe, expect, it } from 'vitest';
import { begin, call, callerOf, find, gate, withTool } from '../support/calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plugin } from '../support/plugins.ts';

const KEY = { idempotencyKey: 'order 7', arguments: { a: 1, b: { c: 2, d: 3 } } };
const idOf = (called: object) => (called as { id: string }).id;

describe('Guarantee 17: caller, tool and key are one execution', () => {
  it('a hundred parallel calls with one key are one', async () => {
    const { run, open, ...door } = gate();
    const test = await withTool(run);
    const calls = Array.from({ length: 100 }, () => call(test, KEY));
    await expect.poll(() => test.app.executions.history.count({})).toBe(1);
    open();
    const ended = await Promise.all(calls);
    expect(new Set(ended.map(idOf)).size).toBe(1);
    expect(ended.every((one) => 'status' in one && one.status === 'SUCCEEDED')).toBe(true);
    expect(test.app.executions.history.count({})).toBe(1);
    void door;
  });

  it('the order of the fields of its arguments does not matter', async () => {
    const test = await withTool(() => 1);
    const first = await call(test, KEY);
    const again = await call(test, { ...KEY, arguments: { b: { d: 3, c: 2 }, a: 1 } });
    expect(idOf(again)).toBe(idOf(first));
  });

  it('the same key with other arguments is refused, and nothing runs', async () => {
    let ran = 0;
    const test = await withTool(() => ++ran);
    await call(test, KEY);
    expect(await call(test, { ...KEY, arguments: { a: 2 } })).toMatchObject({
      __typename: 'Refused',
      code: 'IDEMPOTENCY_KEY_REUSED',
      path: ['idempotencyKey'],
      retryable: false,
    });
    expect(ran).toBe(1);
  });

  it('other callers and other tools have keys of their own', async () => {
    const test = await withTool(() => 1);
    const ids = [
      await call(test, KEY),
      await call(test, KEY, callerOf('ann')),
      await call(test, KEY, callerOf('bob')),
      await call(test, { ...KEY, idempotencyKey: 'order 8' }),
    ].map(idOf);
    expect(new Set(ids).size).toBe(4);
    const atOnce = ['eve', 'joe'].map((name) => call(test, KEY, callerOf(name)));
    expect(new Set((await Promise.all(atOnce)).map(idOf)).size).toBe(2);
  });

  it('holds across a restart, also while the tool is gone', async () => {
    const test = await withTool(() => 'once');
    const first = await call(test, KEY);
    const again = await test.restart([plugin('other')]);
    expect(await call(again, KEY)).toMatchObject({ id: idOf(first), status: 'SUCCEEDED', result: 'once' });
  });

  it('a call that was not admitted leaves its key free', async () => {
    const test = await withTool(() => 1, { parameters: { type: 'object', required: ['a'] } });
    expect(await call(test, { idempotencyKey: 'k' })).toMatchObject({ __typename: 'InvalidArguments' });
    expect(await call(test, { idempotencyKey: 'k', arguments: { a: 1 } })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  it('a repetition waits for the end of the call that runs, as long as it may', async () => {
    const { run, open } = gate();
    const test = await withTool(run);
    const running = await begin(test, KEY);
    expect(await call(test, { ...KEY, waitMs: 0 })).toMatchObject({ id: running.id, status: 'RUNNING' });
    const repeated = call(test, KEY);
    open();
    expect(await repeated).toMatchObject({ id: running.id, status: 'SUCCEEDED' });
  });

  it('a key is kept for the stated time, and free after it', async () => {
    const clock = new FakeClock();
    const test = await withTool(() => 1, {}, { idempotencyKeyHours: 1 }, { clock });
    const first = await call(test, KEY);
    clock.advance(3_599_000);
    expect(idOf(await call(test, KEY))).toBe(idOf(first));
    clock.advance(2_000);
    const later = await call(test, { ...KEY, arguments: {} });
    expect(later).toMatchObject({ status: 'SUCCEEDED' });
    expect(idOf(later)).not.toBe(idOf(first));
    expect(await find(test, { id: idOf(first) })).not.toBeNull();
  });

  it.each(['', 'x'.repeat(256), 'half \ud800'])('the key %j is told', async (key) => {
    const test = await withTool(() => 1);
    await expect(call(test, { idempotencyKey: key })).rejects.toThrow('1 to 255 characters');
  });

  it('arguments that nest too deep are told as without a key', async () => {
    const test = await withTool(() => 1);
    let deep: object = {};
    for (let i = 0; i < 20_000; i++) deep = { deep };
    expect(await call(test, { idempotencyKey: 'k', arguments: deep })).toMatchObject({
      __typename: 'InvalidArguments',
      message: expect.stringContaining('nest deeper'),
    });
  });
});
