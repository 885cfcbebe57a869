/** The examples of docs/change-stream.md as modules. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownFolder } from '../support/own-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const PAGE = readFileSync(join(ROOT, 'docs/change-stream.md'), 'utf8');

export interface Snippet {
  language: string;
  /** Null for one that is no file. */
  file: string | null;
  code: string;
}

/** All code blocks of the page; the word after the language is the name of the file. */
export const SNIPPETS: readonly Snippet[] = [
  ...PAGE.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms),
].map(([, language, file, code]) => ({ language: language!, file: file ?? null, code: code! }));

/** A folder with every example that is a file, where they find their packages; as `npm init` makes it. */
export function snippetFolder(): string {
  const folder = ownFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  for (const { file, code } of SNIPPETS) if (file !== null) writeFileSync(join(folder, file), code);
  return folder;
}

/** What an example exports. */
export function importSnippet(file: string): Promise<any> {
  return import(pathToFileURL(join(snippetFolder(), file)).href);
}

export const OPERATIONS = SNIPPETS.find(({ file }) => file === 'operations.graphql')!.code;
