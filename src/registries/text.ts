/** The words of a text that is looked for: all must occur, case does not matter. */
export function wordsOf(wanted: string): string[] {
  return [...new Set(wanted.toLowerCase().split(/\s+/).filter(Boolean))];
}

/** What words are looked for in. */
export function searchable(fields: readonly (string | null)[]): string {
  return fields.join(' ').toLowerCase();
}

/** Tests whether every word of `wanted` occurs somewhere in the fields; case does not matter. */
export function matchText(wanted: string): (fields: readonly (string | null)[]) => boolean {
  const words = wordsOf(wanted);
  return (fields) => {
    const text = searchable(fields);
    return words.every((word) => text.includes(word));
  };
}
