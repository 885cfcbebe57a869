import { expect, it, onTestFinished, vi } from 'vitest';
import type { SqliteHistory } from '../../src/execution/history/sqlite-history.ts';
import { begin, call, gate, withTool } from '../support/calls.ts';

/** A disk that takes what is written when it is let. */
const disk = vi.hoisted(() => ({ isHeld: false, waiting: [] as (() => void)[] }));
vi.mock('../../src/storage/wal-sync.ts', () => ({
  WalSync: class {
    sync(): Promise<void> {
      return disk.isHeld ? new Promise((resolve) => disk.waiting.push(resolve)) : Promise.resolve();
    }
    close = () => Promise.resolve();
  },
}));

function release(): void {
  disk.isHeld = false;
  for (const resolve of disk.waiting.splice(0)) resolve();
}

it('Guarantee 16: no state is seen before the disk has it, by nobody', async () => {
  onTestFinished(release);
  const door = gate();
  const test = await withTool(door.run);
  const { id } = await begin(test);
  const history = test.app.executions.history as SqliteHistory;
  const seen = () => ({
    found: history.find(id)?.status,
    listed: [...history.list({}, undefined, false)].map(({ status }) => status),
    succeeded: [...history.list({ status: ['SUCCEEDED'] }, undefined, false)].length,
    steps: history.read(0, 10).map(({ status }) => status),
    position: history.position,
  });
  const before = seen();
  expect(before).toMatchObject({ found: 'RUNNING', steps: ['RUNNING'], position: 1 });
  disk.isHeld = true;
  door.open();
  const second = call(test);
  await vi.waitUntil(() => disk.waiting.length > 0);
  expect(seen()).toEqual(before);
  release();
  await vi.waitUntil(() => door.ran === 2);
  door.open();
  await second;
  expect(seen()).toMatchObject({ found: 'SUCCEEDED', listed: ['SUCCEEDED', 'SUCCEEDED'] });
});
