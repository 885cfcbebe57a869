export interface TextShape {
  lineCount: number;
  wordCount: number;
  /** In characters; a pair of surrogates is one. */
  longestLine: number;
  lineEnding: 'lf' | 'crlf' | 'cr' | 'mixed' | 'none';
}

const LF = 10;
const CR = 13;

/** Counts lines and words in one pass that keeps nothing: megabytes of text are untrusted, and block the server. */
export function shapeOf(text: string): TextShape {
  const ends = { lf: 0, crlf: 0, cr: 0 };
  let words = 0;
  let longest = 0;
  let length = 0;
  let inWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const space = isSpace(code);
    if (!space && !inWord) words++;
    inWord = !space;
    if (code !== LF && code !== CR) {
      if (!isSecondHalf(text, at)) length++;
      continue;
    }
    const isPair = code === CR && text.charCodeAt(at + 1) === LF;
    if (isPair) at++;
    ends[isPair ? 'crlf' : code === LF ? 'lf' : 'cr']++;
    longest = Math.max(longest, length);
    length = 0;
  }
  return {
    // What follows the last line ending is a line, too, unless it is nothing.
    lineCount: ends.lf + ends.crlf + ends.cr + (length > 0 ? 1 : 0),
    wordCount: words,
    longestLine: Math.max(longest, length),
    lineEnding: lineEndingOf(ends),
  };
}

function lineEndingOf(ends: Record<'lf' | 'crlf' | 'cr', number>): TextShape['lineEnding'] {
  const kinds = (['crlf', 'lf', 'cr'] as const).filter((kind) => ends[kind] > 0);
  return kinds.length > 1 ? 'mixed' : (kinds[0] ?? 'none');
}

function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && SPACES.has(code);
}

/** What `\s` matches beyond ASCII. */
const SPACES = new Set(
  [...'\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a']
    .concat([...'\u2028\u2029\u202f\u205f\u3000\ufeff'])
    .map((space) => space.charCodeAt(0)),
);

function isSecondHalf(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0xdc00 || code > 0xdfff || at === 0) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
