import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import subtitles from '../../examples/plugins/subtitles/index.ts';
import { fakeDeepL } from '../../examples/plugins/subtitles/test/fake-deepl.ts';
import { sample } from '../../examples/plugins/subtitles/test/files.ts';
import type { App } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { inlineSource, shippedPlugins } from '../../src/plugins/shipped.ts';
import { serve } from '../e2e/real-server.ts';
import * as gql from '../graphql/graphql.ts';
import { runAuthorTests } from '../support/author-folder.ts';
import { ownFolder } from '../support/own-folder.ts';
import { ROOT } from '../support/run-gathering.ts';
import { openTestApp } from '../support/test-app.ts';

const EXAMPLE = join(ROOT, 'examples/plugins/subtitles');
const anybody = { kind: 'USER', name: 'somebody' } as const;

/** GatheRing with the example and what it requires; DeepL is played. */
async function openExample(config: object = {}, settings: Partial<Config> = {}) {
  const deepl = await fakeDeepL();
  onTestFinished(deepl.close);
  const sources = [shippedPlugins(), inlineSource('examples', [subtitles])];
  const pluginConfig = { subtitles: { deeplUrl: deepl.url, ...config } };
  const load = ['core', 'subtitles'];
  const env = { PATH: process.env.PATH, DEEPL: 'right' };
  const opened = await openTestApp([], { load, pluginConfig, ...settings }, { sources, env });
  return { ...opened, deepl };
}

const healthOf = ({ plugins, store }: App) => plugins.health(store.current.plugins.get('subtitles')!);
/** What an author writes or is handed. */
const PARTS = [
  ...['PluginDefinition', 'ToolDefinition', 'CompetencyDefinition', 'FileHandlerDefinition'],
  ...['ToolContext', 'HookContext', 'ToolAnnotations'],
];

/** Programs of callers are run by plugins that come with GatheRing alone. */
const NOT_FOR_OTHERS = ['jail', 'needs'];

function membersOf(name: string): string[] {
  const contract = readFileSync(join(ROOT, 'src/plugins/contract.ts'), 'utf8');
  const [, body] = new RegExp(`^export interface ${name}\\b[^{]*{\\n(.*?)^}`, 'ms').exec(contract)!;
  return Array.from(body!.matchAll(/^  (?:readonly )?(\w+)\??[:(]/gm), ([, member]) => member!);
}

const WITH_KEY = { secrets: { DEEPL_API_KEY: { env: 'DEEPL' } } };

describe('The example plugin subtitles', { timeout: 90_000 }, () => {
  it('passes its own tests in a folder of its own', async () => {
    const folder = join(ownFolder(), 'subtitles');
    cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
    symlinkSync(ROOT, join(folder, 'node_modules/gathering'));
    symlinkSync(join(ROOT, 'node_modules/lru-cache'), join(folder, 'node_modules/lru-cache'));
    const { code, passed, stdout } = await runAuthorTests(folder);
    expect(code, stdout).toBe(0);
    expect(passed).toBeGreaterThan(25);
  });

  it('uses every part of the contract', () => {
    const sources = globSync('**/*.ts', { cwd: EXAMPLE, exclude: ['test/**', 'node_modules/**'] });
    const code = sources.map((file) => readFileSync(join(EXAMPLE, file), 'utf8')).join('\n');
    const parts = PARTS.flatMap(membersOf).filter((part) => !NOT_FOR_OTHERS.includes(part));
    expect(parts).toEqual(expect.arrayContaining(['magic', 'lifetime', 'artifact', 'effects', 'onDisable']));
    expect(parts.filter((part) => !new RegExp(`\\b${part}\\b`).test(code))).toEqual([]);
  });

  it('is loaded with all that it brings', async () => {
    const { app } = await openExample();
    const { plugins, tools, competencies, fileHandlers } = app.store.current;
    expect(plugins.get('subtitles')).toMatchObject({ state: 'ENABLED', failure: null });
    expect([...tools.values()].filter(({ pluginId }) => pluginId === 'subtitles')).toHaveLength(5);
    expect(competencies.get('subtitling')!.parents).toEqual(['file_management']);
    expect(fileHandlers.get('subrip')!.operations).toEqual(['INSPECT', 'TEXT', 'PREVIEW']);
  });

  it('reads subtitles whatever their name, and leaves other text to others', async () => {
    const { run, folder } = await openExample();
    const bytes = sample('night-train.srt')['night-train.srt']!;
    writeFileSync(join(folder, 'film.srt'), bytes);
    writeFileSync(join(folder, 'renamed.txt'), bytes);
    writeFileSync(join(folder, 'notes.txt'), 'Call Ann.');
    const inspect = (path: string) => run(gql.InspectFileDocument, { input: { path } });
    for (const path of ['film.srt', 'renamed.txt']) {
      const { inspectFile } = await inspect(path);
      expect(inspectFile).toMatchObject({ handler: { id: 'subrip' }, metadata: { cues: 4 } });
    }
    expect((await inspect('notes.txt')).inspectFile).toMatchObject({ handler: { id: 'plain_text' } });
  });

  it('watches its quota only while it is enabled', async () => {
    const { app, deepl } = await openExample({ usageMinutes: 0.0005 }, WITH_KEY);
    const asked = () => deepl.requests.filter(({ path }) => path === '/v2/usage').length;
    await expect.poll(asked).toBeGreaterThan(2);
    expect(await healthOf(app)).toMatchObject({
      ok: true,
      message: '120 of 500000 characters are translated in this period.',
    });
    await app.plugins.setEnabled({ id: 'subtitles' }, false, anybody);
    const before = asked();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(asked()).toBeLessThanOrEqual(before + 1);
    await app.plugins.setEnabled({ id: 'subtitles' }, true, anybody);
    await expect.poll(asked).toBeGreaterThan(before + 2);
    await app.plugins.unload({ id: 'subtitles' }, anybody);
    const last = asked();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(asked()).toBeLessThanOrEqual(last + 1);
  });

  it('is healthy, and says so, without a key', async () => {
    const { app } = await openExample();
    expect(await healthOf(app)).toMatchObject({
      ok: true,
      message: 'There is no DeepL key, so nothing can be translated.',
    });
  });

  it('refuses to be loaded with limits that contradict each other', async () => {
    const { app } = await openExample({ minDurationMs: 9000 });
    expect(app.store.current.plugins.get('subtitles')).toMatchObject({
      state: 'FAILED',
      failure: { hook: 'onLoad', message: expect.stringContaining('is more than `maxDurationMs`') },
    });
  });

  it('serves from its directory, in a process of its own', async () => {
    const folder = ownFolder();
    const server = await serve({ folder, args: ['--plugins', join(ROOT, 'examples/plugins')] });
    expect(server.stdout()).toContain('core, design, subtitles (18 tools)');
    writeFileSync(join(folder, 'rushed.srt'), sample('rushed.srt')['rushed.srt']!);
    const execute = (tool: string) =>
      server.run(gql.ExecuteToolDocument, { input: { tool, arguments: { path: 'rushed.srt' } } });
    expect((await execute('subtitles_check')).executeTool).toMatchObject({ result: { problemCount: 9 } });
    const converted = (await execute('subtitles_to_webvtt')).executeTool;
    const { artifacts } = converted as unknown as { artifacts: [{ uri: string; url: string }] };
    expect(converted).toMatchObject({ result: { artifact: artifacts[0].uri, webvtt: null } });
    const file = await fetch(`${server.origin}${artifacts[0].url}`);
    expect(file.headers.get('content-type')).toBe('text/vtt');
    expect(await file.text()).toMatch(/^WEBVTT/);
    const { inspectFile } = await server.run(gql.InspectFileDocument, { input: { path: 'rushed.srt' } });
    expect(inspectFile).toMatchObject({ preview: { name: 'rushed.srt.svg', mimeType: 'image/svg+xml' } });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init');
    git('add', 'rushed.srt');
    git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-m', 'Subtitles');
    expect((await execute('subtitles_changes')).executeTool).toMatchObject({ result: { changes: [] } });
  });
});
