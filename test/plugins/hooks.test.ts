import { describe, expect, it } from 'vitest';
import type { PluginDefinition } from '../../src/plugins/contract.ts';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

type Hook = 'onLoad' | 'onEnable' | 'onDisable' | 'onUnload';

/** What makes each hook run, from a plugin that is loaded (or not, where loading runs it). */
const TRIGGERS: Record<Hook, (test: TestApp) => Promise<unknown>> = {
  onLoad: ({ run }) => run(gql.LoadPluginDocument, { input: { id: 'bad' } }),
  onEnable: ({ run }) => run(gql.LoadPluginDocument, { input: { id: 'bad' } }),
  onDisable: ({ run }) => run(gql.DisablePluginDocument, { input: { id: 'bad' } }),
  onUnload: ({ run }) => run(gql.UnloadPluginDocument, { input: { id: 'bad' } }),
};
const HOOKS = Object.keys(TRIGGERS) as Hook[];

describe.each(HOOKS)('%s', (hook) => {
  const loadedFirst = hook === 'onDisable' || hook === 'onUnload';
  const open = (more: Partial<PluginDefinition>, clock: FakeClock) =>
    openTestApp(
      [plugin('good', { tools: [echo()] }), plugin('bad', { tools: [echo('bad_echo')], ...more })],
      { load: loadedFirst ? ['good', 'bad'] : ['good'] },
      { clock },
    );

  it('throwing is told with plugin and hook, and the service goes on', async () => {
    const test = await open({ [hook]: () => Promise.reject(new Error('boom')) }, new FakeClock());
    expect(JSON.stringify(await TRIGGERS[hook](test))).toContain(
      `Hook ${hook} of plugin \\"bad\\" threw: boom`,
    );
    await expectWorking(test);
  });

  it('hanging is given up at its deadline, told with plugin and hook, and the service goes on', async () => {
    const clock = new FakeClock();
    const hanging = Promise.withResolvers<void>();
    let calls = 0;
    const hang = () => {
      hanging.resolve();
      // Once: the app is closed at the end, too.
      return calls++ === 0 ? new Promise(() => {}) : undefined;
    };
    const test = await open({ [hook]: hang }, clock);
    const answer = TRIGGERS[hook](test);
    await hanging.promise;
    await expectWorking(test);
    clock.advance(10_000);
    expect(JSON.stringify(await answer)).toContain(
      `Hook ${hook} of plugin \\"bad\\" did not finish within 10000 ms`,
    );
    await expectWorking(test);
  });

  async function expectWorking({ run }: TestApp): Promise<void> {
    const { executeTool } = await run(gql.ExecuteToolDocument, {
      input: { tool: 'echo', arguments: { text: 'hi' } },
    });
    expect(executeTool).toMatchObject({ status: 'SUCCEEDED' });
  }
});

it('a hook that throws nothing at all is told, too', async () => {
  const test = await openTestApp(
    [plugin('good'), plugin('bad', { onLoad: () => Promise.reject(undefined) })],
    {
      load: ['good'],
    },
  );
  expect((await test.run(gql.LoadPluginDocument, { input: { id: 'bad' } })).loadPlugin).toMatchObject({
    hook: 'onLoad',
  });
});

it('what a plugin binds to its lifetime ends when it is unloaded', async () => {
  let lifetime: AbortSignal | undefined;
  const test = await openTestApp([
    plugin('bound', { onLoad: (context) => void (lifetime = context.lifetime) }),
  ]);
  expect(lifetime?.aborted).toBe(false);
  await test.run(gql.UnloadPluginDocument, { input: { id: 'bound' } });
  expect(lifetime?.aborted).toBe(true);
});

it('plugins that depend on each other are stopped in the reverse order of their start', async () => {
  const calls: string[] = [];
  const told = (id: string, more = {}) =>
    plugin(id, {
      onLoad: () => void calls.push(`+${id}`),
      onUnload: () => void calls.push(`-${id}`),
      ...more,
    });
  const test = await openTestApp([told('a_top', { requires: { b_base: '*' } }), told('b_base')]);
  await test.app.close();
  expect(calls).toEqual(['+b_base', '+a_top', '-a_top', '-b_base']);
});
