import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-gathering.ts';

export interface Snippet {
  language: string;
  /** Null for one that is no file. */
  file: string | null;
  code: string;
}

/** A page of docs/ and all its code blocks; the word after a block's language is the name of the file. */
export function readPage(name: string): { text: string; snippets: readonly Snippet[] } {
  const text = readFileSync(join(ROOT, 'docs', name), 'utf8');
  const blocks = text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms);
  const snippets = Array.from(blocks, ([, language, file, code]) => ({
    language: language!,
    file: file ?? null,
    code: code!,
  }));
  return { text, snippets };
}
