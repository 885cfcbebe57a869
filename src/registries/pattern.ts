/** Regular expressions of schemas, matched in time that grows with the text alone, whatever the pattern. */
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';

/** What ajv needs of one. */
export interface Pattern {
  test(text: string): boolean;
  /** Its source: ajv takes two with one text for the same. */
  toString(): string;
}

/** Why a pattern cannot be used. */
export interface BadPattern {
  problem: string;
}

// Compiling takes about a millisecond, and thousands of tools have the same few patterns.
const known = new LRUCache<string, Pattern | BadPattern>({ max: 2_000 });

/**
 * RE2 knows no look-around and no back-references: matching those takes exponential time in the worst case, and a
 * schema comes from strangers. https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(source: string): Pattern | BadPattern {
  const found = known.get(source) ?? compile(source);
  known.set(source, found);
  return found;
}

export function isBad(pattern: Pattern | BadPattern): pattern is BadPattern {
  return 'problem' in pattern;
}

function compile(source: string): Pattern | BadPattern {
  try {
    // Both must take it: the one says what is a regular expression of JSON Schema, the other matches it.
    new RegExp(source, 'u');
  } catch {
    return { problem: 'which is no regular expression' };
  }
  try {
    const expression = RE2JS.compile(RE2JS.translateRegExp(source));
    return { test: (text) => expression.matcher(text).find(), toString: () => source };
  } catch (error) {
    const reason = (error as Error).message.replace('error parsing regexp: ', '');
    return { problem: `which cannot be matched in linear time, as RE2 does (${reason})` };
  }
}
