import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apolloDashboard } from '../clients/apollo-dashboard.ts';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { ECHO, moduleOf, pluginFolder, processesIn } from '../support/plugin-folder.ts';
import { runGathering } from '../support/run-gathering.ts';
import { type RealServer, serve, until } from './real-server.ts';
import { listsOf, watch } from './watcher.ts';

const EDITS = 100;
const KILLS = 6;

/** The tide in its nth edition: a tool comes and goes, an argument changes its kind. */
const edition = (n: number) =>
  moduleOf(
    'tide',
    `tools: [
      { name: 'edition', description: 'Which one.', async run() { await new Promise((r) => setTimeout(r, 5)); return ${n}; } },
      { name: 'changing', description: 'x', parameters: z.object({ a: z.${n % 2 ? 'string' : 'number'}() }), run: () => ${n} },
      ${n % 3 ? ECHO('sometimes') : ''}
    ],`,
  );

/** A package as npm makes it. */
function packTarball(): string {
  const folder = ownFolder();
  mkdirSync(join(folder, 'p'));
  const write = (name: string, content: string) => writeFileSync(join(folder, 'p', name), content);
  write(
    'package.json',
    JSON.stringify({
      name: 'gathering-plugin-moon',
      version: '1.2.3',
      type: 'module',
      exports: './moon.js',
      scripts: { install: 'touch ../../../ran-install-script' },
    }),
  );
  write('moon.js', moduleOf('moon', `tools: [${ECHO('moon_echo')}],`));
  execFileSync('npm', ['pack', './p', '--silent'], { cwd: folder });
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz'))!,
  );
}

/** Calls a tool again and again until told to stop; every answer it got. */
function callAgainAndAgain(server: RealServer, tool: string, args = {}) {
  const answers: any[] = [];
  let stopped = false;
  async function work(): Promise<void> {
    while (!stopped) {
      const { executeTool } = await server.run(gql.ExecuteToolDocument, { input: { tool, arguments: args } });
      answers.push(executeTool);
    }
  }
  const done = Promise.all([work(), work()]);
  return { answers, stop: () => ((stopped = true), done) };
}

const reload = async (server: RealServer) =>
  (await server.run(gql.ReloadPluginDocument, { input: { id: 'tide' } })).reloadPlugin as any;
const isUp = async (server: RealServer, tool: string, args = {}) => {
  const { executeTool } = await server.run(gql.ExecuteToolDocument, { input: { tool, arguments: args } });
  return executeTool?.__typename === 'Execution' && executeTool.status === 'SUCCEEDED';
};

it('plugins of a directory and of a tarball, killed under load, edited and reloaded a hundred times: no call is lost unseen, no process is left, and caches are right', async () => {
  const folder = ownFolder();
  const plugins = pluginFolder({ 'tide.ts': edition(0) });
  const added = await runGathering(['plugins', 'add', packTarball()], { cwd: folder });
  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Installed gathering-plugin-moon'),
  });
  const packages = join(folder, '.gathering/packages');
  expect(readdirSync(packages), 'no install script ran').not.toContain('ran-install-script');

  const server = await serve({ folder, args: ['--plugins', plugins.path, '--max-crashes', '1000'] });
  const dashboard = await apolloDashboard(`${server.origin}/graphql`);
  const watcher = await watch(server.origin);
  const running = () => [...processesIn(plugins.path), ...processesIn(packages)];
  expect(running()).toHaveLength(2);

  // Killed under load.
  const loads = [
    callAgainAndAgain(server, 'moon_echo', { text: 'hi' }),
    callAgainAndAgain(server, 'edition'),
  ];
  for (let kills = 0; kills < KILLS; kills += 1) {
    await until(
      async () => (await isUp(server, 'moon_echo', { text: 'hi' })) && (await isUp(server, 'edition')),
      'both up',
    );
    const victim = running()[kills % 2]!;
    process.kill(victim, 'SIGKILL');
    await until(() => !running().includes(victim), 'it is gone');
  }
  for (const load of loads) {
    await load.stop();
    const kinds = load.answers.map((answer) =>
      answer.__typename === 'Execution' ? (answer.error?.code ?? 'SUCCEEDED') : answer.code,
    );
    expect(new Set([...kinds, 'PLUGIN_CRASHED', 'TOOL_NOT_READY'])).toEqual(
      new Set(['SUCCEEDED', 'PLUGIN_CRASHED', 'TOOL_NOT_READY']),
    );
    expect(kinds.filter((kind) => kind === 'SUCCEEDED').length).toBeGreaterThan(KILLS);
  }
  await until(
    async () => (await isUp(server, 'moon_echo', { text: 'hi' })) && (await isUp(server, 'edition')),
    'both up again',
  );

  // Edited and reloaded during calls.
  const calls = callAgainAndAgain(server, 'edition');
  for (let n = 1; n <= EDITS; n += 1) {
    plugins.write('tide.ts', edition(n));
    const { __typename, change } = await reload(server);
    expect([n, __typename, change !== null]).toEqual([n, 'PluginChanged', true]);
  }
  await calls.stop();
  for (const { status, error } of calls.answers) expect([status, error]).toEqual(['SUCCEEDED', null]);
  const editions = calls.answers.map(({ result }) => result as number);
  expect(Math.max(...editions)).toBeGreaterThan(EDITS / 2);
  await until(() => running().length === 2, 'old processes end');

  // Every change was seen once and in order, and what clients show is what is there.
  const lists = await listsOf(server.origin);
  await watcher.reached(lists.registry.revision);
  await until(() => dashboard.shown()?.registry.revision === lists.registry.revision, 'the cache is there');
  expect(watcher.changes.every(({ revision, follows }) => follows === revision - 1)).toBe(true);
  expect(watcher.lists).toEqual(lists);
  const shown = JSON.stringify(dashboard.shown(), (key, value) => (key === '__typename' ? undefined : value));
  expect(JSON.parse(shown)).toEqual(lists);

  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(running()).toEqual([]);
}, 120_000);

it('Guarantee 20: a server that is killed leaves no process of a plugin behind', async () => {
  const plugins = pluginFolder({
    'tide.ts': edition(0),
    'loop.ts': moduleOf('loop', `tools: [{ name: 'loop', description: 'x', run() { for (;;); } }],`),
  });
  const server = await serve({ args: ['--plugins', plugins.path] });
  const looping = server.run(gql.ExecuteToolDocument, { input: { tool: 'loop' } }).catch(() => {});
  await until(() => processesIn(plugins.path).length === 2, 'both run');
  await server.end('SIGKILL');
  await looping;
  await until(() => processesIn(plugins.path).length === 0, 'both are gone');
});
