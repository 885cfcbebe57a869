import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Commit, CommittedChanges } from '../../src/registries/events.ts';
import { HistoryExpired } from '../../src/storage/errors.ts';
import { mixed, registering } from './changes.ts';
import { failureOf, opened, ownFolder } from './fixture.ts';

describe('read', () => {
  it('refuses to begin where retention would leave a gap', async () => {
    const journal = await opened(ownFolder(), [], 2);
    for (let revision = 1; revision <= 5; revision++) await journal.append(mixed(revision), revision - 1);
    const error = await failureOf(journal.read(2, 10));
    expect(error).toBeInstanceOf(HistoryExpired);
    expect(error).toMatchObject({ code: 'CURSOR_EXPIRED', oldest: 3 });
    expect((await journal.read(3, 10)).map(({ revision }) => revision)).toEqual([4, 5]);
  });

  it('gives at most the commits asked for, from memory and from the database alike', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    for (let revision = 1; revision <= 5; revision++) await journal.append(mixed(revision), revision - 1);
    const fromMemory = [
      await journal.read(0, 2),
      await journal.read(3, 10),
      await journal.read(5, 10),
      await journal.read(0, 0),
    ];
    expect(fromMemory.map((commits) => commits.length)).toEqual([2, 2, 0, 0]);
    await journal.close();
    const again = await opened(folder);
    expect([
      await again.read(0, 2),
      await again.read(3, 10),
      await again.read(5, 10),
      await again.read(0, 0),
    ]).toEqual(fromMemory);
  });

  it('gives all readers of a recent commit the same object', async () => {
    const journal = await opened(ownFolder());
    const commit = await journal.append(mixed(1), 0);
    const reads = await Promise.all([journal.read(0, 1), journal.read(0, 5)]);
    for (const [read] of reads) expect(read).toBe(commit);
  });

  it('ends a batch from the database when it holds many events', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    const names = Array.from({ length: 1_500 }, (_, n) => `t${n}`);
    for (let revision = 1; revision <= 3; revision++)
      await journal.append(registering(revision, ...names), revision - 1);
    await journal.close();
    const again = await opened(folder);
    expect((await again.read(0, 10)).map(({ revision }) => revision)).toEqual([1, 2]);
    expect((await again.read(2, 10)).map(({ revision }) => revision)).toEqual([3]);
  });
});

describe('follow', () => {
  it('tells of a commit once it is durable and before append answers, with the changes as they were given', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    const heard: CommittedChanges[] = [];
    const onDisk: unknown[] = [];
    journal.follow((commit) => {
      heard.push(commit);
      const other = new DatabaseSync(join(folder, 'registry.db'), { readOnly: true });
      onDisk.push(other.prepare('SELECT max(revision) AS revision FROM commits').get()!.revision);
      other.close();
    });
    const given = mixed(1);
    const answer = journal.append(given, 0).then((commit: Commit) => [commit.revision, heard.length]);
    expect(heard).toHaveLength(1);
    expect(heard[0]!.changes).toBe(given.changes);
    expect(heard[0]).toMatchObject({ revision: 1, events: given.changes.map(({ event }) => event) });
    expect([onDisk, await answer]).toEqual([[1], [1, 1]]);
  });

  it('goes on when a listener throws, and gives notice of it', async () => {
    const notices: string[] = [];
    const journal = await opened(ownFolder(), notices);
    const heard: number[] = [];
    journal.follow(() => {
      throw new Error('broken listener');
    });
    journal.follow(({ revision }) => heard.push(revision));
    await journal.append(mixed(1), 0);
    await journal.append(mixed(2), 1);
    expect([heard, journal.revision]).toEqual([[1, 2], 2]);
    expect(notices).toEqual(Array(2).fill(expect.stringContaining('broken listener')));
  });

  it('tells everyone in order when a listener appends or follows', async () => {
    const journal = await opened(ownFolder());
    const [first, second, late]: number[][] = [[], [], []];
    journal.follow(({ revision }) => {
      first!.push(revision);
      if (revision > 1) return;
      void journal.append(mixed(2), 1);
      journal.follow((commit) => late!.push(commit.revision));
    });
    journal.follow(({ revision }) => second!.push(revision));
    await journal.append(mixed(1), 0);
    await journal.append(mixed(3), 2);
    expect({ first, second, late }).toEqual({ first: [1, 2, 3], second: [1, 2, 3], late: [3] });
  });

  it('falls silent once it is stopped', async () => {
    const journal = await opened(ownFolder());
    const heard: number[] = [];
    const stop = journal.follow(({ revision }) => heard.push(revision));
    await journal.append(mixed(1), 0);
    stop();
    await journal.append(mixed(2), 1);
    expect(heard).toEqual([1]);
  });
});
