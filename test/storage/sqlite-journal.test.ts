import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DomainError, RevisionConflict } from '../../src/registries/errors.ts';
import { DataFolderUnusable } from '../../src/storage/errors.ts';
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
