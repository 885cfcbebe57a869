import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { layCable } from './cable.ts';
import { type Commit, factsOf, fold, historyOf, idsOf, partsOf } from './history.ts';
import { type RealServer, serve } from './real-server.ts';
import { listsOf, watch } from './watcher.ts';

const MANY = join(import.meta.dirname, 'children/serve-many.ts');
const AT_ONCE = 4;

/** Loads and unloads, several at once, until the server is gone; what it acknowledged. */
async function loadAndUnload(
  server: RealServer,
  random: () => number,
  onAcknowledged: (count: number) => void,
) {
  const acknowledged: Commit[] = [];
  async function work(): Promise<void> {
    for (;;) {
      const input = { id: `p${Math.floor(random() * 30)}` };
      const { change } = await (random() < 0.5 ? load(input) : unload(input));
      if (change) onAcknowledged(acknowledged.push(change));
    }
  }
  const load = async (input: { id: string }) => outcome(await server.run(gql.LoadPluginDocument, { input }));
  const unload = async (input: { id: string }) =>
    outcome(await server.run(gql.UnloadPluginDocument, { input: { ...input, cascade: true } }));
  await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  return acknowledged;
}

/** The only field; one that was loaded already, or not loaded, has no change. */
function outcome(data: object): { change?: Commit | null } {
  return Object.values(data)[0] as { change?: Commit | null };
}

/** The same numbers each time. */
function randomNumbers(): () => number {
  let seed = 7;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

it('Guarantees 6, 7 and 20: whatever moment it is killed at, what it acknowledged is there, and nothing is there in part', async () => {
  const folder = ownFolder();
  const random = randomNumbers();
  const acknowledged: Commit[] = [];
  let server = await serve({ folder, file: MANY });
  const cable = await layCable(server.port);
  const watcher = await watch(cable.origin);
  const cursors = [{ revision: 1, cursor: (await listsOf(server.origin)).registry.cursor as string }];

  for (const killAt of [1, 2, 13, 50, 99]) {
    const { process } = server;
    const done = await loadAndUnload(server, random, (count) => {
      if (count === killAt) process.kill('SIGKILL');
    });
    expect(done.length).toBeLessThan(killAt + AT_ONCE);
    expect(await server.gone()).toEqual({ code: null, signal: 'SIGKILL' });
    cable.cut();
    acknowledged.push(...done);

    server = await serve({ folder, file: MANY });
    cable.mend(server.port);
    const history = await historyOf(server);
    expect(history.map(({ revision }) => revision)).toEqual(history.map((_, i) => i + 1));
    expect(history.map(({ actor }) => actor.name)).toEqual(['start', ...history.slice(1).map(() => 'local')]);
    for (const change of acknowledged) expect(history[change.revision - 1]).toEqual(change);
    expect(new Set(acknowledged.map(({ revision }) => revision)).size).toBe(acknowledged.length);
    expect(history.flatMap(partsOf)).toEqual([]);
    const lists = await listsOf(server.origin);
    expect(idsOf(lists)).toEqual(fold(history));
    expect(lists.registry.revision).toBe(history.length);

    cursors.push(done.at(-1)!);
    for (const { cursor, revision } of cursors)
      expect(await historyOf(server, cursor)).toEqual(history.slice(revision));
    await watcher.reached(history.length);
    expect(watcher.changes.map(factsOf)).toEqual(history.slice(1).map(factsOf));
    expect(watcher.listed).toBe(1);
    expect(watcher.lists).toEqual(lists);
  }
}, 60_000);
