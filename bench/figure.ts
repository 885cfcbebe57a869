/** What a benchmark answers. */

/** One line of the table. */
export interface Row {
  what: string;
  /** With its unit. */
  value: string;
  /** What the specification, or where it says nothing docs/benchmarks.md, allows; absent where nothing is promised. */
  bound?: { limit: string; met: boolean };
}

/** Measures and answers its rows. @throws WrongAnswer */
export type Figure = () => Promise<Row[]>;

/** What was to be timed did something else: there is no figure then. */
export class WrongAnswer extends Error {}

/** @throws WrongAnswer unless it holds. */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new WrongAnswer(what);
}

/** A number that may be at most `limit`; both in `unit`. */
export function atMost(what: string, value: number, limit: number, unit: string): Row {
  return {
    what,
    value: `${short(value)} ${unit}`,
    bound: { limit: `≤ ${limit} ${unit}`, met: value <= limit },
  };
}

/** A number that must be at least `limit`; both in `unit`. */
export function atLeast(what: string, value: number, limit: number, unit: string): Row {
  return {
    what,
    value: `${short(value)} ${unit}`,
    bound: { limit: `≥ ${limit} ${unit}`, met: value >= limit },
  };
}

/** A number that nothing is promised about. */
export function reported(what: string, value: number, unit: string): Row {
  return { what, value: `${short(value)} ${unit}` };
}

function short(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
