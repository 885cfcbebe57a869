import { describe, expect, it } from 'vitest';
import { type FileHandlerDefinition, ToolError } from '../../src/plugins/contract.ts';
import { runFileHandler } from '../../src/testing/index.ts';
import { plugin } from '../support/plugins.ts';

const files = { 'letter.ltr': 'Dear Ann' };

function handling(more: Partial<FileHandlerDefinition>) {
  const handler = { id: 'letters', name: 'Letters', description: 'Letters.', extensions: ['.ltr'] };
  return plugin('p', { fileHandlers: [{ ...handler, ...more }] });
}

describe('runFileHandler', () => {
  it('answers facts, text and picture of a file', async () => {
    const letters = handling({
      inspect: async (file) => ({
        path: file.path,
        byteSize: file.byteSize,
        mimeType: file.mimeType,
        first: Buffer.from(await file.read({ end: 4 })).toString(),
      }),
      text: async (file) =>
        Buffer.from(await file.read())
          .toString()
          .toUpperCase(),
      preview: () => ({ mimeType: 'image/svg+xml', data: Buffer.from('<svg/>') }),
    });
    const inspect = await runFileHandler(letters, 'letters', 'INSPECT', 'letter.ltr', { files });
    expect(inspect.value).toEqual({
      ...{ path: 'letter.ltr', byteSize: 8, mimeType: 'text/plain', first: 'Dear' },
    });
    const text = await runFileHandler(letters, 'letters', 'TEXT', 'letter.ltr', { files });
    expect(text.value).toBe('DEAR ANN');
    const preview = await runFileHandler(letters, 'letters', 'PREVIEW', 'letter.ltr', { files });
    expect(preview.value).toEqual({ mimeType: 'image/svg+xml', data: Buffer.from('<svg/>') });
  });

  it('answers what the handler told, and gives it the configuration', async () => {
    const letters = handling({
      inspect(_file, { log, config }) {
        log.info('Read.', config);
        return null;
      },
    });
    const whole = { ...letters, config: { type: 'object', properties: { a: {} } } };
    const { logs } = await runFileHandler(whole, 'letters', 'INSPECT', 'letter.ltr', {
      files,
      config: { a: 1 },
    });
    expect(logs).toEqual([{ level: 'info', message: 'Read.', data: { a: 1 } }]);
  });

  it('tells the type by the magic numbers of the plugin', async () => {
    const letters = handling({
      mimeTypes: ['text/x-letter'],
      magic: [{ hex: Buffer.from('Dear').toString('hex') }],
      inspect: ({ mimeType }) => mimeType,
    });
    const { value } = await runFileHandler(letters, 'letters', 'INSPECT', 'letter.ltr', { files });
    expect(value).toBe('text/x-letter');
  });

  it('names the nearest handler or operation when there is no such', async () => {
    const letters = handling({ text: () => '' });
    const suggestions = (handler: string, operation: 'TEXT' | 'INSPECT') =>
      runFileHandler(letters, handler, operation, 'letter.ltr', { files }).catch((error) => error);
    expect(await suggestions('leters', 'TEXT')).toMatchObject({
      code: 'NOT_FOUND',
      suggestions: ['letters'],
    });
    expect(await suggestions('letters', 'INSPECT')).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no file handler "letters" with operation "INSPECT".',
    });
  });

  it.each([
    ['TEXT', { text: () => 7 as never }],
    ['PREVIEW', { preview: () => 'picture' as never }],
    ['INSPECT', { inspect: () => 7n as never }],
  ] as const)('refuses what is no answer to %s', async (operation, wrong) => {
    const run = runFileHandler(handling(wrong), 'letters', operation, 'letter.ltr', { files });
    await expect(run).rejects.toThrow(
      /^The tool answered something|gave (something else than text|no picture)/,
    );
  });

  it('throws what the handler throws, and what the workspace says of the path', async () => {
    const error = new ToolError('This is no letter.');
    const letters = handling({
      text() {
        throw error;
      },
    });
    await expect(runFileHandler(letters, 'letters', 'TEXT', 'letter.ltr', { files })).rejects.toBe(error);
    await expect(runFileHandler(letters, 'letters', 'TEXT', 'none.ltr')).rejects.toThrow(
      '"none.ltr" does not exist',
    );
  });
});
