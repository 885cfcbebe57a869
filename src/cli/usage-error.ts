/** What the person who started it can mend: one line, exit code 2. The message names setting and source. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** ` Did you mean "a" or "b"?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length > 0 ? ` Did you mean ${names.join(' or ')}?` : '';
}
