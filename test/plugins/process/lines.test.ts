import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from '../../../src/plugins/process/lines.ts';

function linesOf(chunks: readonly Buffer[], maxLength = 1_000): [string, boolean][] {
  const lines: [string, boolean][] = [];
  const reader = readLines(maxLength, (line, isCut) => lines.push([line, isCut]));
  for (const chunk of chunks) reader.push(chunk);
  return lines;
}

it('gives the lines whatever pieces they come in, characters cut in the middle too', () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')));
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 40 })), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      expect(linesOf(chunks)).toEqual(lines.map((line) => [line, false]));
    }),
  );
});

it('gives the beginning of a line that is too long, once, and goes on with the next', () => {
  const chunks = ['abc', 'defgh', 'ijk', '\nshort\n', 'exactl', '\n'].map((text) => Buffer.from(text));
  expect(linesOf(chunks, 6)).toEqual([
    ['abcdef', true],
    ['short', false],
    ['exactl', false],
  ]);
});
