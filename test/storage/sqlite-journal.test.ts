import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DomainError, RevisionConflict } from '../../src/registries/errors.ts';
import type { Commit, CommittedChanges } from '../../src/registries/events.ts';
import { DataFolderUnusable, HistoryExpired } from '../../src/storage/errors.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';
import { change, commitOf, mixed, registering, toolAt } from './changes.ts';
import { contentOf, failureOf, opened, ownFolder } from './fixture.ts';
import { definitionsOf, folded, historyOf } from './journal-content.ts';

describe('openJournal', () => {
  it('makes a folder for its owner only, that git ignores', async () => {
    const folder = join(ownFolder(), 'new', 'data');
    const journal = await opened(folder);
    expect(journal).toMatchObject({ revision: 0, oldest: 0, pastEpochs: [] });
    expect([...journal.entities()]).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'registry.db')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('refuses a folder that cannot be made, naming the setting and no path', async () => {
    const folder = join(ownFolder(), 'file');
    await opened(folder);
    const error = await failureOf(
      openJournal({ folder: join(folder, 'registry.db'), retain: 1, onNotice: () => {} }),
    );
    expect(error).toBeInstanceOf(DataFolderUnusable);
    expect(error).toMatchObject({ path: ['data'], message: expect.not.stringContaining(folder) });
  });

  it('gives back every definition and commit after a restart, under the same epoch', async () => {
    const folder = ownFolder();
    const before = await opened(folder);
    for (let revision = 1; revision <= 60; revision++) await before.append(mixed(revision), revision - 1);
    const history = await historyOf(before);
    await before.close();
    const after = await opened(folder);
    expect(after).toMatchObject({ epoch: before.epoch, revision: 60, pastEpochs: [] });
    expect(await historyOf(after)).toEqual(history);
    expect(definitionsOf(after)).toEqual(folded(history));
  });

  it('gives back definitions of every type as they were given', async () => {
    const folder = ownFolder();
    const record = { id: 'x', name: 'X “é” 𝄞', parents: [], config: { deep: [1, null, { a: true }] } };
    const tool = toolAt('x', 1);
    tool.record.description = 'nul \0, lone surrogate \ud800, 𝄞';
    const entities = [
      ...['Plugin', 'Competency', 'FileHandler'].map((typename) => ({ typename, record })),
      tool,
    ];
    const { event } = change('ADDED', 'x', 1);
    const journal = await opened(folder);
    const changes = entities.map((entity) => ({ event: { ...event, typename: entity.typename }, entity }));
    await journal.append({ ...commitOf(), changes: changes as never }, 0);
    await journal.close();
    expect([...definitionsOf(await opened(folder)).values()]).toEqual(entities);
  });
});

describe('append', () => {
  it('numbers commits from 1 without gaps and answers with the commit', async () => {
    const journal = await opened(ownFolder());
    const first = await journal.append(registering(1, 'a'), 0);
    const second = await journal.append(registering(2, 'b', 'c'), 1);
    expect(first).toEqual({
      revision: 1,
      at: '2026-01-01T00:00:00.000Z',
      actor: { kind: 'USER', name: 'test' },
      events: [change('ADDED', 'a', 1).event],
    });
    expect([second.revision, journal.revision]).toEqual([2, 2]);
  });

  it('refuses a revision that is not the last one, and writes nothing', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    await journal.append(registering(1, 'a'), 0);
    const before = contentOf(folder);
    for (const stale of [0, 2]) {
      const error = await failureOf(journal.append(registering(2, 'b'), stale));
      expect(error).toBeInstanceOf(RevisionConflict);
    }
    expect(contentOf(folder)).toEqual(before);
    expect(journal.revision).toBe(1);
  });

  it('lets one of many concurrent writers win each revision', async () => {
    const journal = await opened(ownFolder());
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => journal.append(registering(1, `t${n}`), 0)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(definitionsOf(journal).size).toBe(1);
  });

  it('leaves no trace of a commit that cannot be written as JSON', async () => {
    const journal = await opened(ownFolder());
    const unwritable = {
      ...change('ADDED', 'b', 1),
      entity: { typename: 'Plugin', record: { id: 'b', config: 1n } },
    };
    const error = await failureOf(journal.append(commitOf(change('ADDED', 'a', 1), unwritable as never), 0));
    expect(error).toBeInstanceOf(TypeError);
    expect([journal.revision, definitionsOf(journal).size]).toEqual([0, 0]);
    await journal.append(registering(1, 'c'), 0);
    expect([...definitionsOf(journal).keys()]).toEqual(['Tool:c']);
  });

  it('forgets commits beyond those to retain, and never a definition', async () => {
    const folder = ownFolder();
    const journal = await opened(folder, [], 10);
    for (let revision = 1; revision <= 25; revision++)
      await journal.append(registering(revision, `t${revision}`), revision - 1);
    expect(journal.oldest).toBe(15);
    expect(definitionsOf(journal).size).toBe(25);
    await journal.close();
    const database = new DatabaseSync(join(folder, 'registry.db'));
    expect(database.prepare('SELECT count(*) AS kept FROM commits').get()).toEqual({ kept: 10 });
    database.close();
    const again = await opened(folder, [], 10);
    expect((await historyOf(again)).map(({ revision }) => revision)).toEqual([
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    ]);
  });

  it('reaches a lowered number of commits to retain in small steps', async () => {
    const folder = ownFolder();
    const journal = await opened(folder, [], 100);
    for (let revision = 1; revision <= 50; revision++) await journal.append(mixed(revision), revision - 1);
    await journal.close();
    const lowered = await opened(folder, [], 10);
    const oldest: number[] = [];
    for (let revision = 51; revision <= 65; revision++) {
      await lowered.append(mixed(revision), revision - 1);
      oldest.push(lowered.oldest);
    }
    expect(oldest.slice(0, 4)).toEqual([4, 8, 12, 16]);
    expect(oldest.at(-1)).toBe(55);
  });
});

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

describe('entities', () => {
  it('fails rather than mix two revisions when a commit comes in between', async () => {
    const journal = await opened(ownFolder());
    await journal.append(registering(1, 'a', 'b', 'c'), 0);
    const iterator = journal.entities()[Symbol.iterator]();
    iterator.next();
    await journal.append(registering(2, 'd'), 1);
    expect(() => iterator.next()).toThrow('before the next append');
  });
});

describe('close', () => {
  it('moves the log into the database, can be repeated, and refuses what comes later', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    await journal.append(mixed(1), 0);
    await journal.close();
    await journal.close();
    expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'high-water', 'lock.db', 'registry.db']);
    for (const call of [journal.append(mixed(2), 1), journal.read(0, 1)]) {
      const error = await failureOf(call);
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({ code: 'SHUTTING_DOWN' });
    }
    expect(() => [...journal.entities()]).toThrow(DomainError);
  });
});
