import { distance } from 'fastest-levenshtein';

/** The names nearest to one that was not found, at most three, best first; none when nothing is near. */
export function nearestNames(wanted: string, names: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  if (wanted.length > 128) return [];
  const near: { name: string; edits: number }[] = [];
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > limit) continue;
    const edits = distance(wanted.toLowerCase(), name.toLowerCase());
    if (edits <= limit) near.push({ name, edits });
  }
  return near
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
}
