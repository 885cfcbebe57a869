/** Tests whether every word of `wanted` occurs somewhere in the fields; case does not matter. */
export function matchText(wanted: string): (fields: readonly (string | null)[]) => boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return (fields) => {
    const text = fields.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
