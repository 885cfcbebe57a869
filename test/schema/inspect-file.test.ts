import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import * as gql from '../graphql/graphql.ts';
import { plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const open = () => openTestApp([], {}, { sources: [shippedPlugins()] });
const inspect = async ({ run }: TestApp, input: gql.InspectFileInput) =>
  (await run(gql.InspectFileDocument, { input })).inspectFile;

it('tells what a text file is, and what its handler makes of it', async () => {
  const test = await open();
  writeFileSync(join(test.folder, 'notes.md'), '# Notes\n\nTwo lines.\n');
  expect(await inspect(test, { path: 'notes.md' })).toMatchObject({
    __typename: 'FileInspection',
    filePath: 'notes.md',
    byteSize: 20,
    detectedMimeType: 'text/plain',
    expectedMimeType: 'text/markdown',
    mismatch: false,
    handler: { id: 'plain_text' },
    metadata: expect.objectContaining({ lineCount: 3 }),
    text: '# Notes\n\nTwo lines.\n',
  });
  expect(await inspect(test, { path: 'notes.md', operations: ['TEXT'] })).toMatchObject({ metadata: null });
});

it('a PDF that calls itself text is a mismatch', async () => {
  const test = await open();
  writeFileSync(join(test.folder, 'notes.txt'), '%PDF-1.7\n%âãÏÓ\n');
  expect(await inspect(test, { path: 'notes.txt' })).toMatchObject({
    detectedMimeType: 'application/pdf',
    expectedMimeType: 'text/plain',
    mismatch: true,
    handler: null,
  });
});

it('a picture is told to be one where there is no jail to look into it', async () => {
  const test = await open();
  const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000', 'hex');
  writeFileSync(join(test.folder, 'notes.txt'), png);
  expect(await inspect(test, { path: 'notes.txt' })).toMatchObject({
    ...{ detectedMimeType: 'image/png', mismatch: true, handler: { id: 'image' }, metadata: null },
  });
});

it.each([
  [{ path: '../etc/passwd' }, 'Refused', ['path']],
  [{ path: 'nowhere.txt' }, 'Refused', ['path']],
  [{ path: 'folder' }, 'Refused', ['path']],
  [{ path: 'a.txt', handler: 'plain_tex' }, 'NotFound', ['handler']],
  [{ path: 'a.txt', operations: ['PREVIEW' as const] }, 'Refused', ['operations']],
])('%j is a typed error', async (input, typename, path) => {
  const test = await open();
  mkdirSync(join(test.folder, 'folder'));
  writeFileSync(join(test.folder, 'a.txt'), 'a');
  expect(await inspect(test, input)).toMatchObject({ __typename: typename, path });
});

it('an empty path is refused with advice that helps', async () => {
  expect(await inspect(await open(), { path: '' })).toMatchObject({
    __typename: 'Refused',
    code: 'INVALID_ARGUMENTS',
    message: '`path` is empty. Give the path of a file, relative to the workspace.',
    path: ['path'],
  });
});

it('the handler of a disabled plugin is not used', async () => {
  const test = await open();
  writeFileSync(join(test.folder, 'a.txt'), 'a');
  await test.run(gql.DisablePluginDocument, { input: { id: 'core' } });
  expect(await inspect(test, { path: 'a.txt' })).toMatchObject({ handler: null, text: null });
  expect(await inspect(test, { path: 'a.txt', handler: 'plain_text' })).toMatchObject({
    code: 'TOOL_NOT_READY',
  });
});

it('what a handler says of a file is passed on', async () => {
  const test = await open();
  writeFileSync(join(test.folder, 'notes.txt'), Buffer.from([0, 1, 2, 3]));
  expect(await inspect(test, { path: 'notes.txt', handler: 'plain_text' })).toMatchObject({
    __typename: 'Refused',
    code: 'TOOL_ERROR',
    message: 'The file holds no text, whatever its name says.',
  });
});

it('a handler that throws is told with its name', async () => {
  const bad = {
    id: 'bad',
    name: 'Bad',
    description: '',
    extensions: ['.txt'],
    text: () => Promise.reject(new Error('boom')),
  };
  const test = await openTestApp([plugin('p', { fileHandlers: [bad] })]);
  writeFileSync(join(test.folder, 'a.txt'), 'a');
  expect(await inspect(test, { path: 'a.txt' })).toMatchObject({
    __typename: 'PluginError',
    message: expect.stringContaining('bad.text of plugin "p" threw: boom'),
  });
});
