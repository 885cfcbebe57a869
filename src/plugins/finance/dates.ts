import { printable } from '../../registries/errors.ts';
import { fault } from './fault.ts';

const DAY_MS = 86_400_000;

/** Days since 1970 of a date YYYY-MM-DD, or of the date that a time of RFC 3339 begins with; null for anything else. */
export function dayOf(text: string): number | null {
  const [, date] = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text) ?? [];
  if (date === undefined) return null;
  const time = Date.parse(`${date}T00:00:00Z`);
  // The 31st of February is taken for one of March by some parsers.
  const isReal = Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
  return isReal ? time / DAY_MS : null;
}

/** @throws ToolError for anything but a date YYYY-MM-DD. */
export function dayIn(text: string, at: readonly (string | number)[]): number {
  const day = dayOf(text);
  if (day !== null) return day;
  throw fault(at, `"${printable(text.slice(0, 50))}" is no date. Write it as YYYY-MM-DD.`);
}
