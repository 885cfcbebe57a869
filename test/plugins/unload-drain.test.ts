import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { follow } from '../support/follow.ts';
import { gatePlugin, startWork } from '../support/gate-plugin.ts';
import { plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const unload = async ({ run }: TestApp, input: Partial<gql.UnloadPluginInput> = {}): Promise<any> =>
  (await run(gql.UnloadPluginDocument, { input: { id: 'p', ...input } })).unloadPlugin;
const call = async ({ run }: TestApp, tool: string): Promise<any> =>
  (await run(gql.ExecuteToolDocument, { input: { tool, arguments: { text: 'hi' } } })).executeTool;
const stateOf = ({ app }: TestApp, id = 'p') => app.store.current.plugins.get(id)?.state;
const isDraining = (test: TestApp, id = 'p') => expect.poll(() => stateOf(test, id)).toBe('DRAINING');

async function openWithGate(more = {}, tool = {}) {
  const gate = gatePlugin('p', more, tool);
  const clock = new FakeClock();
  const test = await openTestApp([plugin('other'), gate.definition], {}, { clock });
  return { gate, clock, test };
}

describe('Guarantee 13: unloading by DRAIN', () => {
  it('tells that the plugin is going, lets what runs end, takes nothing new, and then unloads it in one commit', async () => {
    const fileHandlers = [{ id: 'h', name: 'H', description: '', extensions: ['.h'], inspect: () => 1 }];
    const { gate, test } = await openWithGate({ fileHandlers });
    const follower = await follow(test.app);
    await follower.next();
    const { ended, signal } = await startWork(test, gate);
    const unloading = unload(test);
    expect(await follower.next()).toMatchObject({
      revision: 2,
      events: [
        { __typename: 'PluginDraining', operation: 'UPDATED', subjectId: 'p' },
        { __typename: 'ToolUpdated', subjectId: 'p_echo' },
        { __typename: 'ToolUpdated', subjectId: 'p_work' },
        { __typename: 'FileHandlerUpdated', subjectId: 'h' },
      ],
    });
    expect(test.app.store.current.fileHandlers.get('h')?.availability).toBe('DRAINING');
    expect((await test.run(gql.ToolsDocument, {})).tools.nodes).toMatchObject(
      Array(2).fill({
        availability: 'DRAINING',
        unavailableReason: expect.stringMatching(/"p" is being unloaded.*Load it again/),
        plugin: { state: 'DRAINING' },
      }),
    );
    expect(await call(test, 'p_echo')).toMatchObject({
      __typename: 'ToolNotReady',
      code: 'TOOL_NOT_READY',
      message: expect.stringContaining('DRAINING'),
      retryable: false,
    });
    expect(signal.aborted).toBe(false);
    gate.open();
    expect(await ended).toMatchObject({ status: 'SUCCEEDED', result: 'done' });
    expect(await unloading).toMatchObject({ unloadedIds: ['p'], revision: 3, change: { revision: 3 } });
    expect(await follower.next()).toMatchObject({
      revision: 3,
      events: expect.arrayContaining([{ ...facts('Plugin', 'Unloaded', 'p'), operation: 'UPDATED' }]),
    });
    expect(stateOf(test)).toBe('AVAILABLE');
    expect(await call(test, 'p_echo')).toMatchObject({ __typename: 'NotFound' });
  });

  it('where nothing runs is one commit', async () => {
    const { gate, test } = await openWithGate();
    const { ended } = await startWork(test, gate);
    gate.open();
    await ended;
    expect(await unload(test)).toMatchObject({ change: { revision: 2, events: { length: 3 } } });
  });

  it('cancels what still runs after `drainTimeoutMs`, and tells its caller why', async () => {
    const { gate, clock, test } = await openWithGate({}, { limits: { timeoutMs: 60_000 } });
    const { ended, signal } = await startWork(test, gate);
    const unloading = unload(test);
    await isDraining(test);
    clock.advance(29_999);
    expect([stateOf(test), signal.aborted]).toEqual(['DRAINING', false]);
    clock.advance(1);
    expect(await ended).toMatchObject({
      status: 'CANCELLED',
      error: {
        code: 'CANCELLED',
        message: expect.stringContaining('Plugin "p" was unloaded'),
        retryable: false,
        sideEffectsPossible: true,
      },
    });
    expect(signal.aborted).toBe(true);
    expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  });

  it('lets a file be read to its end', async () => {
    const reading = Promise.withResolvers<void>();
    const read = Promise.withResolvers<string>();
    const inspect = () => {
      reading.resolve();
      return read.promise;
    };
    const fileHandlers = [{ id: 'h', name: 'H', description: '', extensions: ['.h'], inspect }];
    const { test } = await openWithGate({ fileHandlers });
    await test.app.plugins.core.options.workspace.write('a.h', 'x');
    const inspecting = test.run(gql.InspectFileDocument, { input: { path: 'a.h' } });
    await reading.promise;
    const unloading = unload(test);
    await isDraining(test);
    read.resolve('facts');
    expect((await inspecting).inspectFile).toMatchObject({ metadata: 'facts' });
    expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  });

  it('with `cascade` makes all that go DRAINING in one commit, but what is DISABLED', async () => {
    const gate = gatePlugin('p');
    const top = gatePlugin('top', { requires: { p: '*' } });
    const off = plugin('off', { requires: { p: '*' } });
    const test = await openTestApp([gate.definition, top.definition, off]);
    await test.run(gql.DisablePluginDocument, { input: { id: 'off' } });
    const follower = await follow(test.app);
    await follower.next();
    const { ended } = await startWork(test, top);
    const unloading = unload(test, { cascade: true });
    const { events } = (await follower.next()) as gql.ChangeFragment;
    expect(events.filter(({ typename }) => typename === 'Plugin')).toMatchObject([
      { __typename: 'PluginDraining', subjectId: 'top' },
      { __typename: 'PluginDraining', subjectId: 'p' },
    ]);
    expect(events).toHaveLength(6);
    expect(await call(test, 'p_echo')).toMatchObject({ __typename: 'ToolNotReady' });
    top.open();
    expect(await ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(await unloading).toMatchObject({ unloadedIds: ['off', 'top', 'p'], change: { revision: 4 } });
  });

  it('is refused at once while others depend on it, though calls run', async () => {
    const gate = gatePlugin('p');
    const test = await openTestApp([gate.definition, plugin('top', { requires: { p: '*' } })]);
    await startWork(test, gate);
    for (const mode of ['DRAIN', 'FORCE'] as const)
      expect(await unload(test, { mode })).toMatchObject({
        __typename: 'PluginInUse',
        dependents: [{ id: 'top' }],
      });
    expect(test.app.store.current.revision).toBe(1);
  });

  it('holds to `expectedRevision` with the first of its commits', async () => {
    const { gate, test } = await openWithGate();
    const { ended, signal } = await startWork(test, gate);
    for (const mode of ['DRAIN', 'FORCE'] as const)
      expect(await unload(test, { expectedRevision: 7, mode })).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect([stateOf(test), signal.aborted]).toEqual(['ENABLED', false]);
    const unloading = unload(test, { expectedRevision: 1 });
    await isDraining(test);
    gate.open();
    await ended;
    expect(await unloading).toMatchObject({ change: { revision: 3 } });
  });

  it('previews the unload alone, and neither tells nor ends anything', async () => {
    const { gate, test } = await openWithGate();
    const { signal } = await startWork(test, gate);
    for (const mode of ['DRAIN', 'FORCE'] as const) {
      const { planned, change } = await unload(test, { dryRun: true, mode });
      expect([planned.length, change]).toEqual([3, null]);
    }
    expect([stateOf(test), signal.aborted, test.app.store.current.revision]).toEqual(['ENABLED', false, 1]);
  });

  it('refuses plugins that would need it', async () => {
    const gate = gatePlugin('p');
    const test = await openTestApp([gate.definition, plugin('late', { requires: { p: '*' } })], {
      load: ['p'],
    });
    await startWork(test, gate);
    const unloading = unload(test);
    await isDraining(test);
    const { loadPlugin } = await test.run(gql.LoadPluginDocument, { input: { id: 'late' } });
    expect(loadPlugin).toMatchObject({
      code: 'MISSING_DEPENDENCY',
      message: expect.stringContaining('requires plugin "p" *, which is DRAINING'),
    });
    gate.open();
    expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  });
});

describe('Of a plugin that is DRAINING', () => {
  it('a call that waits its turn does not begin any more', async () => {
    const gate = gatePlugin('p');
    const test = await openTestApp([gate.definition], { maxRunningPerPlugin: 1 });
    const { ended } = await startWork(test, gate);
    const waiting = call(test, 'p_echo');
    await expect.poll(() => test.app.executions.history.unfinished().length).toBe(2);
    const unloading = unload(test);
    await isDraining(test);
    gate.open();
    expect(await ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(await waiting).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'TOOL_NOT_READY', sideEffectsPossible: false },
    });
    expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  });

  it('no call begins that an operation makes which began before, either', async () => {
    const { gate, test } = await openWithGate();
    const begun = gate.begun();
    const twice = test.run<any, object>(
      parse(`mutation { first: executeTool(input: { tool: "p_work" }) { __typename }
        second: executeTool(input: { tool: "p_echo", arguments: { text: "hi" } }) { __typename } }`),
      {},
    );
    await begun;
    const unloading = unload(test);
    await isDraining(test);
    gate.open();
    expect(await twice).toMatchObject({
      first: { __typename: 'Execution' },
      second: { __typename: expect.stringMatching(/ToolNotReady|NotFound/) },
    });
    await unloading;
  });
});

describe('Guarantee 13: unloading by FORCE', () => {
  it('cancels a call whose admission is not durable yet, as those that run; it never runs', async () => {
    let ran = 0;
    const { test } = await openWithGate({}, { run: () => ++ran });
    const { executions, store } = test.app;
    const request = { tool: 'p_work', args: {}, waitMs: 60_000 };
    const caller = { actor: { kind: 'USER', name: 'ann' }, agentId: null } as const;
    const admitted = executions.execute(request, store.current, caller);
    executions.cancelAll(['p'], 'Plugin "p" was unloaded.');
    expect(await admitted).toMatchObject({
      status: 'CANCELLED',
      error: {
        code: 'CANCELLED',
        message: 'Plugin "p" was unloaded.',
        sideEffectsPossible: false,
        retryable: true,
      },
    });
    expect(ran).toBe(0);
    expect(executions.history.count({})).toBe(1);
    expect(executions.history.read(0, 10).map(({ status }) => status)).toEqual(['RUNNING', 'CANCELLED']);
    await executions.idle(['p']);
  });

  it('leaves no call that neither runs nor is cancelled, whenever it was asked for', async () => {
    const { test } = await openWithGate({}, { run: () => new Promise(() => {}) });
    const input = { tool: 'p_work' };
    const calls = Array.from({ length: 20 }, () => test.run(gql.ExecuteToolDocument, { input }));
    const unloading = unload(test, { mode: 'FORCE' });
    for (const { executeTool } of await Promise.all(calls))
      expect(executeTool).toMatchObject({
        status: 'CANCELLED',
        error: { message: expect.stringContaining('was unloaded') },
      });
    expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  });

  it('cancels what runs at once, tells the code and the caller, in one commit; a late answer changes nothing', async () => {
    const { gate, test } = await openWithGate();
    const { ended, signal } = await startWork(test, gate);
    expect(await unload(test, { mode: 'FORCE' })).toMatchObject({
      unloadedIds: ['p'],
      change: { revision: 2 },
    });
    const execution = await ended;
    expect(execution).toMatchObject({
      status: 'CANCELLED',
      result: null,
      error: {
        code: 'CANCELLED',
        message: expect.stringContaining('"p" was unloaded'),
        sideEffectsPossible: true,
      },
    });
    expect(signal.aborted).toBe(true);
    gate.open('late');
    await new Promise((resolve) => setImmediate(resolve));
    expect((await test.run(gql.ExecutionDocument, { id: execution.id })).execution).toMatchObject({
      status: 'CANCELLED',
      result: null,
    });
  });

  it('cancels what waits its turn, too', async () => {
    const gate = gatePlugin('p');
    const test = await openTestApp([gate.definition], { maxRunningPerPlugin: 1 });
    await startWork(test, gate);
    const waiting = call(test, 'p_echo');
    await expect.poll(() => test.app.executions.history.unfinished().length).toBe(2);
    await unload(test, { mode: 'FORCE' });
    expect(await waiting).toMatchObject({ status: 'CANCELLED', error: { sideEffectsPossible: false } });
  });

  it('of a tool that only reads: nothing can have changed', async () => {
    const { gate, test } = await openWithGate({}, { annotations: { readOnly: true } });
    const { ended } = await startWork(test, gate);
    await unload(test, { mode: 'FORCE' });
    expect(await ended).toMatchObject({ error: { code: 'CANCELLED', sideEffectsPossible: false } });
  });

  it('ends the reading of a file, typed', async () => {
    const reading = Promise.withResolvers<void>();
    const inspect = () => {
      reading.resolve();
      return new Promise<never>(() => {});
    };
    const fileHandlers = [{ id: 'h', name: 'H', description: '', extensions: ['.h'], inspect }];
    const { test } = await openWithGate({ fileHandlers });
    await test.app.plugins.core.options.workspace.write('a.h', 'x');
    const inspecting = test.run(gql.InspectFileDocument, { input: { path: 'a.h' } });
    await reading.promise;
    await unload(test, { mode: 'FORCE' });
    expect((await inspecting).inspectFile).toMatchObject({ __typename: 'Refused', code: 'CANCELLED' });
  });

  it('hurries an unload that waits, and both answer the same', async () => {
    const { gate, test } = await openWithGate();
    const { ended } = await startWork(test, gate);
    const first = unload(test);
    await isDraining(test);
    const second = await unload(test, { mode: 'FORCE' });
    expect(second).toMatchObject({ unloadedIds: ['p'], change: { revision: 3 } });
    expect(await first).toEqual(second);
    expect(await ended).toMatchObject({ status: 'CANCELLED' });
  });

  it('hurries one that has hardly begun, too', async () => {
    const { gate, test } = await openWithGate();
    await startWork(test, gate);
    const [first, second] = await Promise.all([unload(test), unload(test, { mode: 'FORCE' })]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ unloadedIds: ['p'] });
  });
});

it('what else is asked of a plugin that is going waits until it has gone', async () => {
  const { gate, test } = await openWithGate();
  await startWork(test, gate);
  const unloading = unload(test);
  await isDraining(test);
  const input = { input: { id: 'p' } };
  const others = Promise.all([
    unload(test),
    test.run(gql.DisablePluginDocument, input).then(({ disablePlugin }) => disablePlugin),
    test.run(gql.ReloadPluginDocument, input).then(({ reloadPlugin }) => reloadPlugin),
    test.run(gql.LoadPluginDocument, input).then(({ loadPlugin }) => loadPlugin),
  ]);
  gate.open();
  expect(await unloading).toMatchObject({ unloadedIds: ['p'] });
  expect(await others).toMatchObject([
    ...Array(3).fill({ __typename: 'NotFound', message: expect.stringContaining('not loaded') }),
    { __typename: 'PluginChanged', plugin: { state: 'ENABLED' } },
  ]);
});

function facts(typename: string, fact: string, subjectId: string) {
  return { __typename: `${typename}${fact}`, typename, subjectId, pluginId: subjectId };
}
