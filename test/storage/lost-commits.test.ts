import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registering } from './changes.ts';
import { asKilled, opened, ownFolder } from './fixture.ts';
import { definitionsOf, folded, historyOf } from './journal-content.ts';

/** A folder with commits 1 to 3 in the database, and 4 to 10 only in the log. */
async function killedAtTen(): Promise<{ folder: string; epoch: string }> {
  const folder = ownFolder();
  const first = await opened(folder);
  for (let revision = 1; revision <= 3; revision++)
    await first.append(registering(revision, `t${revision}`), revision - 1);
  await first.close();
  const second = await opened(folder);
  for (let revision = 4; revision <= 10; revision++)
    await second.append(registering(revision, `t${revision}`), revision - 1);
  return { folder: asKilled(folder), epoch: second.epoch };
}

describe('Guarantee 7: a start after acknowledged commits were lost', () => {
  it('loses nothing when only the process ended', async () => {
    const { folder, epoch } = await killedAtTen();
    const notices: string[] = [];
    const journal = await opened(folder, notices);
    expect(journal).toMatchObject({ revision: 10, epoch, pastEpochs: [] });
    expect(notices).toEqual([]);
  });

  it('goes on with what there is, in a new epoch, and tells how much is lost', async () => {
    const { folder, epoch } = await killedAtTen();
    rmSync(join(folder, 'registry.db-wal'));
    const notices: string[] = [];
    const journal = await opened(folder, notices);
    expect(journal).toMatchObject({ revision: 3, pastEpochs: [epoch] });
    expect(journal.epoch).not.toBe(epoch);
    expect(notices).toEqual([expect.stringContaining('7 acknowledged commits were lost: revision 10')]);
    expect(definitionsOf(journal)).toEqual(folded(await historyOf(journal)));
    expect((await journal.append(registering(4, 'again'), 3)).revision).toBe(4);
  });

  it.each(['cut off', 'altered'])('notices a log that was %s', async (how) => {
    const { folder, epoch } = await killedAtTen();
    const log = join(folder, 'registry.db-wal');
    const bytes = readFileSync(log);
    if (how === 'cut off') truncateSync(log, bytes.length / 2);
    else writeFileSync(log, bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 10));
    const notices: string[] = [];
    const journal = await opened(folder, notices);
    expect(journal.pastEpochs).toEqual([epoch]);
    expect(journal.revision).toBeLessThan(10);
    expect(notices).toEqual([
      expect.stringContaining(`${10 - journal.revision} acknowledged commits were lost`),
    ]);
    expect(definitionsOf(journal)).toEqual(folded(await historyOf(journal)));
  });

  it('begins only one new epoch for one loss', async () => {
    const { folder } = await killedAtTen();
    rmSync(join(folder, 'registry.db-wal'));
    const recovered = await opened(folder);
    await recovered.close();
    const notices: string[] = [];
    expect(await opened(folder, notices)).toMatchObject({
      epoch: recovered.epoch,
      pastEpochs: recovered.pastEpochs,
    });
    expect(notices).toEqual([]);
  });

  it.each(['missing', 'unreadable'])('trusts no database whose high-water mark is %s', async (how) => {
    const { folder, epoch } = await killedAtTen();
    if (how === 'missing') rmSync(join(folder, 'high-water'));
    else writeFileSync(join(folder, 'high-water'), '');
    const notices: string[] = [];
    const journal = await opened(folder, notices);
    expect(journal).toMatchObject({ revision: 10, pastEpochs: [epoch] });
    expect(notices).toEqual([expect.stringContaining('high-water mark is missing or unreadable')]);
  });

  it('notices a database that was replaced by hand', async () => {
    const [one, other] = [await killedAtTen(), await killedAtTen()];
    for (const name of ['registry.db', 'registry.db-wal'])
      writeFileSync(join(one.folder, name), readFileSync(join(other.folder, name)));
    const notices: string[] = [];
    const journal = await opened(one.folder, notices);
    expect(new Set(journal.pastEpochs)).toEqual(new Set([one.epoch, other.epoch]));
    expect(notices).toEqual([expect.stringContaining('replaced by hand')]);
  });
});
