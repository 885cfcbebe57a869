/** Plugins with a process of their own that are taken away while calls run. */
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../support/plugin-folder.ts';
import type { TestApp } from '../support/test-app.ts';

const BEFORE = `import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
const begun = (what) => console.log('begun ' + what);
const tool = (name, run) => ({ name, description: 'x', run });
async function untilOpen({ workspace }) {
  while (!existsSync(join(workspace.root, 'open'))) await new Promise((resolve) => setTimeout(resolve, 5));
}`;
/** `version`: what its tools answer. */
const slow = (version: number) =>
  moduleOf(
    'slow',
    `onDisable() { console.log('onDisable ${version}'); },
    onUnload() { console.log('onUnload ${version}'); },
    tools: [
      tool('work', async (_, context) => {
        context.signal.addEventListener('abort', () => console.log('aborted ${version}'));
        begun('work ${version}'); await untilOpen(context); return ${version};
      }),
      tool('deaf', () => { begun('deaf ${version}'); return new Promise(() => {}); }),
      tool('loop', () => { begun('loop ${version}'); setTimeout(() => { for (;;); }); return new Promise(() => {}); }),
      tool('start', () => { spawn('/bin/sleep', ['600']); begun('start ${version}'); return new Promise(() => {}); }),
      tool('crash', () => process.exit(3)),
    ],`,
    BEFORE,
  );

async function open(settings = {}) {
  const folder = pluginFolder({ 'slow.ts': slow(1) });
  const test = await openFolderApp(folder, settings);
  /** Calls a tool; resolves when it runs, to how it will have ended. */
  const start = async (tool: string, version = 1) => {
    const line = `slow: begun ${tool} ${version}`;
    const already = count(test.lines, line);
    const ended = test
      .run(gql.ExecuteToolDocument, { input: { tool, waitMs: 600_000 } })
      .then(({ executeTool }): any => executeTool);
    await until(() => count(test.lines, line) > already);
    return { ended };
  };
  return { ...test, plugins: folder, start };
}

const count = (lines: readonly string[], line: string) => lines.filter((one) => one === line).length;
const unload = async ({ run }: TestApp, more: Partial<gql.UnloadPluginInput> = {}): Promise<any> =>
  (await run(gql.UnloadPluginDocument, { input: { id: 'slow', ...more } })).unloadPlugin;
const reload = async ({ run }: TestApp, more: Partial<gql.PluginIdInput> = {}): Promise<any> =>
  (await run(gql.ReloadPluginDocument, { input: { id: 'slow', ...more } })).reloadPlugin;
const isDraining = ({ app }: TestApp) =>
  until(() => app.store.current.plugins.get('slow')?.state === 'DRAINING');
const letEnd = ({ app }: TestApp) => app.plugins.core.options.workspace.write('open', '');

describe('Guarantee 13: nothing of a process runtime runs', () => {
  it('after an unload by DRAIN, and its calls have ended by themselves, before its hooks', async () => {
    const test = await open();
    const { ended } = await test.start('work');
    const unloading = unload(test);
    await isDraining(test);
    await letEnd(test);
    expect(await ended).toMatchObject({ status: 'SUCCEEDED', result: 1 });
    expect(await unloading).toMatchObject({ unloadedIds: ['slow'], warnings: [] });
    expect(processesIn(test.plugins.path)).toEqual([]);
    expect(test.lines.filter((line) => /on[DU]|aborted/.test(line))).toEqual([
      'slow: onDisable 1',
      'slow: onUnload 1',
    ]);
  });

  it('after an unload by DRAIN whose deadline has passed', async () => {
    const test = await open({ drainTimeoutMs: 100 });
    const { ended } = await test.start('deaf');
    expect(await unload(test)).toMatchObject({ unloadedIds: ['slow'], change: { revision: 3 } });
    expect(await ended).toMatchObject({ status: 'CANCELLED', error: { code: 'CANCELLED' } });
    expect(processesIn(test.plugins.path)).toEqual([]);
  });

  it.each(['work', 'deaf', 'loop'])('after an unload by FORCE, whatever %s does', async (tool) => {
    const test = await open();
    const { ended } = await test.start(tool);
    expect(await unload(test, { mode: 'FORCE' })).toMatchObject({
      unloadedIds: ['slow'],
      change: { revision: 2 },
    });
    expect(await ended).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'CANCELLED', message: expect.stringContaining('"slow" was unloaded') },
    });
    expect(processesIn(test.plugins.path)).toEqual([]);
    expect(test.lines.includes('slow: aborted 1')).toBe(tool === 'work');
  });

  it('after an unload by FORCE, what its tools started included', async () => {
    const test = await open();
    const { ended } = await test.start('start');
    expect(processesIn(test.plugins.path)).toHaveLength(2);
    await unload(test, { mode: 'FORCE' });
    expect(await ended).toMatchObject({ status: 'CANCELLED' });
    // It is killed, and gone a moment later.
    await until(() => processesIn(test.plugins.path).length === 0);
  });

  it.each(['DRAIN', 'FORCE'] as const)(
    'after an unload by %s that comes while old code still has calls',
    async (mode) => {
      const test = await open();
      const old = await test.start('work', 1);
      test.plugins.write('slow.ts', slow(2));
      await reload(test);
      const current = await test.start('work', 2);
      expect(processesIn(test.plugins.path)).toHaveLength(2);
      const unloading = unload(test, { mode });
      if (mode === 'DRAIN') {
        await isDraining(test);
        await letEnd(test);
      }
      expect(await unloading).toMatchObject({ unloadedIds: ['slow'] });
      expect(processesIn(test.plugins.path)).toEqual([]);
      const status = mode === 'DRAIN' ? 'SUCCEEDED' : 'CANCELLED';
      expect([await old.ended, await current.ended]).toMatchObject([{ status }, { status }]);
    },
  );

  it('after a crash during the drain, which ends it', async () => {
    const test = await open();
    const { ended } = await test.start('deaf');
    const crashing = await test.start('work');
    const unloading = unload(test);
    await isDraining(test);
    processesIn(test.plugins.path).forEach((pid) => process.kill(pid, 'SIGKILL'));
    for (const call of [await ended, await crashing.ended])
      expect(call).toMatchObject({ status: 'FAILED', error: { code: 'PLUGIN_CRASHED' } });
    expect(await unloading).toMatchObject({ unloadedIds: ['slow'] });
    expect(test.app.store.current.plugins.get('slow')?.state).toBe('AVAILABLE');
    expect(processesIn(test.plugins.path)).toEqual([]);
  });
});

describe('reloadPlugin', () => {
  it('by DRAIN cancels calls of the old code after `drainTimeoutMs`, and none of the new code', async () => {
    const test = await open({ drainTimeoutMs: 500 });
    const old = await test.start('work', 1);
    test.plugins.write('slow.ts', slow(2));
    expect(await reload(test)).toMatchObject({ __typename: 'PluginChanged' });
    const current = await test.start('work', 2);
    expect(await old.ended).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'CANCELLED', message: expect.stringContaining('was reloaded') },
    });
    await until(() => processesIn(test.plugins.path).length === 1);
    await letEnd(test);
    expect(await current.ended).toMatchObject({ status: 'SUCCEEDED', result: 2 });
  });

  it('by FORCE cancels them at once, those of code that was replaced before, too', async () => {
    const test = await open();
    const calls = [await test.start('work', 1)];
    test.plugins.write('slow.ts', slow(2));
    await reload(test);
    calls.push(await test.start('work', 2));
    test.plugins.write('slow.ts', slow(3));
    await reload(test, { mode: 'FORCE' });
    const current = await test.start('work', 3);
    for (const { ended } of calls)
      expect(await ended).toMatchObject({ status: 'CANCELLED', error: { code: 'CANCELLED' } });
    await until(() => processesIn(test.plugins.path).length === 1);
    await letEnd(test);
    expect(await current.ended).toMatchObject({ status: 'SUCCEEDED', result: 3 });
  });

  it('by FORCE that fails cancels nothing', async () => {
    const test = await open();
    const old = await test.start('work', 1);
    test.plugins.write('slow.ts', 'const = 1;');
    expect(await reload(test, { mode: 'FORCE' })).toMatchObject({ code: 'PLUGIN_CRASHED' });
    await letEnd(test);
    expect(await old.ended).toMatchObject({ status: 'SUCCEEDED', result: 1 });
  });
});

it('a saved file reloads by DRAIN: calls of the old code end as they would', async () => {
  const test = await open({ watch: true });
  const old = await test.start('work', 1);
  test.plugins.write('slow.ts', slow(2));
  await until(() => test.lines.includes('slow: Reloaded.'));
  await letEnd(test);
  expect(await old.ended).toMatchObject({ status: 'SUCCEEDED', result: 1 });
});

it('a source cannot be removed while its plugin waits to go, and then can', async () => {
  const folder = pluginFolder({ 'slow.ts': slow(1) });
  const test = await openFolderApp(pluginFolder());
  const add = { input: { directory: folder.path } };
  const { addPluginSource } = await test.run(gql.AddPluginSourceDocument, add);
  const { source } = addPluginSource as { source: string };
  await test.run(gql.LoadPluginDocument, { input: { id: 'slow' } });
  const running = test.run(gql.ExecuteToolDocument, { input: { tool: 'work' } });
  await until(() => test.lines.includes('slow: begun work 1'));
  const unloading = unload(test);
  await isDraining(test);
  const removing = test.run(gql.RemovePluginSourceDocument, { input: { source } });
  await letEnd(test);
  expect(await running).toMatchObject({ executeTool: { status: 'SUCCEEDED' } });
  await unloading;
  expect((await removing).removePluginSource).toMatchObject({ __typename: 'PluginSourceRemoved' });
  expect(processesIn(folder.path)).toEqual([]);
});
