/** What a subscriber of executions gets. */
import type { Clock } from '../clock.ts';
import { decodeStreamCursor } from '../registries/cursor.ts';
import { type Line, expired, placeOf } from '../storage/change-cursor.ts';
import { Feed, type FeedItem, type Stream } from '../storage/feed.ts';
import type { Step } from './execution.ts';
import { stepMatches } from './history/history-filter.ts';
import type { ExecutionFilter, History } from './history/history.ts';

export interface DeliveredStep {
  kind: 'step';
  step: Step;
}
export type ExecutionFeedItem = FeedItem<DeliveredStep>;
export type ExecutionFeed = Feed<Step, DeliveredStep>;

export interface ExecutionFeedOptions {
  history: History;
  clock: Clock;
  /** A cursor of this stream; without one it begins now. */
  after?: string | null | undefined;
  filter: ExecutionFilter;
  /** Milliseconds without a step after which a heartbeat comes. */
  heartbeatMs: number;
}

export function followExecutions({ history, filter, ...options }: ExecutionFeedOptions): ExecutionFeed {
  const match = (step: Step): DeliveredStep | null =>
    stepMatches(step, filter) ? { kind: 'step', step } : null;
  return new Feed({ ...options, stream: streamOf(history), match });
}

function streamOf(history: History): Stream<Step> {
  const line = (): Line => ({
    stream: 'execution',
    epoch: history.epoch,
    pastEpochs: history.pastEpochs,
    position: history.position,
    oldest: history.oldest,
  });
  return {
    get position() {
      return history.position;
    },
    get oldest() {
      return history.oldest;
    },
    read: (after, limit) => Promise.resolve(history.read(after, limit)),
    positionOf: ({ position }) => position,
    onNext: (wake) => history.onNext(wake),
    placeOf: (cursor) => placeOf(cursor, line()),
    namedBy: (cursor) => decodeStreamCursor('execution', cursor)!.position,
    expired: () => expired(line()),
  };
}
