/** Levels of lists and objects within each other that callers may send. */
const MAX_DEPTH = 100;

/** Does a JSON value nest deeper than 100 levels? What walks it by recursion must be spared more. */
export function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((inner) =>
      inner !== null && typeof inner === 'object' ? Object.values(inner) : [],
    );
  }
  return false;
}
