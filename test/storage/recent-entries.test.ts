import { expect, it } from 'vitest';
import type { Commit } from '../../src/registries/events.ts';
import { RecentEntries } from '../../src/storage/recent-entries.ts';
import { change } from './changes.ts';

const commit = (revision: number, events: number): Commit => ({
  revision,
  at: '2026-01-01T00:00:00.000Z',
  actor: { kind: 'USER', name: 'test' },
  events: Array(events).fill(change('ADDED', 'a', revision).event),
});

function filled(...events: number[]): RecentEntries<Commit> {
  const recent = new RecentEntries<Commit>({
    entries: 3,
    size: 10,
    positionOf: ({ revision }) => revision,
    sizeOf: ({ events: held }) => held.length,
  });
  events.forEach((count, n) => recent.add(commit(n + 1, count)));
  return recent;
}
const revisions = (recent: RecentEntries<Commit>, after: number, limit = 10) =>
  recent.after(after, limit)?.map(({ revision }) => revision) ?? null;

it('recent commits are bounded by their number', () => {
  const recent = filled(1, 1, 1, 1, 1);
  expect([revisions(recent, 1), revisions(recent, 2), revisions(recent, 4, 1)]).toEqual([
    null,
    [3, 4, 5],
    [5],
  ]);
});

it('recent commits are bounded by their events, but the newest is always there', () => {
  expect([revisions(filled(4, 4, 4), 0), revisions(filled(4, 4, 4), 1)]).toEqual([null, [2, 3]]);
  expect([revisions(filled(1, 50), 0), revisions(filled(1, 50), 1)]).toEqual([null, [2]]);
});

it('recent commits know nothing of what was before them', () => {
  expect([revisions(filled(), 0), revisions(filled(), 7)]).toEqual([null, null]);
});
