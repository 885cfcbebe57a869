import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupJournal } from '../../src/storage/backup.ts';
import { DataFolderInUse } from '../../src/storage/errors.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';
import { registering } from './changes.ts';
import { failureOf, opened, ownFolder, startChild } from './fixture.ts';

const firstLine = async (child: ReturnType<typeof startChild>) =>
  JSON.parse(String((await once(child.stdout!, 'data'))[0])) as Record<string, unknown>;

describe('a data folder', () => {
  it('is refused to a second process, which is told what to do', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    expect(await firstLine(startChild('hold', folder))).toEqual({
      name: 'DataFolderInUse',
      message: expect.stringContaining('set `data` to another folder'),
    });
    await journal.append(registering(1, 'a'), 0);
    expect(journal.revision).toBe(1);
  });

  it('is refused to the same process a second time, and free again once closed', async () => {
    const folder = ownFolder();
    const journal = await opened(folder);
    const error = await failureOf(openJournal({ folder, retain: 1, onNotice: () => {} }));
    expect(error).toBeInstanceOf(DataFolderInUse);
    expect(error).toMatchObject({ code: 'IN_USE', path: ['data'] });
    await journal.append(registering(1, 'a'), 0);
    await journal.close();
    expect((await opened(folder)).revision).toBe(1);
  });

  it('is free as soon as the process that held it was killed', async () => {
    const folder = ownFolder();
    const child = startChild('hold', folder);
    expect(await firstLine(child)).toEqual({ revision: 0 });
    expect(await failureOf(openJournal({ folder, retain: 1, onNotice: () => {} }))).toBeInstanceOf(
      DataFolderInUse,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await opened(folder)).revision).toBe(0);
  });

  it('stays locked when a backup of it is made and ended', async () => {
    const folder = ownFolder();
    await opened(folder);
    await backupJournal({ folder, file: join(ownFolder(), 'backup.db') });
    expect(await firstLine(startChild('hold', folder))).toMatchObject({ name: 'DataFolderInUse' });
  });
});
