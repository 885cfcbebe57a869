/** Run as a process of its own, on a small disk: keeps artifacts until it is full, makes room, and goes on. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../src/clock.ts';
import { ArtifactTable, CREATE_ARTIFACTS } from '../../../../src/execution/artifacts/artifact-table.ts';
import { openArtifactStore } from '../../../../src/execution/artifacts/store.ts';
import { openDatabase } from '../../../../src/storage/open-registry.ts';

const [disk = '', ballast = ''] = process.argv.slice(2);
const ignore = () => {};
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const database = openDatabase(join(disk, 'artifacts.db'));
database.exec(`CREATE TABLE executions (id TEXT UNIQUE); ${CREATE_ARTIFACTS}`);
const table = new ArtifactTable(database);
const folder = join(disk, 'artifacts');
const store = await openArtifactStore({
  ...{ folder, table, log, clock: systemClock, maxBytes: 100_000_000, uploadRetentionHours: 1 },
  maxBroughtBytes: 1e12,
  sync: () => Promise.resolve(),
  newId: () => crypto.randomUUID(),
});
const owner = { executionId: null, actor: { kind: 'USER', name: 'ann' } } as const;

async function* endless() {
  for (;;) yield Buffer.alloc(500_000, 1);
}

async function add(data: Uint8Array | AsyncIterable<Uint8Array>) {
  const error: { name: string; retryable: boolean; message: string } | null = await store
    .add({ name: 'a', data }, owner)
    .then(() => null)
    .catch((thrown) => thrown);
  const kept = [...table.all()];
  const { name = 'kept', retryable = false, message = '' } = error ?? {};
  console.log(
    JSON.stringify({
      ...{ name, retryable, namesFolder: message.includes(disk), records: kept.length },
      files: readdirSync(folder).length,
      wholeBytes: kept.reduce((sum, { byteSize }) => sum + byteSize, 0),
    }),
  );
}

await add(Buffer.alloc(1_000_000));
await add(endless());
await add(Buffer.alloc(50_000_000));
rmSync(ballast);
await add(Buffer.alloc(1_500_000));
await store.close();
database.close();
