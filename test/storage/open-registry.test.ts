import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/open-registry.ts';
import { ownFolder } from './fixture.ts';

it('a connection that commits waits for the disk: no test can cut the power', () => {
  const database = openDatabase(join(ownFolder(), 'registry.db'));
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});
