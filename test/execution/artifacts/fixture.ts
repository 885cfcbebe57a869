/** A store of the running test alone. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { ArtifactTable, CREATE_ARTIFACTS } from '../../../src/execution/artifacts/artifact-table.ts';
import {
  type ArtifactOwner,
  type ArtifactStore,
  type ArtifactStoreOptions,
  openArtifactStore,
} from '../../../src/execution/artifacts/store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { quietLog } from '../../support/quiet-log.ts';

export const ANN: ArtifactOwner = { executionId: null, actor: { kind: 'USER', name: 'ann' } };

export interface TestStore {
  store: ArtifactStore;
  table: ArtifactTable;
  clock: FakeClock;
  folder: string;
  /** Names in its folder. */
  files(): string[];
  /** Closes it and opens another on the same folder and table. */
  restart(): Promise<TestStore>;
}

/** @param options `executions`: ids of those that are kept. */
export async function openStore(
  options: Partial<ArtifactStoreOptions> & { executions?: readonly string[] } = {},
): Promise<TestStore> {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE executions (id TEXT UNIQUE); ${CREATE_ARTIFACTS}`);
  for (const id of options.executions ?? []) database.prepare('INSERT INTO executions VALUES (?)').run(id);
  return openOn(join(ownFolder(), 'artifacts'), new ArtifactTable(database), new FakeClock(), options);
}

let last = 0;

async function openOn(
  folder: string,
  table: ArtifactTable,
  clock: FakeClock,
  options: Partial<ArtifactStoreOptions>,
): Promise<TestStore> {
  const store = await openArtifactStore({
    ...{
      folder,
      table,
      clock,
      log: quietLog,
      sync: () => Promise.resolve(),
      newId: () => `id-${(last += 1)}`,
    },
    ...{ maxBytes: 1_000_000, uploadRetentionHours: 24, maxBroughtBytes: 10_000_000, ...options },
  });
  onTestFinished(() => store.close());
  return {
    ...{ store, table, clock, folder },
    files: () => readdirSync(folder),
    async restart() {
      await store.close();
      return openOn(folder, table, clock, options);
    },
  };
}

export async function* chunks(...all: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of all) yield Buffer.from(chunk as string);
}
