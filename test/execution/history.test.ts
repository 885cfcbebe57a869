import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Execution } from '../../src/execution/execution.ts';
import { HistoryTables } from '../../src/execution/history/history-tables.ts';
import { openExecutions } from '../../src/execution/history/open-history.ts';
import { SqliteHistory } from '../../src/execution/history/sqlite-history.ts';
import { ownFolder } from '../support/own-folder.ts';

const AT = new Date('2026-01-01T00:00:00.000Z');

const execution = (id: string, more: Partial<Execution> = {}): Execution => ({
  ...{ id, toolName: 't', pluginId: 'p', pluginVersion: '1.0.0', definitionHash: 'h', agentId: null },
  ...{ actor: { kind: 'USER', name: 'test' }, revision: 1, queuedAt: AT, timeoutMs: 1000 },
  ...{ readOnly: false, idempotent: false, number: 0, startPosition: 0, arguments: { a: id } },
  ...{ status: 'RUNNING', progress: null, progressMessage: null, result: null, content: [], error: null },
  ...{
    outputBytes: 0,
    startedAt: AT,
    endedAt: null,
    approvedBy: null,
    cpuTimeMs: null,
    peakMemoryBytes: null,
  },
  ...more,
});

interface Opened {
  history: SqliteHistory;
  notices: string[];
}

function open(folder: string): Opened {
  const notices: string[] = [];
  const onNotice = (message: string) => notices.push(message);
  const history = new SqliteHistory(openExecutions(folder, '', onNotice), onNotice);
  onTestFinished(() => history.close());
  return { history, notices };
}

/** Records a call that ends. */
async function record(history: SqliteHistory, id: string, result: string, endedAt = AT): Promise<Execution> {
  const begun = await history.write({ execution: execution(id), at: AT, output: [] });
  const ended = { ...begun, status: 'SUCCEEDED' as const, result, endedAt };
  return history.write({
    execution: ended,
    at: endedAt,
    output: [{ offset: 0, stream: 'STDOUT', text: id }],
  });
}

const idsOf = (list: Iterable<Execution>) => [...list].map(({ id }) => id);

describe('The history of executions', () => {
  it('reads the end of an output once for each step that prints, however many ask, and for whatever length', async () => {
    const { history } = open(ownFolder());
    const reads = vi.spyOn(HistoryTables.prototype, 'stepsBackwards');
    onTestFinished(() => reads.mockRestore());
    const begun = await history.write({ execution: execution('one'), at: AT, output: [] });
    let printed = '';
    for (let step = 1; step <= 5; step += 1) {
      const text = `Größe ${step} 😀\n`;
      const output = [{ offset: Buffer.byteLength(printed), stream: 'STDOUT' as const, text }];
      await history.write({ execution: begun, at: AT, output });
      printed += text;
      await history.write({ execution: begun, at: AT, output: [] });
      await record(history, `other ${step}`, 'r');
      for (let asked = 0; asked < 500; asked += 1) expect(history.outputTail(begun, 4096)).toBe(printed);
      for (const bytes of [1, 5, 6, 17, 40]) {
        const whole = Buffer.from(printed)
          .subarray(-bytes)
          .toString()
          .replace(/^\ufffd+/, '');
        expect(history.outputTail(begun, bytes)).toBe(whole);
      }
      expect(reads).toHaveBeenCalledTimes(step);
    }
  });

  it('gives back what was written, after it was closed, too', async () => {
    const folder = ownFolder();
    const { history } = open(folder);
    await record(history, 'one', 'r1');
    await history.write({ execution: execution('two'), at: AT, output: [] });
    await history.close();
    const again = open(folder).history;
    expect(again.find('one')).toMatchObject({ id: 'one', number: 1, status: 'SUCCEEDED' });
    const { arguments: args, result, content, queuedAt, endedAt } = again.find('one')!;
    expect({ args, result, content, queuedAt, endedAt }).toEqual({
      ...{ args: { a: 'one' }, result: 'r1', content: [], queuedAt: AT, endedAt: AT },
    });
    expect(again.unfinished().map(({ id }) => id)).toEqual(['two']);
    expect(again.read(0, 10).map(({ position, status }) => [position, status])).toEqual([
      [1, 'RUNNING'],
      [2, 'SUCCEEDED'],
      [3, 'RUNNING'],
    ]);
    expect(again.outputTail(again.find('one')!, 100)).toBe('one');
  });

  it('what is written in one turn is one transaction: all of it or nothing', async () => {
    const folder = ownFolder();
    const { history } = open(folder);
    const other = new DatabaseSync(join(folder, 'executions.db'));
    onTestFinished(() => other.close());
    const wanted = ['a', 'b', 'c'].map((id) =>
      history.write({ execution: execution(id), at: AT, output: [] }),
    );
    // The third has the id of the first: none is recorded.
    wanted.push(history.write({ execution: execution('a'), at: AT, output: [] }));
    const ended = await Promise.allSettled(wanted);
    expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(history.position).toBe(0);
    expect(other.prepare('SELECT count(*) AS n FROM executions').get()).toEqual({ n: 0 });
    await record(history, 'd', 'r');
    expect(history.position).toBe(2);
  });

  it('lists the newest first, behind and before a number, by every field', async () => {
    const { history } = open(ownFolder());
    for (const id of ['a', 'b', 'c', 'd']) await record(history, id, id);
    await history.write({ execution: execution('e', { toolName: 'u', agentId: 'x' }), at: AT, output: [] });
    expect(idsOf(history.list({}, undefined, false))).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(idsOf(history.list({}, 3, false))).toEqual(['b', 'a']);
    expect(idsOf(history.list({}, 3, true))).toEqual(['d', 'e']);
    expect(idsOf(history.list({ tool: ['u'] }, undefined, false))).toEqual(['e']);
    expect(idsOf(history.list({ status: ['RUNNING'] }, undefined, false))).toEqual(['e']);
    expect(idsOf(history.list({ agentId: ['x', 'y'] }, undefined, false))).toEqual(['e']);
    expect(idsOf(history.list({ id: ['b', 'e'], status: ['SUCCEEDED'] }, undefined, false))).toEqual(['b']);
    expect(idsOf(history.list({ queuedAfter: AT }, undefined, false))).toEqual([]);
    expect([history.count({}), history.count({ tool: ['t'] }), history.count({ tool: [] })]).toEqual([
      5, 4, 0,
    ]);
  });
});

describe('Retention', () => {
  const limits = { endedBefore: new Date(0), keysBefore: new Date(0), maxBytes: 1e9, oldestToo: 0 };

  it('removes what ended longest ago, with its steps, and never what has not ended', async () => {
    const { history } = open(ownFolder());
    await history.write({ execution: execution('runs'), at: AT, output: [] });
    await record(history, 'old', 'r', new Date(1_000));
    await record(history, 'new', 'r', new Date(9_000));
    expect(history.prune({ ...limits, endedBefore: new Date(5_000) })).toEqual(['old']);
    expect(history.prune({ ...limits, endedBefore: new Date(5_000) })).toEqual([]);
    expect(idsOf(history.list({}, undefined, false))).toEqual(['new', 'runs']);
    // What can be read without a gap begins behind the last step that was removed.
    expect(history.oldest).toBe(3);
    expect(history.read(history.oldest, 10).map(({ execution: { id } }) => id)).toEqual(['new', 'new']);
    expect(history.prune({ ...limits, endedBefore: new Date(AT.getTime() + 1) })).toEqual(['new']);
    expect(history.find('runs')).toBeDefined();
  });

  it('removes what is too much, the oldest first', async () => {
    const { history } = open(ownFolder());
    for (const id of ['a', 'b', 'c']) await record(history, id, 'x'.repeat(100_000));
    expect(history.prune({ ...limits, maxBytes: 250_000 })).toEqual(['a']);
    expect(history.prune({ ...limits, maxBytes: 250_000 })).toEqual([]);
    expect(history.prune({ ...limits, oldestToo: 1 })).toEqual(['b']);
  });

  it('Guarantee 7: no position or number is used again, also when all that had one is gone', async () => {
    const folder = ownFolder();
    const { history } = open(folder);
    await record(history, 'a', 'r');
    history.prune({ ...limits, oldestToo: 1 });
    await history.close();
    const again = open(folder).history;
    expect([again.position, again.oldest]).toEqual([2, 2]);
    expect((await record(again, 'b', 'r')).number).toBe(2);
    expect(again.position).toBe(4);
  });
});

describe('Guarantee 7: a history that lost steps goes on in a new epoch', () => {
  it('when an older copy was put in its place', async () => {
    const folder = ownFolder();
    const first = open(folder);
    await record(first.history, 'a', 'r');
    const { epoch } = first.history;
    await first.history.close();
    copyFileSync(join(folder, 'executions.db'), join(folder, 'copy'));
    const second = open(folder);
    expect(second.history.epoch).toBe(epoch);
    await record(second.history, 'b', 'r');
    await second.history.close();
    copyFileSync(join(folder, 'copy'), join(folder, 'executions.db'));
    const third = open(folder);
    expect(third.history.epoch).not.toBe(epoch);
    expect(third.history.pastEpochs).toEqual([epoch]);
    expect(third.notices).toEqual([expect.stringContaining('new epoch')]);
    await third.history.close();
    expect(open(folder).notices).toEqual([]);
  });
});

it('a damaged file is refused, with what to do, and stays as it is', async () => {
  const folder = ownFolder();
  await open(folder).history.close();
  writeFileSync(join(folder, 'executions.db'), 'nonsense'.repeat(1000));
  expect(() => open(folder)).toThrow(/history of executions is damaged.*move executions\.db/i);
});
