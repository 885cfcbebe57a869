/** Timing that noise does not decide. */
import { setTimeout } from 'node:timers/promises';

/** Milliseconds. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/**
 * Runs the contenders in turn, A B A B …, so that whatever else the machine does meets each of them alike. What
 * each answers in a round is kept, but for the first `warmUp` rounds. With `tidy`, garbage is collected before each.
 */
export async function interleaved<T extends Record<string, () => Promise<number>>>(
  contenders: T,
  { warmUp, rounds, tidy = true }: { warmUp: number; rounds: number; tidy?: boolean },
): Promise<Record<keyof T, number[]>> {
  const names = Object.keys(contenders);
  const kept = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      if (tidy) collectGarbage();
      const value = await contenders[name]!();
      if (round >= 0) kept[name]!.push(value);
    }
  }
  return kept as Record<keyof T, number[]>;
}

/** What a round leaves behind is not charged to the next one. Does something only under `--expose-gc`. */
export function collectGarbage(): void {
  globalThis.gc?.();
}

/** Lets what was put off to an idle moment be done: it is not the next round's. */
export async function settle(): Promise<void> {
  await setTimeout(10);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How many times as long the second took as the first just before it: the median over all rounds. */
export function ratio(base: readonly number[], other: readonly number[]): number {
  return median(other.map((value, round) => value / base[round]!));
}
