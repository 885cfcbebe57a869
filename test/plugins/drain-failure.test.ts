import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { planCrashed } from '../../src/plugins/plan-plugin.ts';
import type { Registry } from '../../src/registries/registry.ts';
import type { NewCommit } from '../../src/storage/journal.ts';
import * as gql from '../graphql/graphql.ts';
import { failingJournal } from '../support/failing-journal.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { follow } from '../support/follow.ts';
import { gatePlugin, startWork } from '../support/gate-plugin.ts';
import { ownFolder } from '../support/own-folder.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const INPUT = { input: { id: 'p' } };
const CHANGES = {
  unload: async ({ run }: TestApp): Promise<any> => (await run(gql.UnloadPluginDocument, INPUT)).unloadPlugin,
  disable: async ({ run }: TestApp): Promise<any> =>
    (await run(gql.DisablePluginDocument, INPUT)).disablePlugin,
};
const EACH = Object.entries(CHANGES);

const isDraining = ({ app }: TestApp) =>
  expect.poll(() => app.store.current.plugins.get('p')?.state).toBe('DRAINING');
const typesOf = ({ changes }: NewCommit) => changes.map(({ event }) => event.type);

async function expectWorking({ run, app }: TestApp): Promise<void> {
  const input = { tool: 'p_echo', arguments: { text: 'hi' } };
  expect((await run(gql.ExecuteToolDocument, { input })).executeTool).toMatchObject({ status: 'SUCCEEDED' });
  const { plugins, tools } = app.store.current;
  expect(plugins.get('p')?.state).toBe('ENABLED');
  expect(tools.get('p_echo')).toMatchObject({ availability: 'READY', unavailableReason: null });
}

/** An app with a call of "p" that runs; commits for which `isFull` says so are refused. */
async function openBusy(isFull: (commit: NewCommit) => boolean | Promise<boolean> = () => false, more = {}) {
  const gate = gatePlugin('p', more);
  const data = join(ownFolder(), 'data');
  const journal = await failingJournal(data, isFull);
  const test = await openTestApp([gate.definition], { data }, { journal });
  return { gate, test, data, work: await startWork(test, gate) };
}

describe.each(EACH)('%s by DRAIN', (_, change) => {
  it('that cannot be committed in the end leaves the plugin ENABLED, in a commit, and cancels nothing', async () => {
    const isLast = (commit: NewCommit) => /PluginDisabled|PluginUnloaded/.test(typesOf(commit).join());
    const { gate, test, work } = await openBusy(isLast);
    const follower = await follow(test.app);
    await follower.next();
    const changing = change(test);
    expect(await follower.next()).toMatchObject({ events: [{ __typename: 'PluginDraining' }, {}, {}] });
    gate.open();
    expect(await changing).toMatchObject({ code: 'STORAGE_FULL' });
    expect(await work.ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(await follower.next()).toMatchObject({
      revision: 3,
      events: [{ __typename: 'PluginEnabled', subjectId: 'p' }, {}, {}],
    });
    await expectWorking(test);
  });

  it('that is refused at its first commit changes nothing', async () => {
    const { test, work } = await openBusy((commit) => typesOf(commit).includes('PluginDraining'));
    expect(await change(test)).toMatchObject({ code: 'STORAGE_FULL' });
    expect(work.signal.aborted).toBe(false);
    await expectWorking(test);
  });

  it('that can commit nothing any more leaves it DRAINING; enabling it, or trying again, goes on from there', async () => {
    let isFull = false;
    const hooks: string[] = [];
    const { gate, test } = await openBusy(() => isFull, {
      onEnable: () => void hooks.push('onEnable'),
      onDisable: () => void hooks.push('onDisable'),
    });
    const failToGo = async () => {
      const changing = change(test);
      await isDraining(test);
      isFull = true;
      gate.open();
      expect(await changing).toMatchObject({ code: 'STORAGE_FULL' });
      expect(test.app.store.current.plugins.get('p')?.state).toBe('DRAINING');
      isFull = false;
    };
    await failToGo();
    const before = [...hooks];
    const { enablePlugin } = await test.run(gql.EnablePluginDocument, INPUT);
    expect(enablePlugin).toMatchObject({ plugin: { state: 'ENABLED' }, change: { revision: 3 } });
    expect(hooks, 'its code is enabled already').toEqual(before);
    await expectWorking(test);
    await startWork(test, gate);
    await failToGo();
    expect(await change(test)).toMatchObject({ change: { revision: 5 } });
  });

  it('that could commit nothing any more is undone by the next start, in one commit', async () => {
    let isFull = false;
    const { gate, test, data } = await openBusy(() => isFull);
    const changing = change(test);
    await isDraining(test);
    isFull = true;
    gate.open();
    await changing;
    await test.app.close();
    const again = await openTestApp([gate.definition], { data });
    await expectWorking(again);
    expect(await again.app.store.journal.read(2, 10)).toMatchObject([
      {
        actor: { name: 'start' },
        events: [
          { type: 'PluginEnabled', subjectId: 'p' },
          { type: 'ToolUpdated', changedFields: ['availability', 'unavailableReason'] },
          { type: 'ToolUpdated' },
        ],
      },
    ]);
  });

  it('is given up when the server stops: the plugin is ENABLED again, and its calls have their time', async () => {
    const { gate, test, work } = await openBusy();
    const changing = change(test);
    await isDraining(test);
    const drained = test.app.drain(10_000);
    expect(await changing).toMatchObject({ __typename: 'Refused', code: 'SHUTTING_DOWN', retryable: true });
    expect(test.app.store.current.plugins.get('p')?.state).toBe('ENABLED');
    expect(await change(test)).toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(test.app.store.current.revision).toBe(3);
    gate.open();
    await drained;
    expect(await work.ended).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is given up when all is closed in the middle of it, and the journal waits for that', async () => {
    const goOn = Promise.withResolvers<void>();
    const waitToStay = async (commit: NewCommit) => {
      if (typesOf(commit).includes('PluginEnabled')) await goOn.promise;
      return false;
    };
    const { gate, test, data } = await openBusy(waitToStay);
    const changing = change(test);
    await isDraining(test);
    const closing = test.app.close();
    await Promise.race([closing, setTimeout(100)]);
    goOn.resolve();
    await closing;
    expect(await changing).toMatchObject({ code: 'SHUTTING_DOWN' });
    const again = await openTestApp([gate.definition], { data });
    expect(again.app.store.current.revision).toBe(3);
    expect(await again.app.store.journal.read(2, 1)).toMatchObject([{ actor: { name: 'local' } }]);
    await expectWorking(again);
  });
});

it('an unload whose plugin others came to need meanwhile is refused, and the plugin is ENABLED again', async () => {
  const gate = gatePlugin('p', { competencies: [{ id: 'skill', name: 'Skill', description: '' }] });
  const user = gatePlugin('user', {
    competencies: [{ id: 'special', name: 'Special', description: '', parents: ['skill'] }],
  });
  const test = await openTestApp([gate.definition, user.definition], { load: ['p'] });
  await startWork(test, gate);
  const unloading = CHANGES.unload(test);
  await isDraining(test);
  await test.run(gql.LoadPluginDocument, { input: { id: 'user' } });
  gate.open();
  expect(await unloading).toMatchObject({ __typename: 'PluginInUse', dependents: [{ id: 'user' }] });
  await expectWorking(test);
});

it.each(['DRAIN', 'FORCE'] as const)(
  'an unload by %s that cannot be committed has cancelled nothing, though the deadline has passed',
  async (mode) => {
    const gate = gatePlugin('p', {}, { limits: { timeoutMs: 60_000 } });
    const data = join(ownFolder(), 'data');
    const journal = await failingJournal(data, (commit) => typesOf(commit).includes('PluginUnloaded'));
    const clock = new FakeClock();
    const test = await openTestApp([gate.definition], { data }, { journal, clock });
    const work = await startWork(test, gate);
    const unloading = test.run(gql.UnloadPluginDocument, { input: { id: 'p', mode } });
    if (mode === 'DRAIN') await isDraining(test);
    clock.advance(30_000);
    expect((await unloading).unloadPlugin).toMatchObject({ code: 'STORAGE_FULL' });
    expect(work.signal.aborted).toBe(false);
    gate.open();
    expect(await work.ended).toMatchObject({ status: 'SUCCEEDED' });
    await expectWorking(test);
  },
);

it('tools that a crash made UNAVAILABLE stay so, while their plugin drains and when it stays', async () => {
  const gate = gatePlugin('p');
  const top = gatePlugin('top', { requires: { p: '*' } });
  const data = join(ownFolder(), 'data');
  const journal = await failingJournal(data, (commit) => typesOf(commit).includes('PluginUnloaded'));
  const test = await openTestApp([gate.definition, top.definition], { data }, { journal });
  const { store } = test.app;
  const crash = (now: Registry) => planCrashed(now, now.plugins.get('top')!, 'It crashed.');
  await store.commit(crash, { actor: { kind: 'SYSTEM', name: 'test' } });
  await startWork(test, gate);
  const unloading = test.run(gql.UnloadPluginDocument, { input: { id: 'p', cascade: true } });
  await isDraining(test);
  const down = { availability: 'UNAVAILABLE', unavailableReason: 'It crashed.' };
  expect(store.current.plugins.get('top')?.state).toBe('DRAINING');
  expect(store.current.tools.get('top_echo')).toMatchObject(down);
  gate.open();
  expect((await unloading).unloadPlugin).toMatchObject({ code: 'STORAGE_FULL' });
  expect(store.current.plugins.get('top')?.state).toBe('ENABLED');
  expect(store.current.tools.get('top_echo')).toMatchObject(down);
});

it('a plugin whose onDisable throws after the drain is ENABLED again', async () => {
  const gate = gatePlugin('p', { onDisable: () => Promise.reject(new Error('boom')) });
  const test = await openTestApp([gate.definition]);
  await startWork(test, gate);
  const disabling = CHANGES.disable(test);
  await isDraining(test);
  gate.open();
  expect(await disabling).toMatchObject({ __typename: 'PluginError', hook: 'onDisable' });
  await expectWorking(test);
});
