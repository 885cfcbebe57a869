import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve, until } from '../e2e/real-server.ts';
import { runAuthorTests, typeErrors } from '../support/author-folder.ts';
import { ownFolder } from '../support/own-folder.ts';
import { readPage } from '../support/page.ts';
import { ROOT, runGathering } from '../support/run-gathering.ts';

const { snippets } = readPage('writing-a-plugin.md');
const codeOf = (language: string) =>
  snippets.filter((s) => s.language === language && !s.file).map((s) => s.code);
const fileNamed = (name: string) => snippets.filter(({ file }) => file === name).map(({ code }) => code);

const [init, npmTest, start, build] = codeOf('sh');
const [initOutput, startOutput] = codeOf('text');
const [madePackage, publishedPackage] = fileNamed('package.json');
const sources = snippets.filter(({ language }) => language === 'ts');
const operations = codeOf('graphql');
const WHILE_IT_RUNS = [
  ['add-source', 'added-source'],
  ['load', 'loaded'],
] as const;
const SHOP_FILES = ['shop.access.log', 'gathering.json'];
const answers = codeOf('json').map((text) => JSON.parse(text) as unknown);

/** A folder in which `gathering plugins init` was called as the page says, and all files of the page were written. */
async function followPage() {
  const home = ownFolder();
  const args = init!.replace('npm start -- ', '').replace('/home/ann', home).trim().split(' ');
  const { stdout } = await runGathering(args, { cwd: home });
  const folder = join(home, 'visits');
  const made = readFileSync(join(folder, 'package.json'), 'utf8');
  for (const { file, code } of sources) writeFileSync(join(folder, file!), code);
  return { home, folder, stdout, made };
}

// The compiler takes long where processors are shared.
describe('docs/writing-a-plugin.md', { timeout: 90_000 }, () => {
  it('has no code block but those that are run here', () => {
    expect(init).toMatch(/^npm start -- plugins init \S+\n$/);
    expect([npmTest, build]).toEqual(['npm test\n', 'npm run build\n']);
    expect(answers).toHaveLength(operations.length);
    const named = [...SHOP_FILES, ...WHILE_IT_RUNS.flat()].flatMap(fileNamed);
    const others = [init, npmTest, start, build, initOutput, startOutput, madePackage, publishedPackage];
    const all = [...named, ...others, ...sources, ...operations, ...answers];
    expect(snippets).toHaveLength(all.length);
    expect(sources.every(({ file }) => file !== null)).toBe(true);
  });

  it('shows what `gathering plugins init` says and writes', async () => {
    const { home, folder, stdout, made } = await followPage();
    const there = (text: string) =>
      text
        .replaceAll('/home/ann/gathering', ROOT)
        .replaceAll('/home/ann', home)
        .replace('file:../gathering', `file:${relative(folder, ROOT)}`);
    expect(stdout).toBe(there(initOutput!));
    expect(made).toBe(there(madePackage!));
  });

  it('has a plugin without type errors whose tests pass', async () => {
    const { folder } = await followPage();
    expect(typeErrors(folder)).toBe('');
    const { code, passed, stdout } = await runAuthorTests(folder);
    expect({ code, passed }, stdout).toEqual({ code: 0, passed: 5 });
  });

  it('has a server that says and answers what the page shows', async () => {
    const { home, folder } = await followPage();
    const shop = join(home, 'shop');
    mkdirSync(shop);
    for (const file of SHOP_FILES) writeFileSync(join(shop, file), fileNamed(file)[0]!);
    const [, pepper, args] = /^VISITS_PEPPER=(\w+) npm start -- (.*)\n$/.exec(start!)!;
    const server = await serve({
      folder,
      args: args!.replace('/home/ann', home).split(' '),
      env: { VISITS_PEPPER: pepper! },
    });
    expect(server.stdout()).toContain(startOutput);
    for (const [i, query] of operations.entries()) {
      expect((await server.ask({ query })).body).toEqual({ data: answers[i] });
    }
    const file = join(folder, 'plugin.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace("name: 'Visits'", "name: 'Guests'"));
    const name = async () =>
      (await server.ask({ query: '{ plugin(id: "visits") { name } }' })).body.data.plugin.name;
    await until(async () => (await name()) === 'Guests', 'the plugin as it was saved');
  });

  it('has mutations that bring the plugin into a server that runs', async () => {
    const { home, folder } = await followPage();
    const secrets = JSON.stringify({ VISITS_PEPPER: { env: 'VISITS_PEPPER' } });
    const server = await serve({
      folder: home,
      args: ['--secrets', secrets],
      env: { VISITS_PEPPER: 'thyme' },
    });
    for (const [operation, answer] of WHILE_IT_RUNS) {
      const query = fileNamed(operation)[0]!.replace('/home/ann/visits', folder);
      expect((await server.ask({ query })).body).toEqual({ data: JSON.parse(fileNamed(answer)[0]!) });
    }
  });

  it('has a package of JavaScript that Node runs where it is installed', async () => {
    const { home, folder } = await followPage();
    writeFileSync(join(folder, 'package.json'), publishedPackage!);
    const [, script] = /^npm run (\w+)\n$/.exec(build!)!;
    linkPackage(folder, 'typescript');
    symlinkSync('../typescript/bin/tsc', join(folder, 'node_modules/.bin/tsc'));
    expect(JSON.parse(publishedPackage!)).toMatchObject({ scripts: { prepack: `npm run ${script}` } });
    execFileSync('npm', ['run', script!], { cwd: folder, stdio: 'ignore' });
    const files = packedFiles(folder);
    expect(files).toEqual([
      ...['config', 'count', 'file-handler', 'log', 'plugin'].map((name) => `dist/${name}.js`),
      'package.json',
    ]);
    const installed = join(home, 'node_modules/gathering-visits');
    mkdirSync(join(installed, 'dist'), { recursive: true });
    for (const file of files) writeFileSync(join(installed, file), readFileSync(join(folder, file)));
    symlinkSync(ROOT, join(home, 'node_modules/gathering'));
    const show = "import plugin from 'gathering-visits'; console.log(plugin.id)";
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', show], { cwd: home });
    expect(printed.toString()).toBe('visits\n');
  });
});

function linkPackage(folder: string, name: string): void {
  symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
}

/** What `npm publish` would send. */
function packedFiles(folder: string): string[] {
  const text = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const packed = JSON.parse(text.slice(text.search(/^[[{]/m))) as unknown;
  const [only] = Object.values(packed as object) as { files: { path: string }[] }[];
  return only!.files.map(({ path }) => path).sort();
}
