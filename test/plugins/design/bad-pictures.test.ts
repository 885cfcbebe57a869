import { crc32 } from 'node:zlib';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { editImage } from '../../../src/plugins/design/edit-image.ts';
import { imageInfo } from '../../../src/plugins/design/image-info.ts';
import { RED, png, rowsOf, studio } from './pictures.ts';

const FLIP = { type: 'flip', direction: 'vertical' };

async function refusal(test: TestContext, bytes: Uint8Array | string, operations: JsonObject[] = [FLIP]) {
  const { run, kept, read } = await studio(test, { 'a.png': bytes });
  const answer = run(editImage, { path: 'a.png', operations, output: 'out.png' });
  const error = await answer.then(
    () => null,
    (failure: unknown) => failure as { name: string; message: string; path: unknown },
  );
  expect(kept).toEqual([]);
  await expect(read('out.png')).rejects.toMatchObject({ code: 'ENOENT' });
  return error;
}

/** A PNG that promises a size and has no pixels. */
function hugeHeader(side: number): Buffer {
  const header = Buffer.alloc(17);
  header.write('IHDR');
  header.writeUInt32BE(side, 4);
  header.writeUInt32BE(side, 8);
  header.set([8, 2, 0, 0, 0], 12);
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13);
  chunk.set(header, 4);
  chunk.writeUInt32BE(crc32(header), 21);
  const data = Buffer.from('00000000', 'hex');
  const idat = Buffer.concat([data, Buffer.from('IDAT'), Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk, idat]);
}

describe('bad pictures are refused with a typed error, and nothing is written', () => {
  it('a header of 50,000 × 50,000 pixels', async (test) => {
    const error = await refusal(test, hugeHeader(50_000));
    expect(error).toMatchObject({
      name: 'ToolError',
      path: ['path'],
      message: expect.stringContaining('50000 × 50000'),
    });
  });
  it('text that is called a picture', async (test) => {
    expect(await refusal(test, 'Hello')).toMatchObject({ name: 'ToolError', path: ['path'] });
  });
  it('a picture that is cut off', async (test) => {
    const noise = Array.from({ length: 64 }, (_, y) =>
      Array.from({ length: 64 }, (_, x) => [(x * 37 + y * 101) % 256, (x * y) % 256, (x ^ y) % 256] as const),
    );
    const whole = await png(noise);
    const error = await refusal(test, whole.subarray(0, whole.length / 2));
    expect(error).toMatchObject({
      name: 'ToolError',
      path: ['path'],
      message: expect.stringContaining('cut off'),
    });
  });
  it.for<[string, JsonObject[], string[]]>([
    [
      'a crop that leaves the picture',
      [FLIP, { type: 'crop', left: 0, top: 0, width: 2, height: 1 }],
      ['operations', '1', 'width'],
    ],
    ['a format that is not last', [{ type: 'format', format: 'png' }, FLIP], ['operations', '0', 'type']],
    ['a resize without a size', [{ type: 'resize' }], ['operations', '0', 'width']],
    [
      'more pixels than are made',
      [{ type: 'resize', width: 16_384, height: 16_384, fit: 'fill' }],
      ['operations', '0', 'width'],
    ],
    ['a picture that is not there', [{ type: 'composite', path: 'none.png' }], ['operations', '0', 'path']],
  ])('%s', async ([, operations, path], test) => {
    expect(await refusal(test, await png([[RED]]), operations)).toMatchObject({ name: 'ToolError', path });
  });
  it.for([
    [],
    [{ type: 'explode' }],
    [{ type: 'resize', width: 0 }],
    [{ type: 'format', format: 'png', quality: 101 }],
  ])('operations that the schema refuses: %j', (operations) => {
    expect(editImage.parameters!.safeParse({ path: 'a.png', operations }).success).toBe(false);
  });
});

it('a worker goes on after a picture that it refused', async (test) => {
  const { run } = await studio(test, { 'bad.png': 'no', 'good.jpg': await png([[RED]]) });
  await expect(run(imageInfo, { path: 'bad.png' })).rejects.toMatchObject({ path: ['path'] });
  expect(await run(imageInfo, { path: 'good.jpg' })).toMatchObject({ format: 'png', width: 1, height: 1 });
});

it('an SVG is drawn where it reaches neither a file nor a server', async (test) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const canary = await png([[RED]]);
  const { run, kept, context } = await studio(test, { 'canary.png': canary });
  const file = `file://${context.workspace.root}/canary.png`;
  const svg =
    `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>` +
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="10">` +
    `<rect width="30" height="10" fill="#0000ff"/><image xlink:href="${file}" width="10" height="10"/>` +
    `<image x="10" xlink:href="http://127.0.0.1:${port}/a.png" width="10" height="10"/><text x="20" y="8">&x;</text></svg>`;
  await context.workspace.write('a.svg', svg);
  const drawn = await run(editImage, { path: 'a.svg', operations: [FLIP] }).catch((error: unknown) => error);
  if (kept.length > 0) expect((await rowsOf(kept[0]!)).flat().filter(([r]) => r > 200)).toEqual([]);
  else expect(drawn).toMatchObject({ name: 'ToolError', path: ['path'] });
  expect(connections).toBe(0);
});
