import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { type ArtifactRef, ToolError } from '../../../src/plugins/contract.ts';
import { ArtifactIntake } from '../../../src/plugins/process/artifact-intake.ts';

const REF: ArtifactRef = { id: '1', uri: 'artifact:1', name: 'a', mimeType: 'text/plain', byteSize: 3 };

it('a piece is taken when the one before is read, and not sooner', async () => {
  let reader: AsyncIterator<Uint8Array> | undefined;
  const intake = new ArtifactIntake(({ data }) => {
    reader = (data as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    return new Promise(() => {});
  });
  const id = intake.open({ name: 'a' });
  const taken: number[] = [];
  const writing = [1, 2, 3].map((n) => intake.write(id, Uint8Array.of(n)).then(() => taken.push(n)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toEqual([]);
  for (const n of [1, 2]) {
    expect((await reader!.next()).value).toEqual(Uint8Array.of(n));
    await writing[n - 1];
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken.length).toBeLessThanOrEqual(n + 1);
  }
  expect((await reader!.next()).value).toEqual(Uint8Array.of(3));
  expect(await writing[2]).toBe(3);
});

it('it is complete when it is closed', async () => {
  let bytes: Promise<Buffer> | undefined;
  const intake = new ArtifactIntake(async ({ data }) => {
    await (bytes = buffer(data as AsyncIterable<Buffer>));
    return REF;
  });
  const id = intake.open({ name: 'a' });
  for (const piece of ['a', 'b', 'c']) await intake.write(id, Buffer.from(piece));
  expect(await intake.close(id)).toEqual(REF);
  expect((await bytes)?.toString()).toBe('abc');
});

it.each(['at once', 'later'])(
  'what keeping it throws %s is the answer to the next piece, and to its end',
  async (when) => {
    const intake = new ArtifactIntake(async ({ data }) => {
      if (when === 'later') for await (const _ of data as AsyncIterable<Buffer>) break;
      throw new ToolError('Full.');
    });
    const id = intake.open({ name: 'a' });
    if (when === 'later') await intake.write(id, Buffer.from('a'));
    for (let i = 0; i < 3; i += 1) await expect(intake.write(id, Buffer.from('a'))).rejects.toThrow('Full.');
    await expect(intake.close(id)).rejects.toThrow('Full.');
  },
);

it.each([
  ['it is dropped', (intake: ArtifactIntake, id: number) => void intake.drop(id)],
  ['its call is over', (intake: ArtifactIntake) => intake.dropAll()],
])('keeping it fails when %s', async (_, end) => {
  const kept: Promise<Buffer>[] = [];
  const intake = new ArtifactIntake(async ({ data }) => {
    kept.push(buffer(data as AsyncIterable<Buffer>));
    await kept[0];
    return REF;
  });
  const id = intake.open({ name: 'a' });
  await intake.write(id, Buffer.from('a'));
  end(intake, id);
  await expect(kept[0]).rejects.toThrow('gave up');
  await expect(intake.write(id, Buffer.from('a'))).rejects.toBeInstanceOf(ToolError);
});

it('ids that are none are refused, and so is more than 100 at once', async () => {
  const intake = new ArtifactIntake(() => new Promise(() => {}));
  for (const id of [0, 1, {}, undefined, 'constructor']) {
    await expect(intake.write(id as never, Buffer.from('a'))).rejects.toBeInstanceOf(ToolError);
    await expect(intake.close(id as never)).rejects.toBeInstanceOf(ToolError);
    await expect(intake.drop(id as never)).rejects.toBeInstanceOf(ToolError);
  }
  for (let i = 0; i < 100; i += 1) intake.open({ name: 'a' });
  expect(() => intake.open({ name: 'a' })).toThrow(ToolError);
});
