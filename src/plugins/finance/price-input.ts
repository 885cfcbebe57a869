import { z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { type CsvRow, type Reading, columnIndex, csvDelimiter, csvPath, csvRows, numberIn } from './csv.ts';
import { fault } from './fault.ts';

export const MAX_ASSETS = 50;
export const MAX_PRICES = 50_000;

const price = z.number().gt(0).max(1e15);

export const prices = z
  .record(z.string().min(1).max(100), z.array(price).min(3).max(MAX_PRICES))
  .describe(
    'Prices of each asset, oldest first, above 0, of all assets at the same times; adjusted for splits and dividends.',
  );

export const pricesFile = z
  .strictObject({
    path: csvPath,
    assets: z.array(z.string().min(1)).min(1).max(MAX_ASSETS).describe('Names of the columns with prices.'),
    delimiter: csvDelimiter,
  })
  .describe(
    'A CSV file with a column of prices for each asset, the oldest line first, in place of `prices`.',
  );

/** Prices of each asset, all of one length. */
export type Prices = ReadonlyMap<string, readonly number[]>;

/** Takes those that are given, or reads the file. @throws ToolError for none, both, or what is no price. */
export async function pricesOf(
  given: z.output<typeof prices> | undefined,
  file: z.output<typeof pricesFile> | undefined,
  context: Reading,
): Promise<Prices> {
  if (given && file) throw fault(['file'], 'Give either `prices` or `file`, not both.');
  if (!given && !file) throw fault(['prices'], 'Give `prices`, or a `file` that has them.');
  const found = given ? new Map(Object.entries(given)) : await readPrices(file!, context);
  const at = given ? 'prices' : 'file';
  if (found.size === 0) throw fault([at], 'The portfolio is empty. Give the prices of at least one asset.');
  if (found.size > MAX_ASSETS) throw fault([at], `More than ${MAX_ASSETS} assets are too many.`);
  const lengths = new Set([...found.values()].map(({ length }) => length));
  if (lengths.size > 1)
    throw fault([at], `All assets need equally many prices; there are ${[...lengths].join(', ')}.`);
  if ([...lengths][0]! < 3) throw fault([at], 'At least three prices of each asset are needed.');
  return found;
}

async function readPrices(
  file: z.output<typeof pricesFile>,
  context: Reading,
): Promise<Map<string, number[]>> {
  const rows = csvRows(file, context, ['file']);
  const { value: header } = await rows.next();
  if (!header)
    throw fault(['file', 'path'], `"${printable(file.path)}" is empty. Its first line names the columns.`);
  const columns = file.assets.map((name, i) => ({
    name,
    index: columnIndex((header as CsvRow).fields, name, ['file', 'assets', i]),
    values: [] as number[],
  }));
  for await (const row of rows) {
    for (const { name, index, values } of columns) values.push(priceIn(row, index, name));
    if (columns[0]!.values.length > MAX_PRICES)
      throw fault(
        ['file', 'path'],
        `More than ${MAX_PRICES} lines are too many. Take fewer, or longer periods.`,
      );
  }
  return new Map(columns.map(({ name, values }) => [name, values]));
}

function priceIn(row: CsvRow, index: number, name: string): number {
  const value = numberIn(row, index, name, ['file', 'assets']);
  if (value > 0 && value <= 1e15) return value;
  throw fault(
    ['file', 'assets'],
    `Line ${row.line} has ${value} in column "${printable(name)}": prices are above 0.`,
  );
}

/** What each period returned: 0.01 for 1 %. */
export function returnsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value / values[i]! - 1);
}
