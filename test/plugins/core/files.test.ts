import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { type JsonObject, ToolError, type Workspace, type z } from '../../../src/plugins/contract.ts';
import { fsList, fsRead, fsWrite, MAX_FS_READ_BYTES } from '../../../src/plugins/core/files.ts';
import { runTool } from './run-tool.ts';

let root: string;
let workspace: Workspace;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files-'));
  workspace = openWorkspace({ root, hidden: [] });
});
afterEach(() => rm(root, { recursive: true }));

const read = async (args: object) => (await runTool(fsRead, { ...args }, workspace)).value;
const write = async (args: object) => (await runTool(fsWrite, { ...args }, workspace)).value;

it('fs_read gives text as it is, and shows it to a model', async () => {
  const content = '\ufeffhéllo\r\n';
  await writeFile(join(root, 'a.txt'), content);
  expect(await runTool(fsRead, { path: 'a.txt' }, workspace)).toEqual({
    value: { path: 'a.txt', content, byteSize: 11, encoding: 'utf-8' },
    text: content,
  });
});

it('fs_read gives anything else as base64', async () => {
  for (const bytes of [[0x61, 0xff, 0xfe], [0xff, 0xfe, 0x61], [0xff, 0xfe, 0, 0xd8], [0x61, 0], [0xc3]]) {
    await writeFile(join(root, 'a'), Uint8Array.from(bytes));
    expect(await read({ path: 'a' })).toEqual({
      path: 'a',
      content: Buffer.from(bytes).toString('base64'),
      byteSize: bytes.length,
      encoding: 'base64',
    });
  }
});

it('fs_read knows UTF-16 by its mark, and fs_write writes it back byte for byte', async () => {
  const text = '\ufeffhé\n😀';
  const little = Buffer.from(text, 'utf16le');
  for (const [encoding, bytes] of [
    ['utf-16le', little],
    ['utf-16be', Buffer.from(little).swap16()],
  ] as const) {
    await writeFile(join(root, 'a'), bytes);
    expect(await runTool(fsRead, { path: 'a' }, workspace)).toMatchObject({
      value: { content: text, encoding, byteSize: bytes.length },
      text,
    });
    await write({ path: 'b', content: text, encoding });
    expect(await readFile(join(root, 'b'))).toEqual(bytes);
  }
});

it('fs_read takes an encoding, and every byte as latin1 comes back from fs_write', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await writeFile(join(root, 'a'), bytes);
  const { content } = await read({ path: 'a', encoding: 'latin1' });
  await write({ path: 'b', content, encoding: 'latin1' });
  expect(await readFile(join(root, 'b'))).toEqual(bytes);
  expect(await read({ path: 'a', encoding: 'base64' })).toMatchObject({ content: bytes.toString('base64') });
  // No mark is needed where the encoding is said.
  expect(await read({ path: 'a', start: 65, end: 67, encoding: 'utf-16be' })).toMatchObject({
    content: '䅂',
  });
});

it('fs_read and fs_write refuse what the encoding cannot hold, and write nothing', async () => {
  await writeFile(join(root, 'a'), Uint8Array.from([0xe9]));
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
    await expect(read({ path: 'a', encoding })).rejects.toMatchObject({ path: ['encoding'] });
    const lone = { path: 'new', content: '\ud800', encoding };
    await expect(write(lone)).rejects.toMatchObject({ path: ['content'] });
  }
  const beyond = { path: 'new', content: '€', encoding: 'latin1' };
  await expect(write(beyond)).rejects.toMatchObject({ path: ['content'] });
  await expect(readFile(join(root, 'new'))).rejects.toThrow('ENOENT');
});

it('fs_read reads a range, telling the size of the whole', async () => {
  await writeFile(join(root, 'a'), '0123456789');
  expect(await read({ path: 'a', start: 2, end: 5 })).toMatchObject({ content: '234', byteSize: 10 });
  expect(await read({ path: 'a', start: 8 })).toMatchObject({ content: '89' });
  expect(await read({ path: 'a', end: 1 })).toMatchObject({ content: '0' });
  await writeFile(join(root, 'b'), 'ü');
  expect(await read({ path: 'b', end: 1 })).toMatchObject({ content: 'ww==', encoding: 'base64' });
});

it('fs_read refuses what is too long for a result before it reads any of it', async () => {
  await writeFile(join(root, 'long'), '');
  await truncate(join(root, 'long'), 256 * 1024 * 1024);
  let reads = 0;
  const counted: Workspace = { ...workspace, read: (...args) => (reads++, workspace.read(...args)) };
  const ranges: JsonObject[] = [
    {},
    { start: 0, end: 268_435_456 },
    { start: 5 },
    { end: MAX_FS_READ_BYTES + 1 },
  ];
  for (const range of ranges) {
    const error = await runTool(fsRead, { path: 'long', ...range }, counted).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ToolError);
    expect((error as ToolError).message).toContain('in parts with `start` and `end`');
  }
  expect(reads).toBe(0);
});

it('fs_read gives the longest range, and it fits into a result of 1 MiB', async () => {
  await writeFile(join(root, 'long'), Buffer.alloc(MAX_FS_READ_BYTES + 9, 0xff));
  const longest = await read({ path: 'long', start: 9, end: 1e9 });
  expect(Buffer.from(longest.content, 'base64')).toHaveLength(MAX_FS_READ_BYTES);
  expect(JSON.stringify(longest).length).toBeLessThan(1024 * 1024);
  expect(await read({ path: 'long', start: 1e9 })).toMatchObject({ content: '' });
});

it('fs_write makes and replaces files, and says which', async () => {
  expect(await write({ path: 'x/a', content: 'ü' })).toEqual({ path: 'x/a', byteSize: 2, created: true });
  expect(await write({ path: 'x/a', content: '' })).toEqual({ path: 'x/a', byteSize: 0, created: false });
  await write({ path: 'b', content: 'AP8=', encoding: 'base64' });
  expect([...(await readFile(join(root, 'b')))]).toEqual([0, 255]);
});

it('fs_write refuses what is not base64, and writes nothing', async () => {
  for (const content of ['*', 'AP8', 'AP8=\n', 'A P8=', 'AP9=']) {
    const error = await write({ path: 'b', content, encoding: 'base64' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ path: ['content'] });
  }
  expect(await workspace.list('.')).toEqual([]);
});

it('fs_write refuses text that UTF-8 cannot hold, and writes nothing', async () => {
  for (const content of ['a\ud800', '\udc00b', '\udc00\ud800']) {
    const error = await write({ path: 'b', content }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ path: ['content'], message: expect.stringContaining('lone surrogate') });
  }
  expect(await workspace.list('.')).toEqual([]);
  await write({ path: 'b', content: '\ud83d\ude00' });
  expect(await readFile(join(root, 'b'), 'utf8')).toBe('😀');
});

it('fs_read refuses a range that ends before it starts', async () => {
  await writeFile(join(root, 'a'), 'abc');
  const error = await read({ path: 'a', start: 2, end: 1 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ToolError);
  expect(error).toMatchObject({
    path: ['start'],
    message: '`start` (2) is behind `end` (1). Give a range that ends behind its start.',
  });
  expect(await read({ path: 'a', start: 2, end: 2 })).toMatchObject({ content: '' });
});

it.each([fsRead, fsWrite])('$name takes no empty path', ({ parameters }) => {
  const { success, error } = (parameters as z.ZodType).safeParse({ path: '', content: 'x' });
  expect(success).toBe(false);
  expect(error!.issues[0]).toMatchObject({ path: ['path'], code: 'too_small' });
});

it('fs_list lists the top unless it is told a folder', async () => {
  await mkdir(join(root, 'dir'));
  await writeFile(join(root, 'dir', 'f'), 'x');
  const { value } = await runTool(fsList, {}, workspace);
  expect(value).toMatchObject({ path: '.', entries: [{ name: 'dir', kind: 'directory' }] });
  expect((await runTool(fsList, { path: 'dir' }, workspace)).value).toMatchObject({
    path: 'dir',
    entries: [{ name: 'f', path: 'dir/f', kind: 'file', byteSize: 1 }],
  });
});

it('the file tools pass on why the workspace refuses', async () => {
  await expect(read({ path: '../x' })).rejects.toThrow('leads out');
  await expect(write({ path: '.git/config', content: '' })).rejects.toThrow('".git"');
  await expect(write({ path: '/x', content: '' })).rejects.toThrow('absolute');
  await expect(runTool(fsList, { path: 'none' }, workspace)).rejects.toThrow('does not exist');
});
