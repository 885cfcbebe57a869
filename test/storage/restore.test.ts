import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/registries/errors.ts';
import { backupJournal } from '../../src/storage/backup.ts';
import { DataFolderInUse } from '../../src/storage/errors.ts';
import { restoreJournal } from '../../src/storage/restore.ts';
import { PAGE_BYTES } from '../../src/storage/sqlite-tables.ts';
import { mixed } from './changes.ts';
import { asKilled, childPath, contentOf, failureOf, opened, ownFolder } from './fixture.ts';
import { definitionsOf, folded, historyOf } from './journal-content.ts';

/** A backup at revision 5 and a folder, left by a killed process, of another history at revision 8. */
async function twoHistories() {
  const source = ownFolder();
  const journal = await opened(source);
  for (let revision = 1; revision <= 5; revision++) await journal.append(mixed(revision), revision - 1);
  const file = join(ownFolder(), 'backup.db');
  await backupJournal({ folder: source, file });
  const live = ownFolder();
  const other = await opened(live);
  for (let revision = 1; revision <= 8; revision++) await other.append(mixed(revision), revision - 1);
  return { file, backed: journal, folder: asKilled(live), replaced: other };
}

const overwrite = (path: string, at: number, bytes: number) => {
  const content = readFileSync(path);
  writeFileSync(path, content.fill(0, at, at + bytes));
};

describe('Guarantee 7: restoreJournal', () => {
  it('brings back what the backup held, in a new epoch that knows the epochs of both', async () => {
    const { file, backed, folder, replaced } = await twoHistories();
    const restored = await restoreJournal({ folder, file });
    const notices: string[] = [];
    const journal = await opened(folder, notices);
    expect(restored).toEqual({ revision: 5, epoch: journal.epoch, keptAs: 'registry.replaced-1.db' });
    expect([backed.epoch, replaced.epoch]).not.toContain(journal.epoch);
    expect(new Set(journal.pastEpochs)).toEqual(new Set([backed.epoch, replaced.epoch]));
    expect(await historyOf(journal)).toEqual(await historyOf(backed));
    expect(definitionsOf(journal)).toEqual(definitionsOf(backed));
    expect(notices).toEqual([]);
    expect((await journal.append(mixed(6), 5)).revision).toBe(6);
  });

  it('keeps the replaced journal whole, so that it can be restored in turn', async () => {
    const { file, folder, replaced } = await twoHistories();
    const first = await restoreJournal({ folder, file });
    const second = await restoreJournal({ folder, file: join(folder, first.keptAs!) });
    expect(second).toMatchObject({ revision: 8, keptAs: 'registry.replaced-2.db' });
    const journal = await opened(folder);
    expect(await historyOf(journal)).toEqual(await historyOf(replaced));
    expect(journal.pastEpochs).toContain(first.epoch);
  });

  it('works in a folder that is not there yet', async () => {
    const { file } = await twoHistories();
    const folder = join(ownFolder(), 'new');
    expect(await restoreJournal({ folder, file })).toMatchObject({ revision: 5, keptAs: null });
    expect((await opened(folder)).revision).toBe(5);
  });

  it('replaces a journal that is too damaged to open, and keeps it with its log', async () => {
    const { file, folder, replaced } = await twoHistories();
    truncateSync(join(folder, 'registry.db'));
    const { 'registry.db-wal': log } = contentOf(folder);
    expect(await restoreJournal({ folder, file })).toMatchObject({ keptAs: 'registry.replaced-1.db' });
    expect(contentOf(folder)['registry.replaced-1.db-wal']).toEqual(log);
    const journal = await opened(folder);
    expect(journal.revision).toBe(5);
    expect(journal.pastEpochs).toContain(replaced.epoch);
    expect(definitionsOf(journal)).toEqual(folded(await historyOf(journal)));
  });

  it('refuses while a process holds the folder', async () => {
    const { file } = await twoHistories();
    const folder = ownFolder();
    const journal = await opened(folder);
    await journal.append(mixed(1), 0);
    expect(await failureOf(restoreJournal({ folder, file }))).toBeInstanceOf(DataFolderInUse);
    expect(journal.revision).toBe(1);
    expect((await journal.append(mixed(2), 1)).revision).toBe(2);
  });

  it.each<[string, (file: string) => void]>([
    ['is empty', (file) => truncateSync(file)],
    ['was cut off', (file) => truncateSync(file, 20_000)],
    ['is no database', (file) => writeFileSync(file, 'x'.repeat(10_000))],
    ['has a damaged page', (file) => overwrite(file, 3 * PAGE_BYTES, PAGE_BYTES)],
    ['has a damaged definition', (file) => overwrite(file, readFileSync(file).lastIndexOf('argument7'), 4)],
    ['has a damaged commit', (file) => overwrite(file, readFileSync(file).lastIndexOf('ToolRegistered'), 4)],
    ['is of another application', (file) => new DatabaseSync(file).exec('PRAGMA application_id = 1')],
    ['is of a newer format', (file) => new DatabaseSync(file).exec('PRAGMA user_version = 99')],
  ])('refuses a file that %s, and touches nothing', async (_, damage) => {
    const { file, folder } = await twoHistories();
    damage(file);
    const before = contentOf(folder);
    const error = await failureOf(restoreJournal({ folder, file }));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENTS', path: ['file'] });
    expect(error.message).toContain(`${file} cannot be restored: `);
    expect(error.message).toContain('Give a file that `gathering backup` has made.');
    expect(error.message).not.toContain('data folder');
    expect(contentOf(folder)).toEqual(before);
  });

  it.each([
    ['not there', 'missing', 'no such file or directory'],
    ['a folder', '.', 'it is no file'],
  ])('refuses a file that is %s by its name, and touches nothing', async (_, name, reason) => {
    const { folder } = await twoHistories();
    const before = contentOf(folder);
    const file = join(ownFolder(), name);
    const error = await failureOf(restoreJournal({ folder, file }));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENTS', path: ['file'] });
    expect(error.message).toMatch(new RegExp(`^The file ${file} can.*: ${reason}\\.`));
    expect(contentOf(folder)).toEqual(before);
  });

  it('refuses a live database that was copied without its log', async () => {
    const { file, folder } = await twoHistories();
    const killed = asKilled(folder);
    const error = await failureOf(restoreJournal({ folder, file: join(killed, 'registry.db') }));
    expect(error.message).toContain('gathering backup');
    await restoreJournal({ folder, file });
  });
});

/** Runs until a call to the file system at which it kills itself; false when it ended before that call. */
function endsAtCall(call: number, ...operands: string[]): boolean {
  const { signal, status, stderr } = spawnSync(process.execPath, [
    childPath('end-at-call'),
    String(call),
    ...operands,
  ]);
  if (signal === null) expect([status, String(stderr)]).toEqual([0, '']);
  return signal === 'SIGKILL';
}

describe('a process killed at any call to the file system', () => {
  it('while it restores leaves the old journal or the new one, whole', async () => {
    const { file, backed, folder, replaced } = await twoHistories();
    const outcomes = new Set<string>();
    for (let call = 1, killed = true; killed; call++) {
      const copy = asKilled(folder);
      killed = endsAtCall(call, copy, file);
      const notices: string[] = [];
      const journal = await opened(copy, notices);
      const old = journal.epoch === replaced.epoch;
      outcomes.add(old ? 'old' : 'new');
      expect(await historyOf(journal)).toEqual(await historyOf(old ? replaced : backed));
      expect(definitionsOf(journal)).toEqual(definitionsOf(old ? replaced : backed));
      expect(new Set(journal.pastEpochs)).toEqual(new Set(old ? [] : [replaced.epoch, backed.epoch]));
      expect(notices).toEqual([]);
      await journal.close();
      expect(readdirSync(copy).sort()).toEqual([
        '.gitignore',
        'high-water',
        'lock.db',
        'registry.db',
        ...(old ? [] : ['registry.replaced-1.db']),
      ]);
    }
    expect([...outcomes]).toEqual(['old', 'new']);
  }, 120_000);

  it('while it replaces a damaged journal never separates that from its log', async () => {
    const { file, folder } = await twoHistories();
    writeFileSync(join(folder, 'registry.db'), 'damaged');
    const { 'registry.db-wal': log } = contentOf(folder);
    for (let call = 1, killed = true; killed; call++) {
      const copy = asKilled(folder);
      killed = endsAtCall(call, copy, file);
      await restoreJournal({ folder: copy, file });
      const kept = contentOf(copy);
      expect(kept['registry.replaced-1.db']).toEqual(Buffer.from('damaged'));
      expect(kept['registry.replaced-1.db-wal']).toEqual(log);
      expect(existsSync(join(copy, 'registry.db-wal'))).toBe(false);
    }
  }, 120_000);

  it('while it creates leaves what the next start takes as a new journal', async () => {
    for (let call = 1, killed = true; killed; call++) {
      const folder = join(ownFolder(), 'data');
      killed = endsAtCall(call, folder);
      const notices: string[] = [];
      const journal = await opened(folder, notices);
      expect(await journal.append(mixed(1), 0)).toMatchObject({ revision: 1 });
      expect(notices).toEqual([]);
      await journal.close();
      expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'high-water', 'lock.db', 'registry.db']);
    }
  }, 120_000);
});
