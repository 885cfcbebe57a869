import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { follow } from '../support/follow.ts';
import { ECHO, moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../support/plugin-folder.ts';
import type { TestApp } from '../support/test-app.ts';

/** Ways for a plugin to end its process while a call runs. */
const ENDS: Record<string, [body: string, reason: RegExp]> = {
  'calls process.exit()': ['process.exit(3)', /exited with code 3/],
  'is killed': ['process.kill(process.pid, "SIGKILL"); return new Promise(() => {})', /SIGKILL/],
  'crashes natively': ['process.kill(process.pid, "SIGSEGV"); return new Promise(() => {})', /SIGSEGV/],
  'rejects and nobody handles it': [
    'Promise.reject(new Error("unheard")); return new Promise(() => {})',
    /exited with code 1/,
  ],
  'throws in a callback': [
    'setTimeout(() => { throw new Error("x") }); return new Promise(() => {})',
    /code 1/,
  ],
  'writes garbage to the pipe': [
    'require("node:fs").writeSync(3, "garbage\\n"); return new Promise(() => {})',
    /sent a line that is no JSON-RPC message/,
  ],
};

const PLUGINS = {
  'weak.ts': moduleOf(
    'weak',
    `tools: [${ECHO('weak_echo')},
      { name: 'wait', description: 'x', run: () => new Promise((resolve) => setTimeout(resolve, 60_000)) },
      { name: 'loop', description: 'x', run() { for (;;); } },
      ${Object.values(ENDS)
        .map(([body], i) => `{ name: 'end_${i}', description: 'x', run() { ${body} } }`)
        .join()}],`,
    `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  ),
  'strong.ts': moduleOf('strong', `tools: [${ECHO('strong_echo')}],`),
};

const execute = async ({ run }: TestApp, tool: string, args = {}, more = {}): Promise<any> =>
  (await run(gql.ExecuteToolDocument, { input: { tool, arguments: args, ...more } })).executeTool;
const echo = (test: TestApp, tool: string) => execute(test, tool, { text: 'hi' });
const isReady = ({ app }: TestApp) => app.store.current.tools.get('weak_echo')?.availability === 'READY';

describe('A plugin whose process ends', () => {
  it.each(Object.entries(ENDS))(
    'because it %s: calls are told, it comes back, others go on',
    async (name, [, reason]) => {
      const test = await openFolderApp(pluginFolder(PLUGINS));
      const follower = await follow(test.app);
      await follower.next();
      const running = execute(test, 'wait');
      const ended = await execute(test, `end_${Object.keys(ENDS).indexOf(name)}`);
      for (const call of [ended, await running]) {
        expect(call).toMatchObject({
          status: 'FAILED',
          error: {
            code: 'PLUGIN_CRASHED',
            message: expect.stringMatching(reason),
            sideEffectsPossible: true,
          },
        });
      }
      const [down, up] = (await follower.take(2)) as unknown as [gql.ChangeFragment, gql.ChangeFragment];
      for (const change of [down, up]) {
        expect(change.events[0]).toMatchObject({ __typename: 'PluginHealthChanged', subjectId: 'weak' });
        expect(change.events.slice(1).map(({ __typename }) => __typename)).toEqual(
          Array(test.app.store.current.tools.count('plugin', 'weak')).fill('ToolUpdated'),
        );
      }
      expect(await echo(test, 'weak_echo')).toMatchObject({ status: 'SUCCEEDED' });
      expect(await echo(test, 'strong_echo')).toMatchObject({ status: 'SUCCEEDED' });
    },
  );

  it('is started again when it answers nothing any more, though it only loops', async () => {
    const folder = pluginFolder(PLUGINS);
    const test = await openFolderApp(folder);
    expect(await execute(test, 'loop', {}, { timeoutMs: 100 })).toMatchObject({ status: 'TIMED_OUT' });
    await until(() => test.app.store.current.tools.get('weak_echo')?.availability === 'UNAVAILABLE');
    expect(await echo(test, 'weak_echo')).toMatchObject({
      __typename: 'ToolNotReady',
      message: expect.stringContaining('hung'),
    });
    await until(() => isReady(test));
    expect(await echo(test, 'weak_echo')).toMatchObject({ status: 'SUCCEEDED' });
    expect(processesIn(folder.path)).toHaveLength(2);
  });

  it('again and again is FAILED in the end, with the reason; loading it brings it back', async () => {
    const folder = pluginFolder(PLUGINS);
    const test = await openFolderApp(folder, { maxCrashes: 3 });
    for (let crash = 1; crash <= 3; crash += 1) {
      await until(() => isReady(test));
      await execute(test, 'end_0');
      await until(() => !isReady(test));
    }
    const record = () => test.app.store.current.plugins.get('weak');
    await until(() => record()?.state === 'FAILED');
    expect(record()?.failure).toMatchObject({
      code: 'PLUGIN_CRASHED',
      message: 'The process of plugin "weak" exited with code 3, 3 times in a row.',
    });
    expect(processesIn(folder.path)).toHaveLength(1);
    const { loadPlugin } = await test.run(gql.LoadPluginDocument, { input: { id: 'weak' } });
    expect(loadPlugin).toMatchObject({ plugin: { state: 'ENABLED' } });
    expect(await echo(test, 'weak_echo')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('stays DISABLED when it was, and can be unloaded while it is down', async () => {
    const folder = pluginFolder(PLUGINS);
    const test = await openFolderApp(folder);
    await test.run(gql.DisablePluginDocument, { input: { id: 'weak' } });
    const before = test.app.plugins.live.get('weak');
    processesIn(folder.path).forEach((pid) => process.kill(pid, 'SIGKILL'));
    await until(() => test.app.plugins.live.get('weak') !== before);
    expect(test.app.store.current.tools.get('weak_echo')?.availability).toBe('DISABLED');
    const { unloadPlugin } = await test.run(gql.UnloadPluginDocument, { input: { id: 'weak' } });
    expect(unloadPlugin).toMatchObject({ unloadedIds: ['weak'] });
    await until(() => test.app.store.current.tools.get('strong_echo')?.availability === 'READY');
    expect(processesIn(folder.path)).toHaveLength(1);
  });
});

it('a plugin that becomes unwell is told in the stream, and so is that it is well again', async () => {
  const folder = pluginFolder({
    'moody.ts': moduleOf(
      'moody',
      `tools: [{ name: 'mood', description: 'x', parameters: z.object({ ok: z.boolean() }), run({ ok }) { well = ok; return ok; } }],
       health: () => ({ ok: well, message: 'So it is.' }),`,
      'let well = true;',
    ),
  });
  const test = await openFolderApp(folder, { healthIntervalMs: 20 });
  const follower = await follow(test.app);
  await follower.next();
  for (const ok of [false, true]) {
    await execute(test, 'mood', { ok });
    expect(await follower.next()).toMatchObject({
      events: [{ __typename: 'PluginHealthChanged', subjectId: 'moody', operation: 'UPDATED' }],
    });
  }
});

it('a plugin that was unwell and is reloaded well is told to be so; a reload that changes nothing tells nothing', async () => {
  const health = (ok: boolean) => moduleOf('moody', `health: () => ({ ok: ${ok}, message: 'So it is.' }),`);
  const folder = pluginFolder({ 'moody.ts': health(false) });
  const test = await openFolderApp(folder, { healthIntervalMs: 20 });
  const follower = await follow(test.app);
  const unwell = { events: [{ __typename: 'PluginHealthChanged', subjectId: 'moody' }] };
  await until(() => test.app.store.current.revision === 2);
  await test.run(gql.ReloadPluginDocument, { input: { id: 'moody' } });
  folder.write('moody.ts', health(true));
  await test.run(gql.ReloadPluginDocument, { input: { id: 'moody' } });
  await until(() => test.app.store.current.revision === 3);
  const items = await follower.take(2);
  expect(items.find(({ __typename }) => __typename === 'RegistryChange')).toMatchObject(unwell);
  expect(test.lines.filter((line) => line.includes('well'))).toEqual([
    'moody: It is not well: So it is.',
    'moody: It is well again.',
  ]);
});
