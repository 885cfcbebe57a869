import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { mixed } from './changes.ts';
import { opened, ownFolder, startChild } from './fixture.ts';
import { definitionsOf, folded, historyOf } from './journal-content.ts';

/** Kills a process that appends to the folder once it has acknowledged `count` commits; all that it acknowledged. */
async function killedAfter(count: number, folder: string): Promise<number[]> {
  const child = startChild('append', folder);
  const acknowledged: number[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    acknowledged.push(Number(line));
    if (acknowledged.length === count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return acknowledged;
}

it('Guarantee 20: a process killed while it appends has lost nothing that it acknowledged, and left nothing in part', async () => {
  const folder = ownFolder();
  let [revision, epoch] = [0, ''];
  for (const count of [1, 2, 7, 40, 150, 333, 1_000]) {
    const acknowledged = await killedAfter(count, folder);
    // Lines that are not numbers would be notices of a recovery.
    expect(acknowledged).toEqual(acknowledged.map((_, n) => revision + 1 + n));

    const notices: string[] = [];
    const journal = await opened(folder, notices, 1_000_000);
    expect(notices).toEqual([]);
    expect(journal.revision).toBeGreaterThanOrEqual(acknowledged.at(-1)!);
    expect(journal.epoch).toBe(epoch || journal.epoch);
    const history = await historyOf(journal);
    const expected = Array.from({ length: journal.revision }, (_, n) =>
      mixed(n + 1).changes.map(({ event }) => event),
    );
    expect(history.map(({ events }) => events)).toEqual(expected);
    expect(definitionsOf(journal)).toEqual(folded(history));
    ({ revision, epoch } = journal);
    await journal.close();
  }
}, 60_000);
