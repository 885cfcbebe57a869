import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { StorageDamaged } from '../../src/registries/errors.ts';
import { DataFolderUnusable } from '../../src/storage/errors.ts';
import { PAGE_BYTES as PAGE } from '../../src/storage/sqlite-tables.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';
import { mixed, registering } from './changes.ts';
import { asKilled, contentOf, failureOf, opened, ownFolder } from './fixture.ts';

/** A folder whose journal was closed after 120 commits, or, `killed`, whose log still holds them all. */
async function filled({ killed = false } = {}): Promise<string> {
  const folder = ownFolder();
  const journal = await opened(folder);
  for (let revision = 1; revision <= 120; revision++) await journal.append(mixed(revision), revision - 1);
  if (killed) return asKilled(folder);
  await journal.close();
  return folder;
}

/** Changes bytes of the database behind SQLite's back. */
function alter(folder: string, change: (bytes: Buffer) => void): void {
  const path = join(folder, 'registry.db');
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

/** Changes a text wherever it is, in space that is no longer used, too. */
function misspell(folder: string, text: string): void {
  alter(folder, (bytes) => {
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text)) bytes.write('#', at + 1, 'latin1');
  });
}

function pagesOf(folder: string, table: string): number[] {
  const database = new DatabaseSync(join(folder, 'registry.db'));
  const pages = database.prepare('SELECT pageno FROM dbstat WHERE name = ? ORDER BY path').all(table);
  database.close();
  return pages.map(({ pageno }) => pageno as number);
}

/** What the start is refused with, having checked that the refusal touched nothing, the second time neither. */
async function refusal(folder: string): Promise<string> {
  const before = contentOf(folder);
  const open = () => openJournal({ folder, retain: 100, onNotice: () => {} });
  const errors = [await failureOf(open()), await failureOf(open())];
  for (const error of errors) {
    expect(error).toBeInstanceOf(StorageDamaged);
    expect(error.message).toContain('gathering restore FILE');
    expect(error.message).toContain('move the data folder away');
    expect(error.message).not.toContain(folder);
  }
  expect(contentOf(folder)).toEqual(before);
  return errors[0]!.message;
}

describe('a start is refused, and nothing touched, when registry.db', () => {
  it('is empty', async () => {
    const folder = await filled();
    truncateSync(join(folder, 'registry.db'));
    expect(await refusal(folder)).toContain('registry.db is empty (0 bytes)');
  });

  it.each([50, 3 * PAGE, 3 * PAGE + 100])('was cut off after %i bytes', async (bytes) => {
    const folder = await filled();
    truncateSync(join(folder, 'registry.db'), bytes);
    expect(await refusal(folder)).toMatch(/cut off|malformed/);
  });

  it('is no database', async () => {
    const folder = await filled();
    writeFileSync(join(folder, 'registry.db'), 'Dear diary, '.repeat(1000));
    expect(await refusal(folder)).toContain('is not an SQLite database');
  });

  it('is a database of another application', async () => {
    const folder = await filled();
    rmSync(join(folder, 'registry.db'));
    new DatabaseSync(join(folder, 'registry.db')).exec('CREATE TABLE recipes (name TEXT)');
    expect(await refusal(folder)).toContain('another application');
  });

  it('was written by a newer GatheRing', async () => {
    const folder = await filled();
    const database = new DatabaseSync(join(folder, 'registry.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await refusal(folder)).toContain('newer GatheRing (format 99;');
  });

  it.each([
    ['zeros', 0],
    ['garbage', 0xab],
  ])('has a page of the current definitions overwritten with %s', async (_, byte) => {
    const folder = await filled();
    for (const page of [...pagesOf(folder, 'entities'), ...pagesOf(folder, 'meta')]) {
      const original = readFileSync(join(folder, 'registry.db'));
      alter(folder, (bytes) => bytes.fill(byte, (page - 1) * PAGE, page * PAGE));
      expect(await refusal(folder)).toMatch(/damaged|cannot be read/);
      writeFileSync(join(folder, 'registry.db'), original);
    }
    expect((await opened(folder)).revision).toBe(120);
  });

  it('has a damaged page while the log still holds commits', async () => {
    const folder = await filled();
    const journal = await opened(folder);
    await journal.append(registering(121, 'z'), 120);
    const killed = asKilled(folder);
    const page = pagesOf(asKilled(folder), 'entities')[1]!;
    alter(killed, (bytes) => bytes.fill(0, (page - 1) * PAGE, page * PAGE));
    await refusal(killed);
  });

  it('is missing, but the high-water mark is there', async () => {
    const folder = await filled();
    rmSync(join(folder, 'registry.db'));
    expect(await refusal(folder)).toContain('registry.db is missing');
  });

  it('is missing, but its log is there', async () => {
    const folder = await filled({ killed: true });
    rmSync(join(folder, 'registry.db'));
    rmSync(join(folder, 'high-water'));
    expect(await refusal(folder)).toContain('registry.db is missing');
  });

  it('is a folder', async () => {
    const folder = await filled();
    rmSync(join(folder, 'registry.db'));
    mkdirSync(join(folder, 'registry.db'));
    const error = await failureOf(openJournal({ folder, retain: 1, onNotice: () => {} }));
    expect(error).toBeInstanceOf(DataFolderUnusable);
  });
});

describe('damage that only shows when it is read', () => {
  it('makes entities() throw StorageDamaged when a text is not what was written', async () => {
    const folder = await filled();
    misspell(folder, 'as of revision');
    const journal = await opened(folder);
    expect(() => [...journal.entities()]).toThrow(StorageDamaged);
  });

  it('makes read throw StorageDamaged at that commit, and leaves all else working', async () => {
    const folder = await filled();
    misspell(folder, '"name":"test"');
    const journal = await opened(folder);
    expect(await failureOf(journal.read(0, 200))).toBeInstanceOf(StorageDamaged);
    await journal.append(mixed(121), 120);
    expect((await journal.read(120, 10)).map(({ revision }) => revision)).toEqual([121]);
  });

  it.each([0, 0xab])(
    'makes read throw StorageDamaged where pages of the history hold only %i',
    async (byte) => {
      const folder = await filled();
      // The first is the tree's root and the last holds the newest commit, which a start needs.
      const pages = pagesOf(folder, 'commits').slice(1, -1);
      expect(pages.length).toBeGreaterThan(2);
      alter(folder, (bytes) => pages.forEach((page) => bytes.fill(byte, (page - 1) * PAGE, page * PAGE)));
      const notices: string[] = [];
      const journal = await opened(folder, notices, 110);
      const error = await failureOf(journal.read(journal.oldest, 200));
      expect(error).toBeInstanceOf(StorageDamaged);
      for (let revision = 121; revision <= 130; revision++)
        await journal.append(mixed(revision), revision - 1);
      expect((await journal.read(125, 10)).map(({ revision }) => revision)).toEqual([
        126, 127, 128, 129, 130,
      ]);
      expect(notices).toEqual([expect.stringContaining('Old commits cannot be removed')]);
    },
  );

  it('makes read throw StorageDamaged when commits are missing from the history', async () => {
    const folder = await filled();
    const database = new DatabaseSync(join(folder, 'registry.db'));
    database.exec('DELETE FROM commits WHERE revision = 7');
    database.close();
    const journal = await opened(folder);
    expect(await failureOf(journal.read(0, 200))).toBeInstanceOf(StorageDamaged);
    expect(await failureOf(journal.read(6, 1))).toBeInstanceOf(StorageDamaged);
    expect(await journal.read(0, 6)).toHaveLength(6);
  });
});
