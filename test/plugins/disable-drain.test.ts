import { expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { follow } from '../support/follow.ts';
import { gatePlugin, startWork } from '../support/gate-plugin.ts';
import { plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const disable = async ({ run }: TestApp, more: Partial<gql.PluginIdInput> = {}): Promise<any> =>
  (await run(gql.DisablePluginDocument, { input: { id: 'p', ...more } })).disablePlugin;
const isDraining = ({ app }: TestApp) =>
  expect.poll(() => app.store.current.plugins.get('p')?.state).toBe('DRAINING');

async function openBusy(more = {}) {
  const gate = gatePlugin('p', more, { limits: { timeoutMs: 60_000 } });
  const clock = new FakeClock();
  const test = await openTestApp([gate.definition], {}, { clock });
  return { gate, clock, test, work: await startWork(test, gate) };
}

it('disablePlugin by DRAIN lets what runs end before onDisable, and then disables in one commit', async () => {
  const calls: string[] = [];
  const { gate, test, work } = await openBusy({ onDisable: () => void calls.push('onDisable') });
  void work.ended.then(() => calls.push('ended'));
  const follower = await follow(test.app);
  await follower.next();
  const disabling = disable(test);
  expect(await follower.next()).toMatchObject({ events: [{ __typename: 'PluginDraining' }, {}, {}] });
  expect(test.app.store.current.tools.get('p_echo')).toMatchObject({
    availability: 'DRAINING',
    unavailableReason: expect.stringMatching(/"p" is being disabled.*Enable it again/),
  });
  expect(calls).toEqual([]);
  gate.open();
  expect(await disabling).toMatchObject({ plugin: { state: 'DISABLED' }, change: { revision: 3 } });
  expect(await work.ended).toMatchObject({ status: 'SUCCEEDED' });
  expect(calls.toSorted()).toEqual(['ended', 'onDisable']);
  expect(await follower.next()).toMatchObject({ events: [{ __typename: 'PluginDisabled' }, {}, {}] });
  expect(test.app.store.current.tools.get('p_echo')?.availability).toBe('DISABLED');
});

it('disablePlugin by DRAIN cancels what still runs after `drainTimeoutMs`', async () => {
  const { clock, test, work } = await openBusy();
  const disabling = disable(test);
  await isDraining(test);
  clock.advance(30_000);
  expect(await work.ended).toMatchObject({
    status: 'CANCELLED',
    error: { code: 'CANCELLED', message: expect.stringContaining('Plugin "p" was disabled') },
  });
  expect(await disabling).toMatchObject({ plugin: { state: 'DISABLED' } });
});

it('disablePlugin by FORCE cancels what runs at once, before onDisable, and is one commit', async () => {
  const signals: AbortSignal[] = [];
  const onDisable = () => expect(signals).toMatchObject([{ aborted: true }]);
  const { test, work } = await openBusy({ onDisable });
  signals.push(work.signal);
  expect(await disable(test, { mode: 'FORCE' })).toMatchObject({
    plugin: { state: 'DISABLED' },
    change: { revision: 2 },
  });
  expect(await work.ended).toMatchObject({ status: 'CANCELLED' });
  expect(work.signal.aborted).toBe(true);
});

it('disablePlugin by FORCE hurries one that waits, and an unload by FORCE does, too', async () => {
  const { gate, test, work } = await openBusy();
  const first = disable(test);
  await isDraining(test);
  expect(await disable(test, { mode: 'FORCE' })).toMatchObject({
    plugin: { state: 'DISABLED' },
    change: null,
  });
  expect(await first).toMatchObject({ change: { revision: 3 } });
  expect(await work.ended).toMatchObject({ status: 'CANCELLED' });

  await test.run(gql.EnablePluginDocument, { input: { id: 'p' } });
  await startWork(test, gate);
  const second = disable(test);
  await isDraining(test);
  const { unloadPlugin } = await test.run(gql.UnloadPluginDocument, { input: { id: 'p', mode: 'FORCE' } });
  expect(unloadPlugin).toMatchObject({ unloadedIds: ['p'], change: { revision: 7 } });
  expect(await second).toMatchObject({ change: { revision: 6 } });
});

it('a preview of disablePlugin hurries nothing', async () => {
  const { gate, test, work } = await openBusy();
  const disabling = disable(test);
  await isDraining(test);
  const preview = disable(test, { dryRun: true, mode: 'FORCE' });
  gate.open();
  expect(await work.ended).toMatchObject({ status: 'SUCCEEDED' });
  await disabling;
  expect(await preview).toMatchObject({ change: null });
});

it('a plugin that requires one which waits to be disabled can be reloaded meanwhile', async () => {
  const gate = gatePlugin('p');
  const test = await openTestApp([gate.definition, plugin('top', { requires: { p: '*' } })]);
  await startWork(test, gate);
  const disabling = disable(test);
  await isDraining(test);
  const { reloadPlugin } = await test.run(gql.ReloadPluginDocument, { input: { id: 'top' } });
  expect(reloadPlugin).toMatchObject({ plugin: { state: 'ENABLED' } });
  gate.open();
  expect(await disabling).toMatchObject({ plugin: { state: 'DISABLED' } });
});
