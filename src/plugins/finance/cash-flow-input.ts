import { z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { type CsvRow, type Reading, columnIndex, csvDelimiter, csvPath, csvRows, numberIn } from './csv.ts';
import { fault } from './fault.ts';

/** Most flows of one call. */
const MAX_FLOWS = 5000;
/** More than the money of the world, and far from the end of floating point. */
export const MAX_AMOUNT = 1e15;

export const amount = z.number().min(-MAX_AMOUNT).max(MAX_AMOUNT);

export const amountsFile = z
  .strictObject({
    path: csvPath,
    column: z.string().min(1).describe('Name of the column with the amounts.'),
    dateColumn: z.string().min(1).optional().describe('Name of the column with the dates, YYYY-MM-DD.'),
    delimiter: csvDelimiter,
  })
  .describe('A CSV file with one amount in each line, in place of amounts in the arguments.');

/** Amounts of a file and, where it has them, their dates. */
export interface Amounts {
  amounts: number[];
  dates?: string[];
}

/** @throws ToolError for a missing column, a field that is no number, no lines or too many. */
export async function readAmounts(
  file: z.output<typeof amountsFile>,
  context: Reading,
  at: readonly string[],
): Promise<Amounts> {
  const rows = csvRows(file, context, at);
  const { value: header } = await rows.next();
  if (!header)
    throw fault([...at, 'path'], `"${printable(file.path)}" is empty. Its first line names the columns.`);
  const index = columnIndex((header as CsvRow).fields, file.column, [...at, 'column']);
  const dateIndex =
    file.dateColumn === undefined
      ? undefined
      : columnIndex((header as CsvRow).fields, file.dateColumn, [...at, 'dateColumn']);
  const amounts: number[] = [];
  const dates: string[] = [];
  for await (const row of rows) {
    if (amounts.length === MAX_FLOWS)
      throw fault([...at, 'path'], `More than ${MAX_FLOWS} amounts are too many.`);
    const value = numberIn(row, index, file.column, [...at, 'column']);
    if (Math.abs(value) > MAX_AMOUNT)
      throw fault([...at, 'column'], `Line ${row.line} is beyond ±${MAX_AMOUNT}.`);
    amounts.push(value);
    if (dateIndex !== undefined) dates.push(row.fields[dateIndex] ?? '');
  }
  if (amounts.length === 0)
    throw fault([...at, 'path'], `"${printable(file.path)}" has columns but no lines.`);
  return dateIndex === undefined ? { amounts } : { amounts, dates };
}

export const amounts = z.array(amount).min(1).max(MAX_FLOWS);

/** Takes the one of the two that is given. @throws ToolError for both or none. */
export async function givenOrRead(
  given: Amounts | undefined,
  file: z.output<typeof amountsFile> | undefined,
  name: string,
  context: Reading,
): Promise<Amounts> {
  if (given && file) throw fault(['file'], `Give either \`${name}\` or \`file\`, not both.`);
  if (given) return given;
  if (file) return await readAmounts(file, context, ['file']);
  throw fault([name], `Give \`${name}\`, or a \`file\` that has them.`);
}
