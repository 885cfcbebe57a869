import { expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { runGathering } from '../support/run-gathering.ts';
import { follow } from './follow.ts';
import { type RealServer, serve } from './real-server.ts';

const CORE = { input: { id: 'core' } };

/** So many commits, one after the other; the cursors behind them. */
async function commit(server: RealServer, count: number): Promise<string[]> {
  const cursors: string[] = [];
  for (let on = false; cursors.length < count; on = !on) {
    const document = on ? gql.EnablePluginDocument : gql.DisablePluginDocument;
    const [result] = Object.values(await server.run(document as typeof gql.EnablePluginDocument, CORE));
    const { change } = result as { change: { cursor: string } | null };
    if (change) cursors.push(change.cursor);
  }
  return cursors;
}

it('Guarantee 7: after a backup made meanwhile is restored, every old cursor expires and a foreign one is refused', async () => {
  const folder = ownFolder();
  const first = await serve({ folder });
  const before = await commit(first, 10);
  const [saved, during] = await Promise.all([
    runGathering(['backup', 'copy.db'], { cwd: folder }),
    commit(first, 40),
  ]);
  expect(saved).toMatchObject({ code: 0, stderr: '' });
  const revision = Number(/revision (\d+)/.exec(saved.stdout)![1]);
  expect(revision).toBeGreaterThanOrEqual(11);
  const whileRunning = await runGathering(['restore', 'copy.db'], { cwd: folder });
  expect(whileRunning).toMatchObject({ code: 1, stderr: expect.stringMatching(/Another GatheRing uses/) });
  await first.end('SIGTERM');
  expect(await runGathering(['restore', 'copy.db'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });

  const second = await serve({ folder });
  const { registry } = await second.run(gql.RegistryDocument, {});
  expect(registry.revision).toBe(revision);
  const after = await commit(second, 40);
  expect(after.filter((cursor) => [...before, ...during].includes(cursor))).toEqual([]);
  for (const old of [before[0]!, before.at(-1)!, during[0]!, during.at(-1)!]) {
    const { changes } = await second.run(gql.ChangesDocument, { after: old });
    expect(changes).toMatchObject({ __typename: 'CursorExpired', code: 'CURSOR_EXPIRED', retryable: true });
  }

  const follower = await follow(second, { after: during.at(-1)! });
  const expired = await follower.next();
  expect(expired).toMatchObject({ __typename: 'CursorExpired', revision: revision + 40 });
  await commit(second, 2);
  expect(await follower.next()).toMatchObject({ revision: revision + 41, follows: revision + 40 });

  const other = await serve();
  const foreign = (await other.run(gql.RegistryDocument, {})).registry.cursor;
  const { changes } = await second.run(gql.ChangesDocument, { after: foreign });
  expect(changes).toMatchObject({ __typename: 'InvalidCursor', code: 'CURSOR_INVALID' });
  const stranger = await follow(second, { after: foreign });
  expect(await stranger.next()).toMatchObject({ __typename: 'InvalidCursor', code: 'CURSOR_INVALID' });
  await expect(stranger.next()).rejects.toThrow('The stream ended.');
}, 60_000);
