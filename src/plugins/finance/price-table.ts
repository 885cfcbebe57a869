import { fault } from './fault.ts';
import type { Series } from './get-price-history.ts';

/** Adjusted closes side by side, on the days that all have. @throws ToolError where there are none. */
export function closesCsv(all: readonly Series[]): { csv: string; rowCount: number } {
  const closes = all.map(
    ({ rows }) =>
      new Map(
        rows.flatMap(({ date, adjustedClose }) => (adjustedClose === null ? [] : [[date, adjustedClose]])),
      ),
  );
  const days = [...(closes[0]?.keys() ?? [])].filter((day) => closes.every((one) => one.has(day))).toSorted();
  if (days.length === 0)
    throw fault(
      ['symbols'],
      'There is no day on which all of these symbols have a price. Ask for fewer, or for another time.',
    );
  const lines = days.map((day) => [day, ...closes.map((one) => one.get(day))].join(','));
  return {
    csv: `${['date', ...all.map(({ symbol }) => symbol)].join(',')}\n${lines.join('\n')}\n`,
    rowCount: days.length,
  };
}
