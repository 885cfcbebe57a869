import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { runGathering, watch } from '../support/run-gathering.ts';
import { follow } from './follow.ts';
import { post, serve } from './real-server.ts';
import { listsOf } from './watcher.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MANY = join(import.meta.dirname, 'children/serve-many.ts');
const echo = (tool: string) => ({ input: { tool, arguments: { text: 'hello' } } });

describe('A start', { timeout: 60_000 }, () => {
  it('brings back what was loaded, as it was, and commits nothing when nothing has changed', async () => {
    const first = await serve({ file: MANY });
    await first.run(gql.UnloadPluginDocument, { input: { id: 'p3', cascade: true } });
    await first.run(gql.DisablePluginDocument, { input: { id: 'p1' } });
    await first.run(gql.UnloadPluginDocument, { input: { id: 'p2' } });
    const before = await listsOf(first.origin);
    const numbered = before.plugins.nodes.filter(({ id }: { id: string }) => /^p\d/.test(id));
    expect(numbered.slice(0, 4)).toMatchObject([
      { id: 'p0', state: 'ENABLED' },
      { id: 'p1', state: 'DISABLED' },
      { id: 'p10', state: 'ENABLED' },
      { id: 'p11', state: 'ENABLED' },
    ]);
    expect(await first.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const second = await serve({ folder: first.folder, file: MANY });
    expect(await listsOf(second.origin)).toEqual(before);
    const { revision, cursor } = before.registry;
    const follower = await follow(second, { after: cursor });
    expect(await follower.next()).toMatchObject({ __typename: 'Heartbeat', revision, follows: revision });
    const [ready, disabled, gone] = await Promise.all(
      ['p0_echo', 'p1_echo', 'p2_echo'].map((tool) => second.run(gql.ExecuteToolDocument, echo(tool))),
    );
    expect(ready).toMatchObject({ executeTool: { status: 'SUCCEEDED', result: { text: 'hello' } } });
    expect(disabled).toMatchObject({ executeTool: { code: 'TOOL_NOT_READY' } });
    expect(gone).toMatchObject({ executeTool: { code: 'NOT_FOUND' } });
    const loaded = await second.run(gql.LoadPluginDocument, { input: { id: 'p2' } });
    expect(loaded).toMatchObject({ loadPlugin: { change: { revision: revision + 1 } } });
    expect(await follower.next()).toMatchObject({ revision: revision + 1, follows: revision });
  });

  it('is refused on a data folder that is in use, and whoever uses that does not notice', async () => {
    const first = await serve();
    const follower = await follow(first);
    await follower.next();
    const second = await runGathering(['--port', '0'], { cwd: first.folder });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^gathering: Another GatheRing uses this data folder\..*\.gathering\)\n$/);
    await first.run(gql.DisablePluginDocument, { input: { id: 'core' } });
    expect(await follower.next()).toMatchObject({ revision: 2, follows: 1 });
  });

  it('is refused on a damaged journal, which stays as it is; with a backup it goes on', async () => {
    const { folder, end } = await serve();
    expect(await runGathering(['backup', 'copy.db'], { cwd: folder })).toMatchObject({ code: 0 });
    await end('SIGTERM');
    const file = join(folder, '.gathering/registry.db');
    const damaged = readFileSync(file).fill('damage', 8192, 3 * 8192);
    writeFileSync(file, damaged);
    const refused = await runGathering(['--port', '0'], { cwd: folder });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^gathering: .*`gathering restore FILE`.*\n$/);
    expect(readFileSync(file).equals(damaged)).toBe(true);
    expect(await runGathering(['restore', 'copy.db'], { cwd: folder })).toMatchObject({ code: 0 });
    const again = await serve({ folder });
    expect((await again.run(gql.RegistryDocument, {})).registry).toMatchObject({
      revision: 1,
      toolCount: 13,
    });
  });
});

it('npm start lets tools work in the folder that a person called it from', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'mine.txt'), 'my own file');
  const npm = spawn('npm', ['--prefix', ROOT, 'start', '--', '--port', '0'], { cwd: folder });
  onTestFinished(() => void npm.kill('SIGKILL'));
  const server = watch(npm);
  await server.said(/Ctrl-C stops it/);
  const url = /http:\S+\/graphql/.exec(server.stdout())![0];
  const query = `mutation { executeTool(input: { tool: "fs_read", arguments: { path: "mine.txt" } }) {
    ... on Execution { result } } }`;
  const { body } = await post(url, { query });
  expect(body.data.executeTool.result).toMatchObject({ content: 'my own file' });
  npm.kill('SIGTERM');
  await server.ended;
});
