/** The examples of docs/change-stream.md as modules. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownFolder } from '../support/own-folder.ts';
import { readPage } from '../support/page.ts';
import { ROOT } from '../support/run-gathering.ts';

export const { text: PAGE, snippets: SNIPPETS } = readPage('change-stream.md');

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
