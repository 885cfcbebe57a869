import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serve } from '../e2e/real-server.ts';
import { ownFolder } from '../support/own-folder.ts';
import { readPage } from '../support/page.ts';

const { text, snippets } = readPage('files.md');
const codeOf = (language: string) =>
  snippets.filter((one) => one.language === language).map(({ code }) => code);
const [upload, download] = codeOf('sh');
const [look, report] = codeOf('graphql');
const [uploaded, looked, reported] = codeOf('json').map((json) => JSON.parse(json));
const [module] = codeOf('ts');
const [row] = codeOf('text');

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVQIW2NkAAIAAAoAAggA9GkAAAAASUVORK5CYII=',
  'base64',
);
const HAS_CURL = spawnSync('curl', ['--version']).error === undefined;

describe('docs/files.md', () => {
  it('has no code block but those that are run here', () => {
    expect(snippets).toHaveLength(9);
    expect(text).toContain('64 uploads are under way');
  });

  it('has commands and operations that do what the page shows', async ({ skip }) => {
    if (!HAS_CURL && process.env.CI !== 'true') return skip('Needs curl (Debian: apt-get install curl).');
    const folder = ownFolder();
    const plugins = join(folder, 'plugins');
    mkdirSync(plugins);
    writeFileSync(join(plugins, 'sales.ts'), module!);
    writeFileSync(join(folder, 'photo.png'), PNG);
    const server = await serve({ folder, args: ['--plugins', plugins] });
    /** The page with the ids of this run. */
    const ids = new Map<string, string>();
    const present = (part: string) =>
      [...ids]
        .reduce((now, [shown, id]) => now.replaceAll(shown, id), part)
        .replaceAll('http://localhost:4000', server.origin);
    const run = async (command: string) => {
      const { stdout } = await promisify(execFile)('bash', ['-ec', present(command)], { cwd: folder });
      return stdout;
    };
    const ask = async (query: string) => (await server.ask({ query: present(query) })).body;

    const kept = JSON.parse(await run(upload!)) as { id: string };
    ids.set(uploaded.id, kept.id);
    expect(kept).toEqual(JSON.parse(present(JSON.stringify(uploaded))));
    expect(await ask(look!)).toEqual({ data: looked });

    const { data } = await ask(report!);
    for (const [i, { url }] of reported.executeTool.artifacts.entries()) {
      const idIn = (path: string) => path.replace('/files/', '');
      ids.set(idIn(url), idIn(data.executeTool.artifacts[i].url));
    }
    expect(data).toEqual(JSON.parse(present(JSON.stringify(reported))));

    expect(await run(download!)).toBe(row);
    expect(readFileSync(join(folder, 'sales.csv'), 'utf8')).toBe('1,3\n2,6\n');
  });
});
