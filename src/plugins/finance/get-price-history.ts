import { defineTool, type ToolContext, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import { dayIn } from './dates.ts';
import { fault } from './fault.ts';
import { symbols } from './get-quote.ts';
import { closesCsv } from './price-table.ts';
import { askYahoo } from './yahoo.ts';

const DAY_MS = 86_400_000;
/** Of one symbol, in the result. */
const MAX_ROWS = 1_000;

const date = z.string().describe('Day of the exchange, YYYY-MM-DD.');
const amount = z.number().nullable();
const series = z.strictObject({
  symbol: z.string(),
  currency: z.string().nullable().describe('Of all amounts, ISO 4217; `GBp` are pence.'),
  rowCount: z.int().min(0).describe('How many rows there are.'),
  rows: z
    .array(
      z.strictObject({
        date,
        open: amount,
        high: amount,
        low: amount,
        close: amount.describe('Adjusted for splits.'),
        adjustedClose: amount.describe(
          'Adjusted for splits and dividends: what returns are calculated from.',
        ),
        volume: amount.describe('In shares.'),
      }),
    )
    .describe(`Oldest first; of more than ${MAX_ROWS} the newest.`),
  dividends: z.array(z.strictObject({ date, amount: z.number() })),
  splits: z.array(z.strictObject({ date, ratio: z.string().describe('New shares for old ones: `4:1`.') })),
});
export type Series = z.output<typeof series>;

export const getPriceHistory = defineTool({
  name: 'get_price_history',
  title: 'Price history',
  description:
    'Tells the prices of shares, funds, indices or currencies over time, with dividends and splits, from Yahoo Finance; and writes ' +
    'a CSV file of adjusted closes, as portfolio_analyze and portfolio_optimize read it. No account is needed.',
  category: 'FINANCE',
  tags: ['price', 'share', 'stock', 'history', 'dividend', 'yahoo'],
  requiredCompetencies: ['financial_analysis'],
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  parameters: z.strictObject({
    symbols: symbols.max(20),
    from: z.string().describe('First day, YYYY-MM-DD.'),
    to: z.string().describe('Last day, YYYY-MM-DD.'),
    interval: z.enum(['DAY', 'WEEK', 'MONTH']).default('DAY').describe('One row for each.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A CSV file to write in the workspace, such as `prices.csv`, replacing what is there: a column `date`, and one of ' +
          'adjusted closes for each symbol, on the days that all of them have. Default: none.',
      ),
  }),
  returns: z.strictObject({
    series: z.array(series).describe('In the order that was asked for.'),
    output: z.string().nullable().describe('Where the CSV file was written; null where it was not.'),
    outputRowCount: z.int().min(0).nullable().describe('How many days it has.'),
  }),
  examples: [
    {
      description: 'Monthly prices of two shares and the market, kept for an analysis',
      arguments: {
        symbols: ['AAPL', 'SAP.DE', '^GSPC'],
        from: '2023-01-01',
        to: '2025-12-31',
        interval: 'MONTH',
        output: 'prices.csv',
      },
    },
  ],
  limits: { timeoutMs: 120_000 },
  effects: ({ symbols, output }) => [
    `Asks Yahoo Finance for prices of ${symbols.join(', ')}.`,
    ...(output === undefined ? [] : [`Writes "${output}", replacing what is there.`]),
  ],
  async run({ symbols, from, to, interval, output }, context) {
    const days = [dayIn(from, ['from']), dayIn(to, ['to'])] as const;
    if (days[1] < days[0]) throw fault(['to'], '`to` is before `from`. Give the last day.');
    const all: Series[] = [];
    for (const symbol of new Set(symbols.map((one) => one.toUpperCase()))) {
      context.progress(all.length / symbols.length, symbol);
      all.push(await historyOf(symbol, days, interval, context));
    }
    const table = output === undefined ? null : closesCsv(all);
    if (table) await context.workspace.write(output!, table.csv);
    const series = all.map((one) => ({ ...one, rows: one.rows.slice(-MAX_ROWS) }));
    return toolResult(
      { series, output: output ?? null, outputRowCount: table?.rowCount ?? null },
      [...all.map(shown), ...(table ? [`Written: ${output}, ${table.rowCount} days.`] : [])].join('\n'),
    );
  },
});

const INTERVALS = { DAY: '1d', WEEK: '1wk', MONTH: '1mo' } as const;

async function historyOf(
  symbol: string,
  [from, to]: readonly [number, number],
  interval: keyof typeof INTERVALS,
  context: ToolContext<Config>,
): Promise<Series> {
  const period = { period1: from * (DAY_MS / 1000), period2: (to + 1) * (DAY_MS / 1000) };
  const { meta, quotes, events } = await askYahoo(context, 'symbols', (yahoo, options) =>
    yahoo.chart(
      symbol,
      {
        ...period,
        interval: INTERVALS[interval],
        return: 'array',
        events: 'div|split',
        includePrePost: false,
      },
      options,
    ),
  );
  // A day is that of the exchange.
  const dateOf = (time: Date) => new Date(time.getTime() + meta.gmtoffset * 1000).toISOString().slice(0, 10);
  const rows = quotes.map(({ date, open, high, low, close, adjclose, volume }) => ({
    ...{ date: dateOf(date), open, high, low, close, adjustedClose: adjclose ?? close, volume },
  }));
  return {
    symbol: meta.symbol,
    currency: meta.currency,
    rowCount: rows.length,
    rows,
    dividends: (events?.dividends ?? []).map(({ date, amount }) => ({ date: dateOf(date), amount })),
    splits: (events?.splits ?? []).map(({ date, splitRatio }) => ({ date: dateOf(date), ratio: splitRatio })),
  };
}

function shown({ symbol, currency, rowCount, rows }: Series): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return `${symbol}: no prices in this time.`;
  return `${symbol}: ${rowCount} rows, ${first.date} ${first.adjustedClose} to ${last.date} ${last.adjustedClose} ${currency ?? ''} (adjusted).`;
}
