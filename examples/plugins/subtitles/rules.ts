/** What makes subtitles hard to read. */
import type { Config } from './config.ts';
import { lengthOf, readingSpeed, spoken } from './markup.ts';
import type { Cue } from './srt.ts';

export const RULES = [
  'number',
  'empty',
  'order',
  'overlap',
  'gap',
  'short',
  'long',
  'fast',
  'wide',
  'tall',
] as const;

export interface Problem {
  /** Position in the file, from 1. */
  cue: number;
  rule: (typeof RULES)[number];
  message: string;
}

/** All that is wrong with one of the cues. */
export function problemsOf(cues: readonly Cue[], i: number, limits: Config): Problem[] {
  const cue = cues[i]!;
  const problems = [
    ...inItself(cue, limits),
    ...inTime(cue, limits),
    ...towardsNext(cue, cues[i + 1], limits),
  ];
  if (cue.number !== i + 1)
    problems.unshift(['number', `It has the number ${cue.number ?? '(none)'}, not ${i + 1}.`]);
  return problems.map(([rule, message]) => ({ cue: i + 1, rule, message }));
}

type Finding = [rule: Problem['rule'], message: string];

function inItself(cue: Cue, { lineLength, lines: most }: Config): Finding[] {
  const lines = spoken(cue);
  if (lines.length === 0) return [['empty', 'It has no text.']];
  const widest = Math.max(...lines.map(lengthOf));
  return [
    ...found(widest > lineLength, 'wide', `A line has ${widest} characters; ${lineLength} are the most.`),
    ...found(lines.length > most, 'tall', `It has ${lines.length} lines; ${most} are the most.`),
  ];
}

function inTime(cue: Cue, { minDurationMs, maxDurationMs, charactersPerSecond }: Config): Finding[] {
  const duration = cue.end - cue.start;
  if (duration <= 0) return [['order', 'It ends before it begins.']];
  const speed = readingSpeed(cue);
  return [
    ...found(
      duration < minDurationMs,
      'short',
      `It is shown for ${duration} ms; ${minDurationMs} are the least.`,
    ),
    ...found(
      duration > maxDurationMs,
      'long',
      `It is shown for ${duration} ms; ${maxDurationMs} are the most.`,
    ),
    ...found(
      speed > charactersPerSecond,
      'fast',
      `It has ${speed.toFixed(1)} characters a second; ${charactersPerSecond} are the most.`,
    ),
  ];
}

function towardsNext(cue: Cue, next: Cue | undefined, { minGapMs }: Config): Finding[] {
  if (!next) return [];
  if (next.start < cue.start) return [['order', 'The next one begins before it.']];
  const gap = next.start - cue.end;
  if (gap < 0) return [['overlap', `The next one begins ${-gap} ms before its end.`]];
  return found(gap < minGapMs, 'gap', `The next one begins ${gap} ms after it; ${minGapMs} are the least.`);
}

function found(isWrong: boolean, ...finding: Finding): Finding[] {
  return isWrong ? [finding] : [];
}
