import { createReadStream, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../../src/plugins/contract.ts';
import { StorageDamaged } from '../../../src/registries/errors.ts';
import { until } from '../../support/plugin-folder.ts';
import { ANN, chunks, openStore } from './fixture.ts';

const text = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString();

describe('A store of artifacts', () => {
  it('keeps bytes and what is known of them, for the owner of the process only', async () => {
    const { store, folder, files, clock } = await openStore();
    const data = Buffer.from('a,b\n1,2\n');
    const record = await store.add({ name: '../table.csv', mimeType: 'text/csv', data }, ANN);
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^id-/), name: 'table.csv', mimeType: 'text/csv', byteSize: 8 },
      ...{ executionId: null, actor: ANN.actor, createdAt: clock.now().toISOString() },
    });
    expect(store.find(record.id)).toEqual(record);
    expect(files()).toEqual([record.id]);
    expect(readFileSync(join(folder, record.id))).toEqual(data);
    expect(statSync(join(folder, record.id)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('still has them after a restart', async () => {
    const test = await openStore();
    const record = await test.store.add({ name: 'a', data: Buffer.from('kept') }, ANN);
    const { store } = await test.restart();
    expect(store.find(record.id)).toEqual(record);
    expect(await text(store.read(record, 'a'))).toBe('kept');
  });

  it.each([
    ['bytes', () => Buffer.from('one two')],
    ['an async iterable', () => chunks('one ', '', 'two')],
    ['a stream of Node', () => Readable.from([Buffer.from('one '), Buffer.from('two')])],
    ['a stream of the web', () => new Blob(['one two']).stream()],
  ])('takes %s', async (_, data) => {
    const { store } = await openStore();
    const record = await store.add({ name: 'a.txt', data: data() }, ANN);
    expect(record).toMatchObject({ byteSize: 7, mimeType: 'text/plain' });
    expect(await text(store.read(record, 'a'))).toBe('one two');
  });

  it('takes a file of no bytes', async () => {
    const { store } = await openStore();
    for (const data of [new Uint8Array(), chunks()]) {
      const record = await store.add({ name: 'empty', data }, ANN);
      expect(record).toMatchObject({ byteSize: 0, mimeType: 'application/octet-stream' });
      expect(await store.read(record, 'a')).toHaveLength(0);
    }
  });

  it('takes chunks as they are when they are given, though their buffer is used again', async () => {
    const { store } = await openStore();
    const buffer = Buffer.alloc(1_000);
    async function* reusing() {
      for (let i = 0; i < 900; i += 1) yield buffer.fill(i);
    }
    const record = await store.add({ name: 'a', data: reusing() }, ANN);
    const bytes = await store.read(record, 'a');
    for (let i = 0; i < 900; i += 1) expect(bytes[i * 1_000]).toBe(i % 256);
  });

  it('gives ranges, and no more than 16 MiB at once', async () => {
    const { store } = await openStore({ maxBytes: 20_000_000 });
    const record = await store.add({ name: 'a', data: Buffer.from('0123456789') }, ANN);
    expect(await text(store.read(record, 'a', { start: 2, end: 5 }))).toBe('234');
    expect(await text(store.read(record, 'a', { start: 8, end: 100 }))).toBe('89');
    expect(await text(store.read(record, 'a', { start: 100 }))).toBe('');
    await expect(store.read(record, 'a', { start: -1 })).rejects.toBeInstanceOf(ToolError);
    const large = await store.add({ name: 'a', data: Buffer.alloc(17_000_000) }, ANN);
    await expect(store.read(large, 'artifact:x')).rejects.toThrow('"artifact:x" has 17000000 bytes to read');
  });

  it('stays readable to whoever has opened it, though it is removed', async () => {
    const { store } = await openStore();
    const record = await store.add({ name: 'a', data: Buffer.from('still') }, { ...ANN, executionId: 'e' });
    await using file = await store.open(record);
    await store.removeOf(['e']);
    expect((await file.readFile()).toString()).toBe('still');
  });

  it('lists and removes what calls have made, and nothing else', async () => {
    const { store, files, table } = await openStore();
    const add = (executionId: string | null, name: string) =>
      store.add({ name, data: Buffer.from(name) }, { ...ANN, executionId });
    const made = [await add('e1', 'one'), await add('e1', 'two')];
    const others = [await add('e2', 'three'), await add(null, 'four')];
    expect(store.of('e1')).toEqual(made);
    expect(table.bytes).toEqual({ ofCalls: 11, brought: 4 });
    await store.removeOf(['e1', 'nothing']);
    expect(store.of('e1')).toEqual([]);
    expect(table.bytes).toEqual({ ofCalls: 5, brought: 4 });
    expect([...table.all()]).toEqual(others);
    expect(files().sort()).toEqual(others.map(({ id }) => id).sort());
  });
});

describe('What cannot be kept leaves nothing behind', () => {
  const LIMIT = { maxBytes: 1_000_000 };
  const large = async function* () {
    for (;;) yield Buffer.alloc(300_000);
  };

  it.each([
    ['bytes that are too many', () => Buffer.alloc(1_000_001)],
    ['a stream without end', large],
  ])('%s', async (_, data) => {
    const { store, files, table } = await openStore(LIMIT);
    await expect(store.add({ name: 'a', data: data() }, ANN)).rejects.toMatchObject({
      code: 'RESULT_TOO_LARGE',
      message: expect.stringContaining('1000000 bytes (setting `maxArtifactBytes`)'),
    });
    expect([files(), [...table.all()]]).toEqual([[], []]);
    expect(await store.add({ name: 'a', data: Buffer.alloc(1_000_000) }, ANN)).toMatchObject({
      byteSize: 1_000_000,
    });
  });

  it('one more of what callers brought than is kept, until some of it has gone', async () => {
    const { store, files, clock } = await openStore({ maxBroughtBytes: 10, uploadRetentionHours: 1 });
    const bring = () => store.add({ name: 'a', data: Buffer.alloc(10) }, ANN);
    await bring();
    await expect(bring()).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      retryable: true,
      message: expect.stringContaining('10 bytes, as many as may (setting `uploadRetentionBytes`)'),
    });
    expect(files()).toHaveLength(1);
    await store.add({ name: 'a', data: Buffer.alloc(10) }, { ...ANN, executionId: 'e' });
    clock.advance(3_700_000);
    await expect.poll(() => files()).toHaveLength(1);
    await bring();
  });

  it('a source that fails, whose error passes as it is', async () => {
    const { store, files } = await openStore();
    const failing = async function* () {
      yield Buffer.alloc(500_000);
      throw Object.assign(new Error('gone'), { code: 'ENOSPC' });
    };
    await expect(store.add({ name: 'a', data: failing() }, ANN)).rejects.toThrow('gone');
    expect(files()).toEqual([]);
  });

  it('a stream that failed before it could be read', async () => {
    const { store, files } = await openStore();
    const stream = new Readable({ read() {} });
    const adding = store.add({ name: 'a', data: stream }, ANN);
    // Within the same turn: the file to write to is not open yet.
    stream.destroy(new Error('gone'));
    await expect(adding).rejects.toThrow('gone');
    const missing = createReadStream('/nowhere');
    await expect(store.add({ name: 'a', data: missing }, ANN)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(files()).toEqual([]);
  });

  it.each([['text'], [null], [undefined], [[Buffer.from('a')]], [Readable.from(['text'])]])(
    'what is not bytes (%#)',
    async (data) => {
      const { store, files } = await openStore();
      const file = { name: 'a', data: data as never };
      await expect(store.add(file, ANN)).rejects.toMatchObject({ name: 'ToolError', path: ['data'] });
      expect(files()).toEqual([]);
    },
  );

  it('a name or type that is none', async () => {
    const { store, files } = await openStore();
    const data = Buffer.from('a');
    for (const file of [{ data }, { name: 'a', data, mimeType: 'x\r\ny' }])
      await expect(store.add(file as never, ANN)).rejects.toMatchObject({ code: 'INVALID_ARGUMENTS' });
    expect(files()).toEqual([]);
  });

  it('one that is written and cannot be recorded', async () => {
    const { store, files, table } = await openStore();
    const add = table.add.bind(table);
    table.add = (record) => {
      expect(files()).toEqual([record.id]);
      throw Object.assign(new Error('full'), { code: 'ERR_SQLITE_ERROR', errcode: 13, errstr: 'full' });
    };
    const file = { name: 'a', data: Buffer.from('1') };
    await expect(store.add(file, ANN)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(files()).toEqual([]);
    table.add = add;
    expect(await store.add(file, ANN)).toMatchObject({ byteSize: 1 });
  });

  it('one that is recorded and cannot be made durable', async () => {
    let broken = true;
    const sync = () =>
      broken ? Promise.reject(new StorageDamaged('The disk is broken.')) : Promise.resolve();
    const { store, files, table } = await openStore({ sync });
    const file = { name: 'a', data: Buffer.from('1') };
    await expect(store.add(file, ANN)).rejects.toBeInstanceOf(StorageDamaged);
    expect([files(), [...table.all()]]).toEqual([[], []]);
    broken = false;
    expect(await store.add(file, ANN)).toMatchObject({ byteSize: 1 });
  });

  it('one that is half written when it is aborted, though its source hangs', async () => {
    const { store, files, table } = await openStore();
    const controller = new AbortController();
    const hanging = async function* () {
      yield Buffer.alloc(500_000);
      await new Promise(() => {});
    };
    const adding = store.add({ name: 'a', data: hanging() }, ANN, controller.signal);
    await until(() => files().length === 1);
    controller.abort(new Error('over'));
    await expect(adding).rejects.toThrow('over');
    expect([files(), [...table.all()]]).toEqual([[], []]);
  });

  it('one that is half written when the store is closed', async () => {
    const { store, files, clock } = await openStore();
    const hanging = async function* () {
      yield Buffer.alloc(500_000);
      await new Promise(() => {});
    };
    const adding = store.add({ name: 'a', data: hanging() }, ANN).catch((error: unknown) => error);
    await until(() => files().length === 1);
    await store.close();
    expect(await adding).toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
    expect(files()).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});

describe('At its start', () => {
  it('removes what a killed process left: half written files, and files without a record', async () => {
    const test = await openStore();
    const record = await test.store.add({ name: 'a', data: Buffer.from('kept') }, ANN);
    writeFileSync(join(test.folder, 'id-7.part'), 'half');
    writeFileSync(join(test.folder, 'id-8'), 'whole, and never told to anybody');
    const { files, store } = await test.restart();
    expect(files()).toEqual([record.id]);
    expect(store.find(record.id)).toEqual(record);
  });

  it('removes what calls have made that are no longer kept', async () => {
    const test = await openStore({ executions: ['kept'] });
    const add = (executionId: string | null) =>
      test.store.add({ name: 'a', data: Buffer.from('1') }, { ...ANN, executionId });
    const [kept, , brought] = [await add('kept'), await add('gone'), await add(null)];
    const { table, files } = await test.restart();
    expect([...table.all()]).toEqual([kept, brought]);
    expect(files().sort()).toEqual([kept.id, brought.id].sort());
  });

  it('removes records whose files are gone', async () => {
    const test = await openStore();
    const [lost, kept] = [
      await test.store.add({ name: 'a', data: Buffer.from('lost') }, ANN),
      await test.store.add({ name: 'b', data: Buffer.from('kept') }, ANN),
    ];
    unlinkSync(join(test.folder, lost.id));
    const { table } = await test.restart();
    expect([...table.all()]).toEqual([kept]);
  });
});

it('a file that was cut short or is gone is told as damage, never as an answer', async () => {
  const { store, folder } = await openStore();
  const record = await store.add({ name: 'a', data: Buffer.from('whole') }, ANN);
  truncateSync(join(folder, record.id), 3);
  await expect(store.read(record, 'a')).rejects.toBeInstanceOf(StorageDamaged);
  unlinkSync(join(folder, record.id));
  const error: Error = await store.open(record).then(
    () => expect.fail(),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(StorageDamaged);
  expect(error.message).not.toContain(folder);
});

describe('Files that no call made', () => {
  it('are removed when they are too old, at the start and then every hour', async () => {
    const HOUR = 3_600_000;
    const test = await openStore({ uploadRetentionHours: 2, executions: ['e'] });
    const made = await test.store.add({ name: 'made', data: Buffer.from('1') }, { ...ANN, executionId: 'e' });
    const old = await test.store.add({ name: 'old', data: Buffer.from('1') }, ANN);
    const passes = async (hours: number) => {
      test.clock.advance(hours * HOUR);
      await until(() => test.clock.waiting === 1);
    };
    await passes(1);
    const young = await test.store.add({ name: 'young', data: Buffer.from('1') }, ANN);
    await passes(1);
    expect(test.files()).toContain(old.id);
    await passes(1);
    expect(test.files().sort()).toEqual([made.id, young.id].sort());
    expect(test.store.find(old.id)).toBeUndefined();
    await test.store.close();
    test.clock.advance(2 * HOUR);
    const { files } = await test.restart();
    await until(() => files().length === 1);
    expect(files()).toEqual([made.id]);
  });

  it('are counted when they are removed', async () => {
    const { store, clock } = await openStore({ uploadRetentionHours: 1 });
    for (const name of ['a', 'b']) await store.add({ name, data: Buffer.from('1') }, ANN);
    expect(await store.removeExpired(clock.now())).toBe(0);
    expect(await store.removeExpired(new Date(clock.now().getTime() + 3_600_001))).toBe(2);
  });
});
