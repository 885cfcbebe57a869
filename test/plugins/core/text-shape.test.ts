import { expect, it } from 'vitest';
import { shapeOf, type TextShape } from '../../../src/plugins/core/text-shape.ts';

/** The same, as it is told most plainly. */
function plainShape(text: string): Omit<TextShape, 'lineEnding'> {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return {
    lineCount: lines.length,
    wordCount: text.match(/\S+/g)?.length ?? 0,
    longestLine: Math.max(0, ...lines.map((line) => [...line].length)),
  };
}

it('counts as the plain definitions do, for every text of five pieces', () => {
  const pieces = ['', 'a', ' ', '\n', '\r', '\r\n', '😀', '\u2028'];
  let texts = [''];
  for (let i = 0; i < 5; i++) texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
  for (const text of new Set(texts))
    expect(shapeOf(text), JSON.stringify(text)).toMatchObject(plainShape(text));
});

it('takes for space between words exactly what a pattern does', () => {
  const differing = [];
  for (let code = 0; code < 0x1_0000; code++) {
    const text = `a${String.fromCharCode(code)}b`;
    if (shapeOf(text).wordCount !== plainShape(text).wordCount) differing.push(code);
  }
  expect(differing).toEqual([]);
});

it.each(['\n', 'a ', '\r\n', 'a', '\u2003', '😀'])(
  'counts 4 MiB of %j in less memory than the text',
  (piece) => {
    const text = Buffer.from(piece.repeat(4 * 1024 * 1024))
      .subarray(0, 4 * 1024 * 1024)
      .toString();
    const before = process.memoryUsage().heapUsed;
    shapeOf(text);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(4 * 1024 * 1024);
  },
);
