import { expect, it } from 'vitest';
import { type FileSource, ToolError } from '../../../src/plugins/contract.ts';
import { INSPECTED_BYTES, TEXT_BYTES, textFiles } from '../../../src/plugins/core/text-files.ts';
import { contextFor } from './run-tool.ts';

/** A file that counts how much of it is read. */
function source(content: string | Uint8Array, byteSize?: number): FileSource & { bytesRead: number } {
  const bytes = Buffer.from(content as string);
  return {
    path: 'a.txt',
    byteSize: byteSize ?? bytes.length,
    mimeType: null,
    bytesRead: 0,
    read({ start = 0, end = bytes.length } = {}) {
      const part = bytes.subarray(start, end);
      this.bytesRead += part.length;
      return Promise.resolve(part);
    },
  };
}

const context = contextFor(undefined as never);
const inspect = (content: string | Uint8Array) => textFiles.inspect!(source(content), context);
const text = (content: string | Uint8Array) => textFiles.text!(source(content), context);

it('inspect counts lines and words, and knows line endings', async () => {
  expect(await inspect('one two\nthree\n')).toEqual({
    encoding: 'utf-8',
    lineCount: 2,
    wordCount: 3,
    longestLine: 7,
    lineEnding: 'lf',
    complete: true,
  });
  expect(await inspect('')).toMatchObject({ lineCount: 0, wordCount: 0, longestLine: 0, lineEnding: 'none' });
  expect(await inspect('no end')).toMatchObject({ lineCount: 1, lineEnding: 'none' });
  expect(await inspect('\n\n')).toMatchObject({ lineCount: 2, wordCount: 0 });
  expect(await inspect('a\r\nb\r\n')).toMatchObject({ lineCount: 2, lineEnding: 'crlf' });
  expect(await inspect('a\rb')).toMatchObject({ lineCount: 2, lineEnding: 'cr' });
  expect(await inspect('a\r\nb\n')).toMatchObject({ lineCount: 2, lineEnding: 'mixed' });
  expect(await inspect('😀ü')).toMatchObject({ longestLine: 2, wordCount: 1 });
});

it('inspect and text know encodings', async () => {
  const utf16 = Buffer.from('\ufeffüx', 'utf16le');
  expect(await inspect(utf16)).toMatchObject({ encoding: 'utf-16le', longestLine: 2 });
  expect(await text(utf16)).toBe('üx');
  expect(await inspect(Buffer.from(utf16).swap16())).toMatchObject({ encoding: 'utf-16be', longestLine: 2 });
  const latin = Uint8Array.of(0x66, 0xfc, 0x72);
  expect(await inspect(latin)).toMatchObject({ encoding: 'windows-1252' });
  expect(await text(latin)).toBe('für');
  expect(await text('\ufeffx')).toBe('x');
});

it('what is not text is refused', async () => {
  await expect(inspect(Uint8Array.of(1, 0, 2))).rejects.toThrow(ToolError);
  await expect(text(Uint8Array.of(1, 0, 2))).rejects.toThrow('holds no text');
});

it('a long file is read only up to the limit, and the answer says so', async () => {
  const long = source('ü\n'.repeat(INSPECTED_BYTES), 1e12);
  expect(await textFiles.inspect!(long, context)).toMatchObject({ complete: false, encoding: 'utf-8' });
  expect(long.bytesRead).toBe(INSPECTED_BYTES);
  const again = source('xü'.repeat(TEXT_BYTES));
  const shown = await textFiles.text!(again, context);
  expect(again.bytesRead).toBe(TEXT_BYTES);
  expect(shown).toContain(`… (${again.byteSize - TEXT_BYTES} more bytes)`);
  expect(shown).not.toContain('\ufffd');
});
