/** A share as people read it: 0.1234 is `12.34 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Without the last digits, which only tell how something was calculated: 12 significant ones. */
export function plain(value: number): number {
  return Number(value.toPrecision(12));
}
