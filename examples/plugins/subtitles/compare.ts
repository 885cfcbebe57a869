import { spoken } from './markup.ts';
import { type Cue, srtTime } from './srt.ts';

export const KINDS = ['added', 'removed', 'reworded', 'retimed'] as const;

export interface Change {
  kind: (typeof KINDS)[number];
  at: string;
  before: string | null;
  after: string | null;
}

/** What became of each cue: paired first by text and times, then by text, then by when they begin. */
export function compare(before: readonly Cue[], after: readonly Cue[]): Change[] {
  const left = { before, after };
  pairOff(left, (cue) => `${times(cue)} ${textOf(cue)}`);
  const retimed = pairOff(left, textOf).map(([a, b]) => change('retimed', b, times(a), times(b)));
  const reworded = pairOff(left, ({ start }) => String(start)).map(([a, b]) =>
    change('reworded', b, textOf(a), textOf(b)),
  );
  const removed = left.before.map((cue) => change('removed', cue, textOf(cue), null));
  const added = left.after.map((cue) => change('added', cue, null, textOf(cue)));
  return [...retimed, ...reworded, ...removed, ...added].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
}

/** Takes out the pairs with the same key, in order. */
function pairOff(
  left: { before: readonly Cue[]; after: readonly Cue[] },
  keyOf: (cue: Cue) => string,
): [Cue, Cue][] {
  const waiting = Map.groupBy(left.before, keyOf);
  const pairs: [Cue, Cue][] = [];
  left.after = left.after.filter((cue) => {
    const partner = waiting.get(keyOf(cue))?.shift();
    if (partner) pairs.push([partner, cue]);
    return !partner;
  });
  const taken = new Set(pairs.map(([partner]) => partner));
  left.before = left.before.filter((cue) => !taken.has(cue));
  return pairs;
}

function change(kind: Change['kind'], { start }: Cue, before: string | null, after: string | null): Change {
  return { kind, at: srtTime(start), before, after };
}

function times({ start, end }: Cue): string {
  return `${srtTime(start)} --> ${srtTime(end)}`;
}

function textOf(cue: Cue): string {
  return spoken(cue).join('\n');
}
