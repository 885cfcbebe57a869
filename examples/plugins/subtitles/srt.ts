/**
 * The SubRip format: blocks of a number, a line of two times, and lines of text, with an empty line behind each.
 * It has no standard; what is read here is what players read.
 */
import { ToolError } from 'gathering/plugin';
import { decode } from './decode.ts';

export interface Cue {
  /** As it stands in the file; null where there is none. */
  number: number | null;
  /** Milliseconds from the beginning of the film. */
  start: number;
  end: number;
  /** With its markup; never empty ones. */
  lines: readonly string[];
}

/** A line that should hold two times and does not. */
export interface Fault {
  /** From 1. */
  line: number;
  text: string;
}

const TIME = String.raw`(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?`;
// What follows the times is a position, which hardly any player heeds.
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);
const LIKE_TIMES = /^\s*\d.*-->/;

/** All cues in the order of the file. A cue's text ends where the next one begins, since many files leave gaps in it. */
export function parseSrt(text: string): { cues: Cue[]; faults: Fault[] } {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const heads = lines.flatMap((line, at) => (LIKE_TIMES.test(line) ? [{ at, times: timesIn(line) }] : []));
  const cues = heads.flatMap(({ at, times }, i) => {
    if (!times) return [];
    const next = heads[i + 1]?.at;
    const end = next === undefined ? lines.length : next - (isNumber(lines[next - 1]) ? 1 : 0);
    const number = isNumber(lines[at - 1]) ? Number(lines[at - 1]) : null;
    const ownLines = lines.slice(at + 1, end).map((line) => line.trim());
    return [{ number, ...times, lines: ownLines.filter((line) => line !== '') }];
  });
  const faults = heads.filter(({ times }) => !times).map(({ at }) => ({ line: at + 1, text: lines[at]! }));
  return { cues, faults };
}

/** All cues of a file that is as it should be. @throws ToolError naming the first line that is not. */
export function readCues(bytes: Uint8Array): Cue[] {
  const { cues, faults } = parseSrt(decode(bytes));
  const [fault] = faults;
  if (fault) {
    const shown = fault.text.trim().slice(0, 60);
    throw new ToolError(
      `Line ${fault.line} should hold two times such as 00:00:01,000 --> 00:00:02,500: ${shown}`,
    );
  }
  if (cues.length === 0) throw new ToolError('The file holds no SubRip subtitles.', { path: ['path'] });
  return cues;
}

/** A file with these cues, numbered anew. */
export function formatSrt(cues: readonly Cue[]): string {
  return cues
    .map(
      ({ start, end, lines }, i) => `${i + 1}\n${srtTime(start)} --> ${srtTime(end)}\n${lines.join('\n')}\n`,
    )
    .join('\n');
}

/** `01:02:03,004` */
export function srtTime(ms: number, point = ','): string {
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}${point}${String(ms % 1000).padStart(3, '0')}`;
}

function timesIn(line: string): { start: number; end: number } | null {
  const parts = TIMES.exec(line)?.slice(1);
  return parts ? { start: milliseconds(parts.slice(0, 4)), end: milliseconds(parts.slice(4)) } : null;
}

/** Hours, minutes, seconds and the digits of a fraction. */
function milliseconds([hours, minutes, seconds, fraction = '']: string[]): number {
  return (
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
  );
}

function isNumber(line: string | undefined): boolean {
  return line !== undefined && /^\s*\d+\s*$/.test(line);
}
