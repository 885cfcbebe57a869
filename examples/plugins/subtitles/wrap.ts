import { lengthOf } from './markup.ts';

/** Words as lines of about equal length: as few lines as fit into `width` characters each. */
export function wrap(text: string, width: number): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const fewest = fill(words, width).length;
  for (let narrower = Math.ceil(lengthOf(words.join(' ')) / fewest); narrower < width; narrower += 1) {
    const lines = fill(words, narrower);
    if (lines.length <= fewest) return lines;
  }
  return fill(words, width);
}

function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && lengthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
