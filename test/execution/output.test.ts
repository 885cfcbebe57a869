import { describe, expect, it } from 'vitest';
import { Call } from '../../src/execution/call.ts';
import type { Execution } from '../../src/execution/execution.ts';
import type { History, Write } from '../../src/execution/history/history.ts';
import { OutputBuffer } from '../../src/execution/output-buffer.ts';
import { redactor } from '../../src/execution/redact.ts';
import { settleInterrupted } from '../../src/execution/settlement.ts';
import type { ToolRecord } from '../../src/registries/definitions.ts';
import { StorageFull } from '../../src/registries/errors.ts';
import { begin, call, find, gate, withTool } from '../support/calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { printed, watchExecutions, isEnd } from '../support/watch-executions.ts';

const SECRET = 'sesame-open';
const textOf = (chunks: { text: string }[]) => chunks.map(({ text }) => text).join('');

describe('What a call prints', () => {
  it('a secret that comes in pieces is seen in none of them', () => {
    for (let cut = 1; cut < SECRET.length; cut++) {
      const buffer = new OutputBuffer(redactor(['/some/folder'], [SECRET]));
      buffer.add(`a ${SECRET.slice(0, cut)}`, 'STDOUT');
      const first = textOf(buffer.take(false));
      buffer.add(`${SECRET.slice(cut)} b /some/fol`, 'STDOUT');
      const rest = textOf(buffer.take(false));
      buffer.add('der c', 'STDOUT');
      expect([first, first + rest + textOf(buffer.take(true))]).toEqual(['a ', 'a *** b … c']);
    }
  });

  it('what only looks like the beginning of a secret comes at the end', () => {
    const buffer = new OutputBuffer(redactor([], [SECRET]));
    buffer.add('open ses', 'STDOUT');
    expect(textOf(buffer.take(false))).toBe('open ');
    expect(textOf(buffer.take(true))).toBe('ses');
  });

  it('its pieces count bytes of UTF-8 over all streams', () => {
    const buffer = new OutputBuffer(redactor([], []));
    buffer.add('äöü', 'STDOUT');
    buffer.add('err', 'STDERR');
    buffer.add('x', 'STDOUT');
    expect(buffer.take(false)).toEqual([
      { offset: 0, stream: 'STDOUT', text: 'äöü' },
      { offset: 6, stream: 'STDERR', text: 'err' },
      { offset: 9, stream: 'STDOUT', text: 'x' },
    ]);
  });

  it('a call that prints more than it may is ended, and what it printed is kept', async () => {
    const test = await withTool(
      (_, { output }) => {
        for (let i = 0; i < 10_000; i++) output('x'.repeat(100));
        return 'done';
      },
      {},
      { maxOutputBytes: 5_000 },
    );
    const ended = await call(test);
    expect(ended).toMatchObject({ status: 'FAILED', error: { code: 'RESULT_TOO_LARGE' } });
    expect((ended as { outputTail: string }).outputTail.length).toBeGreaterThan(4_000);
    expect(await call(await withTool(() => 'fine'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('what could not be recorded comes with the next step', async () => {
    const written: string[] = [];
    let refused = 0;
    let isFull = true;
    const history = {
      write({ execution, output }: Write) {
        if (isFull) return Promise.reject((refused++, new StorageFull()));
        written.push(`${execution.status} ${textOf([...output])}`);
        return Promise.resolve(execution);
      },
    } as Partial<History> as History;
    const clock = new FakeClock();
    const around = { clock, history, redact: redactor([], []), maxOutputBytes: 1_000 };
    const call = new Call({ status: 'RUNNING' } as Execution, {} as ToolRecord, around, () => {});
    call.signals().output('one ');
    await expect.poll(() => refused).toBe(1);
    isFull = false;
    call.signals().output('two');
    call.answer(settleInterrupted());
    await call.ended;
    expect(written).toEqual(['INTERRUPTED one two']);
  });

  it('all of it is in the steps, in order, whoever watches when', async () => {
    const door = gate();
    const text = Array.from({ length: 2_000 }, (_, i) => `line ${i}\n`).join('');
    const test = await withTool(async (_, { output }) => {
      for (const line of text.split(/(?<=\n)/)) output(line);
      await door.run();
      output('end', 'STDERR');
    });
    const live = await watchExecutions(test.app);
    const running = await begin(test);
    await expect.poll(() => door.ran).toBe(1);
    door.open();
    const seen = await live.until(isEnd);
    expect(printed(seen)).toBe(`${text}end`);
    expect(await find(test, running)).toMatchObject({ status: 'SUCCEEDED' });
    const late = await watchExecutions(test.app, { after: seen[0]!.cursor, filter: { id: [running.id] } });
    expect(printed(await late.until(isEnd))).toBe(`${text}end`);
  });
});
