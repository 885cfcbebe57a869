/** A plugin that is unloaded while a call of it runs, as the real server does it. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apolloDashboard } from '../clients/apollo-dashboard.ts';
import { withoutTypenames } from '../clients/dashboard.ts';
import * as gql from '../graphql/graphql.ts';
import { type RealServer, serve, until } from './real-server.ts';
import { listsOf, watch } from './watcher.ts';

const MANY = join(import.meta.dirname, 'children/serve-many.ts');

async function stateOf(server: RealServer): Promise<[string, ...string[]]> {
  const { plugins, tools } = await listsOf(server.origin);
  const own = tools.nodes.filter(({ plugin }: { plugin: { id: string } }) => plugin.id === 'slow');
  return [
    plugins.nodes.find(({ id }: { id: string }) => id === 'slow').state,
    ...own.map(({ availability }: { availability: string }) => availability),
  ];
}

/** A server whose plugin "slow" is DRAINING, since a call runs. */
async function drainingServer(tool = 'slow_until_open', args: string[] = []) {
  const server = await serve({ file: MANY, args });
  const { running, unloading } = await drain(server, tool);
  return { server, running, unloading };
}

async function drain(server: RealServer, tool: string) {
  const running = server.run(gql.ExecuteToolDocument, { input: { tool, waitMs: 600_000 } });
  await until(() => existsSync(join(server.folder, 'started')), 'the call runs');
  const unloading = server.run(gql.UnloadPluginDocument, { input: { id: 'slow' } });
  // Tests that kill the server want no answer.
  for (const answer of [running, unloading]) answer.catch(() => {});
  await until(async () => (await stateOf(server))[0] === 'DRAINING', 'it is DRAINING');
  return { running, unloading };
}

it('Guarantee 20: killed while a plugin is DRAINING, the server comes back with it ENABLED and its tools READY', async () => {
  const { server } = await drainingServer();
  expect(await stateOf(server)).toEqual(['DRAINING', 'DRAINING', 'DRAINING']);
  const { revision } = (await server.run(gql.RegistryDocument, {})).registry;
  await server.end('SIGKILL');
  const again = await serve({ folder: server.folder, file: MANY });
  expect(await stateOf(again)).toEqual(['ENABLED', 'READY', 'READY']);
  const { changes } = await again.run(gql.ChangesDocument, { last: 1 });
  expect(changes).toMatchObject({
    nodes: [
      {
        revision: revision + 1,
        actor: { name: 'start' },
        events: [
          { __typename: 'PluginEnabled', subjectId: 'slow' },
          { __typename: 'ToolUpdated' },
          { __typename: 'ToolUpdated' },
        ],
      },
    ],
  });
});

it('Guarantee 21: SIGTERM while a plugin is DRAINING keeps the plugin, lets the call end, and exits with 0', async () => {
  const { server, running, unloading } = await drainingServer();
  server.process.kill('SIGTERM');
  expect((await unloading).unloadPlugin).toMatchObject({ __typename: 'Refused', code: 'SHUTTING_DOWN' });
  writeFileSync(join(server.folder, 'open'), '');
  expect((await running).executeTool).toMatchObject({ status: 'SUCCEEDED' });
  expect(await server.gone()).toEqual({ code: 0, signal: null });
  rmSync(join(server.folder, 'open'));
  const again = await serve({ folder: server.folder, file: MANY });
  expect(await stateOf(again)).toEqual(['ENABLED', 'READY', 'READY']);
});

it('Guarantee 21: SIGTERM while a plugin is DRAINING ends within the limits of any stop, whatever the call does', async () => {
  const { server, running, unloading } = await drainingServer('slow_for_ever', [
    '--shutdown-timeout-ms',
    '300',
  ]);
  const before = performance.now();
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect((await unloading).unloadPlugin).toMatchObject({ code: 'SHUTTING_DOWN' });
  expect((await running).executeTool).toMatchObject({
    status: 'CANCELLED',
    error: { code: 'SHUTTING_DOWN' },
  });
});

it('Guarantee 5: a dashboard that lists and follows shows each step of a drain as a list does', async () => {
  const server = await serve({ file: MANY });
  const watcher = await watch(server.origin);
  const apollo = await apolloDashboard(`${server.origin}/graphql`);
  const expectSame = async (revision: number) => {
    await watcher.reached(revision);
    const lists = await listsOf(server.origin);
    expect(lists.registry.revision).toBe(revision);
    expect(watcher.lists).toEqual(lists);
    await until(() => apollo.shown()?.registry.revision === revision, 'Apollo shows it');
    expect(withoutTypenames(apollo.shown())).toEqual(lists);
  };
  const { revision } = watcher.lists.registry;

  const { running, unloading } = await drain(server, 'slow_until_open');
  await expectSame(revision + 1);
  expect(await stateOf(server)).toEqual(['DRAINING', 'DRAINING', 'DRAINING']);
  const hurrying = server.run(gql.UnloadPluginDocument, { input: { id: 'slow', mode: 'FORCE' } });
  expect((await running).executeTool).toMatchObject({ status: 'CANCELLED' });
  expect(await hurrying).toEqual(await unloading);
  await expectSame(revision + 2);
  expect(watcher.changes.map(({ events }) => events[0]?.__typename)).toEqual([
    'PluginDraining',
    'ToolUnregistered',
  ]);
  expect(watcher.listed).toBe(1);
});
