import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { WarmWorkers } from '../../../src/execution/jail/warm-workers.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JailWorker, JsonValue } from '../../../src/plugins/contract.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openTestJail } from '../../support/jail.ts';
import { skipWithout } from '../../support/skip-without.ts';

const jail = openTestJail();
const workspace = openWorkspace({ root: import.meta.dirname });
const WORKER: JailWorker = {
  program: 'node',
  args: ['/run/echo.mjs'],
  brings: { '/run/echo.mjs': join(import.meta.dirname, 'children/echo-worker.mjs') },
  limits: { outputBytes: 1_000_000 },
};
afterAll(() => jail.close());
beforeEach((test) => skipWithout(test, 'bubblewrap'));

function open() {
  const clock = new FakeClock();
  const running = { count: 0, most: 0 };
  const workers = new WarmWorkers(clock, async (place, run) => {
    running.most = Math.max(running.most, ++running.count);
    return jail.run(place, run).finally(() => (running.count -= 1));
  });
  const ask = async (owner: string, message: JsonValue, signal = new AbortController().signal) => {
    const bytes = [Buffer.from('picture')];
    const question = { message, bytes };
    const answer = await workers.ask(workspace, { worker: WORKER, question, owner, signal, onUsage() {} });
    expect(answer.bytes).toEqual(bytes);
    return (answer.message as { seen: JsonValue[] }).seen;
  };
  return { clock, running, workers, ask };
}

describe('a worker that is kept warm', () => {
  it('answers one question after another of its caller, and sees those of nobody else', async () => {
    const { ask, workers, running } = open();
    expect(await ask('ann', 1)).toEqual([1]);
    expect(await ask('bob', 2)).toEqual([2]);
    expect(await ask('ann', 3)).toEqual([1, 3]);
    await workers.close();
    expect(running).toEqual({ count: 0, most: 2 });
  });

  it('never serves two questions at once', async () => {
    const { ask, workers, running } = open();
    const both = await Promise.all([ask('ann', 1), ask('ann', 2)]);
    expect(both.toSorted()).toEqual([[1], [2]]);
    expect(running.most).toBe(2);
    await workers.close();
  });

  it('ends after 30 seconds without a question', async () => {
    const { ask, clock, running } = open();
    await ask('ann', 1);
    clock.advance(29_999);
    expect(await ask('ann', 2)).toEqual([1, 2]);
    clock.advance(30_000);
    await expect.poll(() => running.count).toBe(0);
    expect(await ask('ann', 3)).toEqual([3]);
  });

  it('ends after 100 questions, and after 5 minutes', async () => {
    const { ask, clock, workers } = open();
    for (let i = 0; i < 100; i++) expect(await ask('ann', i)).toHaveLength(i + 1);
    expect(await ask('ann', 'next')).toEqual(['next']);
    for (let i = 0; i < 16; i++) {
      clock.advance(20_000);
      await ask('ann', i);
    }
    expect(await ask('ann', 'new')).toEqual(['new']);
    await workers.close();
  });

  it('ends with a call that is cancelled, and the next gets another', async () => {
    const { ask, workers, running } = open();
    const controller = new AbortController();
    const hung = ask('ann', 'hang', controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(hung).rejects.toThrow('cancelled');
    expect(running.count).toBe(0);
    expect(await ask('ann', 1)).toEqual([1]);
    await workers.close();
  });

  it.for([
    ['die', { name: 'ToolError' }],
    ['flood', { code: 'LIMIT_EXCEEDED', limit: 'output' }],
  ] as const)('fails that call alone when it is told to %s', async ([message, error]) => {
    const { ask, workers } = open();
    await expect(ask('ann', message)).rejects.toMatchObject(error);
    expect(await ask('ann', 1)).toEqual([1]);
    await workers.close();
  });

  it('at most 4 of all callers are kept', async () => {
    const { ask, workers, running } = open();
    for (const owner of ['a', 'b', 'c', 'd', 'e']) await ask(owner, 1);
    await expect.poll(() => running.count).toBe(4);
    await workers.close();
    expect(running.count).toBe(0);
  });
});
