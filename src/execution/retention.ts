import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { History } from './history/history.ts';

export interface RetentionRules {
  clock: Clock;
  history: History;
  /** How long calls that have ended, and keys, are kept. */
  keptMs: number;
  keysKeptMs: number;
  /** Bytes of calls, without their artifacts. */
  maxBytes: number;
  /** Bytes of all artifacts of calls, as they are and as they may be. */
  artifactBytes(): number;
  maxArtifactBytes: number;
  /** Told what was removed; their artifacts do not count any more when it returns. */
  onRemoved(ids: readonly string[]): void;
  /** Told what went wrong; it is tried again. */
  onFailure(error: unknown): void;
}

/** Milliseconds between two looks. */
const INTERVAL_MS = 60_000;
const DAY_MS = 86_400_000;
export const daysInMs = (days: number) => days * DAY_MS;

/** Removes what is old or too much, now and then; returns how to stop. */
export function keepWithin(rules: RetentionRules): () => void {
  let cancel = () => {};
  let stopped = false;
  async function look(): Promise<void> {
    try {
      for (let removed = prune(rules); removed > 0 && !stopped; removed = prune(rules)) await yieldToOthers();
    } catch (error) {
      rules.onFailure(error);
    }
    if (!stopped) cancel = rules.clock.after(INTERVAL_MS, () => void look());
  }
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

function prune({
  clock,
  history,
  keptMs,
  keysKeptMs,
  maxBytes,
  onRemoved,
  ...artifacts
}: RetentionRules): number {
  const now = clock.now().getTime();
  const isTooMuch = artifacts.artifactBytes() > artifacts.maxArtifactBytes;
  const ids = history.prune({
    endedBefore: new Date(now - keptMs),
    keysBefore: new Date(now - keysKeptMs),
    maxBytes,
    oldestToo: isTooMuch ? 1 : 0,
  });
  if (ids.length > 0) onRemoved(ids);
  return ids.length;
}
