import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve } from '../e2e/real-server.ts';
import { importPlugin, runAuthorTests, typeErrors } from '../support/author-folder.ts';
import { ownFolder } from '../support/own-folder.ts';
import { ROOT, runGathering } from '../support/run-gathering.ts';
import { SHIPPED, SHIPPED_TOOLS } from '../support/shipped.ts';

/** A new plugin, made by the real program. */
async function initIn(folderName: string) {
  const cwd = ownFolder();
  const ran = await runGathering(['plugins', 'init', folderName], { cwd });
  return { ...ran, folder: join(cwd, folderName) };
}

// The compiler takes long where processors are shared.
describe('gathering plugins init', { timeout: 90_000 }, () => {
  it('says what to do next in three lines', async () => {
    const { code, stdout, stderr, folder } = await initIn('word-count');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `Made plugin "word-count" in ${folder}. Next:`,
      expect.stringContaining(`1. Edit ${folder}/plugin.ts`),
      expect.stringContaining(`cd ${folder} && npm test`),
      expect.stringContaining(`cd ${ROOT} && npm start -- --plugins ${folder}`),
      '',
    ]);
  });

  it('names everything after the folder', async () => {
    const { folder } = await initIn('Word Count');
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name).toBe('word-count');
    expect(readdirSync(folder).sort()).toEqual(
      [
        '.gitignore',
        'examples',
        'node_modules',
        'package.json',
        'plugin.test.ts',
        'plugin.ts',
        'tsconfig.json',
      ].sort(),
    );
    const written = globSync('*.*', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(written.join()).not.toMatch(/my.plugin/i);
    const plugin = await importPlugin(folder);
    expect(plugin).toMatchObject({ id: 'word-count', name: 'Word count' });
    expect(plugin.tools![0]!.name).toBe('word_count_marks');
  });

  it('makes tests that pass, and that fail when the plugin is broken', async () => {
    const { folder } = await initIn('word-count');
    expect(await runAuthorTests(folder)).toMatchObject({ code: 0, passed: 7 });
    const source = join(folder, 'plugin.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace('i + 1', 'i'));
    expect((await runAuthorTests(folder)).code).toBe(1);
  });

  it('makes files without type errors, where a wrong type is one', async () => {
    const { folder } = await initIn('word-count');
    expect(typeErrors(folder)).toBe('');
    const source = join(folder, 'plugin.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace('read(path)', 'read(7)'));
    expect(typeErrors(folder)).toContain('plugin.ts');
  });

  it('makes a plugin that can be served at once', async () => {
    const { folder } = await initIn('word-count');
    const server = await serve({ args: ['--plugins', folder] });
    expect(server.stdout()).toContain(`${SHIPPED}, word-count (${SHIPPED_TOOLS + 1} tools)`);
    const query = '{ competency(id: "word_count_upkeep") { parents { id } } }';
    const { body } = await server.ask({ query });
    expect(body.data.competency.parents).toEqual([{ id: 'programming' }]);
  });

  it('keeps its link to GatheRing when npm installs something', async () => {
    const { folder } = await initIn('word-count');
    const link = join(folder, 'node_modules/gathering');
    expect(realpathSync(link)).toBe(ROOT);
    execFileSync('npm', ['install', '--offline', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
    expect(realpathSync(link)).toBe(ROOT);
    expect(existsSync(join(folder, 'node_modules/.bin/node'))).toBe(true);
  });

  it('fills a folder that is there and empty', async () => {
    const cwd = ownFolder();
    mkdirSync(join(cwd, 'empty'));
    expect(await runGathering(['plugins', 'init', 'empty'], { cwd })).toMatchObject({ code: 0 });
  });

  it.each([
    ['full', /full is not empty: it holds "kept\.txt"\. Name a new or empty folder\.$/],
    ['full/kept.txt', /kept\.txt is no folder\. Name a new or empty one\.$/],
    ['1', /^gathering: No plugin can be named after "1"\. /],
  ])('refuses %s with 2 and one line, and writes nothing', async (folder, line) => {
    const cwd = ownFolder();
    mkdirSync(join(cwd, 'full'));
    writeFileSync(join(cwd, 'full/kept.txt'), 'mine');
    const { code, stdout, stderr } = await runGathering(['plugins', 'init', folder], { cwd });
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      code: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr.trimEnd()).toMatch(line);
    expect(globSync('**', { cwd }).sort()).toEqual(['.', 'full', 'full/kept.txt']);
  });
});
