import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DomainError, StorageDamaged } from '../../src/registries/errors.ts';
import { backupJournal } from '../../src/storage/backup.ts';
import { restoreJournal } from '../../src/storage/restore.ts';
import { mixed, registering } from './changes.ts';
import { contentOf, failureOf, opened, ownFolder, startChild } from './fixture.ts';
import { definitionsOf, folded, historyOf } from './journal-content.ts';

describe('backupJournal', () => {
  it('makes a consistent copy while another process commits without pause', async () => {
    const folder = ownFolder();
    const child = startChild('append', folder);
    const lines = createInterface({ input: child.stdout! });
    let acknowledged = 0;
    lines.on('line', (line) => (acknowledged = Number(line)));
    while (acknowledged < 200) await once(lines, 'line');

    const before = acknowledged;
    const file = join(ownFolder(), 'backup.db');
    const { revision } = await backupJournal({ folder, file });
    while (acknowledged < revision + 50) await once(lines, 'line');
    child.kill('SIGKILL');

    expect(revision).toBeGreaterThanOrEqual(before);
    const target = ownFolder();
    await restoreJournal({ folder: target, file });
    const restored = await opened(target);
    expect(restored.revision).toBe(revision);
    expect(definitionsOf(restored)).toEqual(folded(await historyOf(restored)));
  });

  it('works on a folder that nobody has open, and changes nothing there', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    await journal.append(mixed(1), 0);
    await journal.close();
    const { 'registry.db': before } = contentOf(folder);
    expect(await backupJournal({ folder, file: join(ownFolder(), 'b') })).toEqual({ revision: 1 });
    expect(contentOf(folder)['registry.db']).toEqual(before);
    expect((await opened(folder)).epoch).toBe(journal.epoch);
  });

  it('writes one file, for its owner only', async () => {
    const [folder, target] = [ownFolder(), ownFolder()];
    await opened(folder);
    await backupJournal({ folder, file: join(target, 'backup.db') });
    expect(readdirSync(target)).toEqual(['backup.db']);
    expect(statSync(join(target, 'backup.db')).mode & 0o777).toBe(0o600);
  });

  it('refuses to overwrite a file', async () => {
    const [folder, file] = [ownFolder(), join(ownFolder(), 'precious')];
    await opened(folder);
    writeFileSync(file, 'precious');
    const error = await failureOf(backupJournal({ folder, file }));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'NAME_TAKEN', path: ['file'] });
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  it.each(['NOT_FOUND', 'INVALID_ARGUMENTS'])('leaves no file when it fails with %s', async (code) => {
    const [folder, target] = [ownFolder(), ownFolder()];
    if (code === 'INVALID_ARGUMENTS') await opened(folder);
    const file = join(target, code === 'INVALID_ARGUMENTS' ? 'missing/backup.db' : 'backup.db');
    expect(await failureOf(backupJournal({ folder, file }))).toMatchObject({ code });
    expect(readdirSync(target)).toEqual([]);
  });

  it.each(['missing/backup.db', '.', 'x'.repeat(256)])(
    'names the file when it cannot make it: %s',
    async (name) => {
      const [folder, target] = [ownFolder(), ownFolder()];
      await opened(folder);
      const error = await failureOf(backupJournal({ folder, file: join(target, name) }));
      expect(error).toMatchObject({ path: ['file'] });
      expect(error.message).toContain(`The file ${join(target, name).slice(0, 200)}`);
      expect(readdirSync(target)).toEqual([]);
    },
  );

  it('refuses a damaged journal rather than keep a damaged copy', async () => {
    const [folder, target] = [ownFolder(), ownFolder()];
    const journal = await opened(folder);
    await journal.append(registering(1, 'a'), 0);
    await journal.close();
    const database = new DatabaseSync(join(folder, 'registry.db'));
    database.exec(`UPDATE entities SET parameters = '{}'`);
    database.close();
    expect(await failureOf(backupJournal({ folder, file: join(target, 'b') }))).toBeInstanceOf(
      StorageDamaged,
    );
    expect(readdirSync(target)).toEqual([]);
  });
});
