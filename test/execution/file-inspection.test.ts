import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectFile, type InspectionRequest } from '../../src/execution/file-inspection.ts';
import { typeByName } from '../../src/execution/file-types.ts';
import { openWorkspace } from '../../src/execution/workspace.ts';
import { ToolError } from '../../src/plugins/contract.ts';
import type { FileHandlerRecord } from '../../src/registries/definitions.ts';
import { DomainError, NotFound } from '../../src/registries/errors.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterEach(() => rm(root, { recursive: true }));

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function handler(id: string, more: Partial<FileHandlerRecord> = {}): FileHandlerRecord {
  return {
    ...{ id, name: id, description: '', extensions: [], mimeTypes: [], magic: [] },
    ...{ operations: ['INSPECT', 'TEXT'], availability: 'READY', pluginId: 'p' },
    ...more,
  };
}

const text = handler('text', { extensions: ['.txt', '.foo'], mimeTypes: ['text/plain', 'application/json'] });
const image = handler('image', { extensions: ['.png'], mimeTypes: ['image/png'] });
const cad = handler('cad', { mimeTypes: ['model/x-cad'], magic: [{ offset: 2, hex: 'cad0' }] });

async function inspect(name: string, content: string | Uint8Array, more: Partial<InspectionRequest> = {}) {
  await writeFile(join(root, name), content);
  return inspectFile({
    path: name,
    candidates: [text, image, cad],
    workspace: openWorkspace({ root, hidden: [] }),
    runHandler: async (id, operation, file) =>
      operation === 'TEXT'
        ? `${id}: ${Buffer.from(await file.read({ end: 4 })).toString()}`
        : { id, type: file.mimeType },
    ...more,
  });
}

const types = async (name: string, content: string | Uint8Array) => {
  const { detectedMimeType, expectedMimeType, mismatch } = await inspect(name, content);
  return [detectedMimeType, expectedMimeType, mismatch];
};

describe('the type of a file', () => {
  it('is told by content and by name, and whether they agree', async () => {
    expect(await types('a.png', PNG)).toEqual(['image/png', 'image/png', false]);
    expect(await types('a.PNG', PNG)).toEqual(['image/png', 'image/png', false]);
    expect(await types('a.jpg', PNG)).toEqual(['image/png', 'image/jpeg', true]);
    expect(await types('a.txt', PNG)).toEqual(['image/png', 'text/plain', true]);
    expect(await types('b.png', 'no picture')).toEqual(['text/plain', 'image/png', true]);
  });

  it.each([
    'ts',
    'json',
    'md',
    'csv',
    'yaml',
    'toml',
    'html',
    'svg',
    'xml',
    'js',
    'mjs',
    'cjs',
    'py',
    'rs',
    'sh',
    'sql',
  ])('text agrees with the name .%s', async (extension) => {
    expect(await types(`a.${extension}`, 'some text: ü\n')).toEqual([
      'text/plain',
      expect.any(String),
      false,
    ]);
  });

  it.each(['pdf', 'zip', 'mp4', 'docx', 'ttf', 'wasm'])('text contradicts the name .%s', async (extension) =>
    expect(await types(`a.${extension}`, 'text')).toEqual(['text/plain', expect.any(String), true]),
  );

  it('is TypeScript for .ts, not a video', async () => {
    expect(typeByName('folder/a.ts')).toBe('text/typescript');
    expect(typeByName('a.mts')).toBe('text/typescript');
  });

  it('is unknown by name where there is no extension, and then contradicts nothing', async () => {
    for (const name of ['README', 'json', '.gitignore', 'a.unheard-of', 'constructor', 'a.__proto__']) {
      expect(typeByName(name)).toBe(null);
    }
    expect(await types('png', PNG)).toEqual(['image/png', null, false]);
  });

  it('is unknown by content for other bytes and for an empty file, and then contradicts nothing', async () => {
    expect(await types('a.png', '')).toEqual([null, 'image/png', false]);
    expect(await types('a.txt', Uint8Array.of(1, 0, 2))).toEqual([null, 'text/plain', false]);
    expect(await types('b.txt', Uint8Array.of(0x61, 0xff, 0xfe))).toEqual([null, 'text/plain', false]);
    expect(await types('c.txt', Uint8Array.of(0x61, 0xc3))).toEqual([null, 'text/plain', false]);
  });

  it('is text though the sample ends within a character', async () => {
    expect(await types('a.txt', 'x' + 'ü'.repeat(100_000))).toEqual(['text/plain', 'text/plain', false]);
  });

  it('agrees where content tells only a wider format, or an older name', async () => {
    expect(await types('a.svg', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')).toEqual([
      ...['application/xml', 'image/svg+xml', false],
    ]);
    const zip = Buffer.from('504b0506'.padEnd(44, '0'), 'hex');
    expect(await types('a.docx', zip)).toEqual([
      'application/zip',
      expect.stringContaining('wordprocessing'),
      false,
    ]);
    expect(await types('a.mp3', zip)).toEqual(['application/zip', 'audio/mpeg', true]);
    expect(await types('a.ico', Buffer.from('000001000100', 'hex'))).toEqual([
      ...['image/x-icon', 'image/vnd.microsoft.icon', false],
    ]);
    expect(await types('a.bin', PNG)).toEqual(['image/png', 'application/octet-stream', false]);
  });

  it("is told by a handler's magic number where nothing else knows it", async () => {
    const bytes = Uint8Array.of(0, 0, 0xca, 0xd0, 0);
    expect(await inspect('a.thing', bytes)).toMatchObject({
      detectedMimeType: 'model/x-cad',
      handlerId: 'cad',
    });
    expect(await types('b.thing', bytes.subarray(1))).toEqual([null, null, false]);
  });

  it('survives hostile bytes', async () => {
    const deep = Buffer.concat([PNG.subarray(0, 33), deflateSync(Buffer.alloc(1_000_000))]);
    const cut = [
      PNG.subarray(0, 20),
      deep,
      Buffer.from('504b0304ffffffffffffffffffffffffffffffffffffffffffffffffffff', 'hex'),
    ];
    for (const bytes of [
      ...cut,
      Buffer.from('%PDF-'),
      Buffer.from('ID3\xff\xff\xff\xff\xff\xff', 'latin1'),
    ]) {
      expect(await inspect('a.x', bytes)).toMatchObject({ path: 'a.x', byteSize: bytes.length });
    }
  });
});

describe('the handler of a file', () => {
  it('is the first that is READY and fits by name, type or magic number', async () => {
    expect(await inspect('a.foo', 'x')).toMatchObject({ handlerId: 'text' });
    expect(await inspect('a.FOO', '')).toMatchObject({ handlerId: 'text' });
    expect(await inspect('a.json', '')).toMatchObject({ handlerId: 'text' });
    expect(await inspect('a', PNG)).toMatchObject({ handlerId: 'image' });
    expect(await inspect('a.bar', Uint8Array.of(0))).toMatchObject({
      handlerId: null,
      metadata: null,
      text: null,
    });
    const first = handler('first', { extensions: ['.tar.foo'] });
    expect(await inspect('a.tar.foo', 'x', { candidates: [first, text] })).toMatchObject({
      handlerId: 'first',
    });
    expect(await inspect('a.tar.foo', 'x', { candidates: [text, first] })).toMatchObject({
      handlerId: 'text',
    });
    const disabled = { ...first, availability: 'DISABLED' as const };
    expect(await inspect('a.tar.foo', 'x', { candidates: [disabled, text] })).toMatchObject({
      handlerId: 'text',
    });
  });

  it('fits the content where the name contradicts it', async () => {
    expect(await inspect('a.txt', PNG)).toMatchObject({ handlerId: 'image', mismatch: true });
    expect(await inspect('a.png', 'text')).toMatchObject({ handlerId: 'text', mismatch: true });
    expect(await inspect('b.txt', PNG, { candidates: [text] })).toMatchObject({ handlerId: null });
  });

  it('is the one that was named, if it is there and READY', async () => {
    expect(await inspect('a.txt', 'x', { handlerId: 'image' })).toMatchObject({ handlerId: 'image' });
    const unknown = await inspect('a.txt', 'x', { handlerId: 'imag' }).catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(NotFound);
    expect(unknown).toMatchObject({ suggestions: ['image'], path: ['handler'] });
    const candidates = [{ ...image, availability: 'DISABLED' as const }];
    const notReady = await inspect('a.txt', 'x', { handlerId: 'image', candidates }).catch(
      (error: unknown) => error,
    );
    expect(notReady).toBeInstanceOf(DomainError);
    expect(notReady).toMatchObject({ code: 'TOOL_NOT_READY', path: ['handler'] });
  });

  it('gets the file and runs what it is asked for', async () => {
    const metadata = { id: 'text', type: 'text/plain' };
    expect(await inspect('a.txt', 'hello')).toEqual({
      ...{ path: 'a.txt', byteSize: 5, detectedMimeType: 'text/plain', expectedMimeType: 'text/plain' },
      ...{ mismatch: false, handlerId: 'text', metadata, text: 'text: hell', picture: null },
    });
    expect(await inspect('a.txt', 'x', { operations: ['INSPECT'] })).toMatchObject({ metadata, text: null });
    expect(await inspect('a.txt', 'x', { operations: ['TEXT'] })).toMatchObject({
      metadata: null,
      text: 'text: x',
    });
    expect(await inspect('a.txt', 'x', { operations: [] })).toMatchObject({ metadata: null, text: null });
  });

  it('runs by default only what it offers, and refuses what it does not offer', async () => {
    const candidates = [handler('h', { extensions: ['.txt'], operations: ['INSPECT'] })];
    expect(await inspect('a.txt', 'x', { candidates })).toMatchObject({
      ...{ metadata: { id: 'h' }, text: null, picture: null },
    });
    for (const operation of ['TEXT', 'PREVIEW'] as const) {
      const error = await inspect('a.txt', 'x', { candidates, operations: [operation] }).catch(
        (e: unknown) => e,
      );
      expect(error).toBeInstanceOf(ToolError);
      expect(error).toMatchObject({
        path: ['operations'],
        message: expect.stringContaining('Ask for INSPECT'),
      });
    }
  });

  it('gives a picture that is called as the file is, and nothing that is none', async () => {
    const candidates = [handler('h', { extensions: ['.txt'], operations: ['PREVIEW'] })];
    const gives = (answer: unknown) =>
      inspect('a.txt', 'x', { candidates, runHandler: () => Promise.resolve(answer) });
    expect(await gives({ mimeType: 'image/png', data: PNG })).toMatchObject({
      ...{ metadata: null, text: null, picture: { name: 'a.txt.png', mimeType: 'image/png', data: PNG } },
    });
    for (const wrong of [
      null,
      'picture',
      { mimeType: 'picture', data: PNG },
      { mimeType: 'image/png', data: 'x' },
    ])
      await expect(gives(wrong)).rejects.toThrow('gave no picture');
    const huge = { mimeType: 'image/png', data: new Uint8Array(16 * 1024 * 1024 + 1) };
    await expect(gives(huge)).rejects.toThrow('at most 16777216 are kept');
  });

  it('fails the inspection when it throws, or gives no text', async () => {
    const boom = new Error('boom');
    await expect(inspect('a.txt', 'x', { runHandler: () => Promise.reject(boom) })).rejects.toBe(boom);
    const runHandler = () => Promise.resolve(7);
    await expect(inspect('a.txt', 'x', { runHandler })).rejects.toThrow('something else than text');
  });
});

it('a path that cannot be read is refused with a typed error', async () => {
  await mkdir(join(root, 'folder'));
  const workspace = openWorkspace({ root, hidden: [] });
  for (const path of ['none', '../x', 'folder', '']) {
    const request = { path, candidates: [text], workspace, runHandler: () => expect.fail() };
    await expect(inspectFile(request)).rejects.toThrow(ToolError);
  }
});
