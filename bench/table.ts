import type { Row } from './figure.ts';

/** Widths of the columns, in characters. */
const WHAT = 70;
const VALUE = 28;
const LIMIT = 12;

/** One figure's part of the table: what, how much, the bound, and whether that is kept. */
export function printRows(name: string, rows: readonly Row[]): void {
  const lines = rows.map(({ what, value, bound }) => {
    const limit = (bound?.limit ?? '').padEnd(LIMIT);
    const verdict = bound ? (bound.met ? 'ok' : 'OVER') : '';
    return `  ${what.padEnd(WHAT)} ${value.padEnd(VALUE)} ${limit} ${verdict}`.trimEnd();
  });
  process.stdout.write(`${name}\n${lines.join('\n')}\n`);
}
