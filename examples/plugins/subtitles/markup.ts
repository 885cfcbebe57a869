/** The markup that SubRip files use: `<i>`, `<b>`, `<u>`, `<font …>`, and positions such as `{\an8}`. */
import type { Cue } from './srt.ts';

const POSITION = /\{\\[^}]*\}/g;
const TAG = /<\/?(?:[ibu]|font)(?:\s[^<>]*)?>/gi;
const KEPT_TAG = /<\/?[ibu]>/gi;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The lines as people read them. */
export function spoken({ lines }: Cue): string[] {
  return lines
    .map((line) => line.replace(POSITION, '').replace(TAG, '').trim())
    .filter((line) => line !== '');
}

/** Characters that people see; a letter with its accents is one. */
export function lengthOf(line: string): number {
  return Iterator.from(graphemes.segment(line)).reduce((count) => count + 1, 0);
}

/** Characters a second, over all of its lines. */
export function readingSpeed(cue: Cue): number {
  const characters = spoken(cue).reduce((sum, line) => sum + lengthOf(line), 0);
  return characters / (Math.max(cue.end - cue.start, 1) / 1000);
}

/** Where it is shown, as a numeric keypad has it: `{\an8}` is the middle of the top. Empty for the usual place. */
export function placeOf({ lines }: Cue): string {
  return /\{\\an[1-9]\}/.exec(lines.join(''))?.[0] ?? '';
}

/** Is it shown at the top of the picture? */
export function isOnTop(cue: Cue): boolean {
  return /[789]/.test(placeOf(cue));
}

/** A line as HTML and WebVTT want it: italics, bold and underlines stay, all else is text. */
export function escaped(line: string): string {
  const text = line
    .replace(POSITION, '')
    .replace(TAG, (tag) => (tag.match(KEPT_TAG) ? tag.toLowerCase() : ''));
  return text
    .split(/(<\/?[ibu]>)/)
    .map((part, i) => (i % 2 === 1 ? part : escapeText(part)))
    .join('');
}

/** The reverse. */
export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
