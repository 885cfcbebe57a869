import { defineTool, toolResult, z } from 'gathering/plugin';
import type { ToolContext } from 'gathering/plugin';
import type { Config } from './config.ts';
import { fault } from './fault.ts';
import { askYahoo, SYMBOL } from './yahoo.ts';

const amount = z.number().nullable();
const quote = z.strictObject({
  symbol: z.string(),
  name: z.string().nullable().describe('Of the company or fund.'),
  kind: z.string().describe('As Yahoo says: EQUITY, ETF, INDEX, CURRENCY, CRYPTOCURRENCY …'),
  exchange: z.string().describe('Where it is traded.'),
  currency: z.string().nullable().describe('Of all amounts, ISO 4217; `GBp` are pence.'),
  price: amount.describe('The last one; null where there is none. It may be delayed, see `delayMinutes`.'),
  time: z.string().nullable().describe('When that was, RFC 3339.'),
  delayMinutes: z.number().describe('How much later the exchange lets it be told.'),
  marketState: z.string().describe('REGULAR while it is traded, CLOSED, PRE, POST …'),
  change: amount.describe('Since the close before.'),
  changePercent: amount.describe('The same, in percent.'),
  previousClose: amount,
  open: amount,
  dayLow: amount,
  dayHigh: amount,
  yearLow: amount.describe('Lowest price of 52 weeks.'),
  yearHigh: amount.describe('Highest price of 52 weeks.'),
  volume: amount.describe('Traded today, in shares.'),
  marketCap: amount.describe('Price times shares.'),
  priceToEarnings: amount.describe('Price by the earnings per share of twelve months.'),
  dividendYield: amount.describe('Dividends of twelve months by the price: 0.02 are 2 %.'),
});
type Quote = z.output<typeof quote>;

export const symbols = z
  .array(z.string().regex(SYMBOL, 'must be a symbol as Yahoo writes it'))
  .min(1)
  .describe(
    'Symbols as finance.yahoo.com writes them: `AAPL`, `SAP.DE`, `^GSPC` (index), `EURUSD=X`, `BTC-USD`.',
  );

export const getQuote = defineTool({
  name: 'get_quote',
  title: 'Quotes',
  description:
    'Tells the last prices of shares, funds, indices, currencies or crypto-currencies, from Yahoo Finance. No account is needed; ' +
    'Yahoo promises nothing of them and may delay them.',
  category: 'FINANCE',
  tags: ['price', 'share', 'stock', 'market', 'yahoo'],
  requiredCompetencies: ['financial_analysis'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
  parameters: z.strictObject({ symbols: symbols.max(50) }),
  returns: z.strictObject({
    quotes: z.array(quote).describe('In the order that was asked for.'),
    notFound: z.array(z.string()).describe('Symbols that Yahoo does not know.'),
  }),
  examples: [{ description: 'Two shares and an index', arguments: { symbols: ['AAPL', 'SAP.DE', '^GSPC'] } }],
  limits: { timeoutMs: 60_000 },
  effects: (args) => [`Asks Yahoo Finance for the prices of ${args.symbols.join(', ')}; changes nothing.`],
  async run(args, context) {
    const wanted = [...new Set(args.symbols.map((symbol) => symbol.toUpperCase()))];
    const found = await askYahoo(context as ToolContext<Config>, 'symbols', (yahoo, options) =>
      yahoo.quote(wanted, { return: 'array' }, options),
    );
    const known = new Map(found.map((one) => [one.symbol.toUpperCase(), toldOf(one)]));
    const quotes = wanted.flatMap((symbol) => known.get(symbol) ?? []);
    const notFound = wanted.filter((symbol) => !known.has(symbol));
    if (quotes.length === 0)
      throw fault(['symbols'], `Yahoo Finance knows none of these: ${notFound.join(', ')}.`);
    return toolResult({ quotes, notFound }, shown(quotes, notFound));
  },
});

/** What yahoo-finance2 says, in our words. */
function toldOf(said: Record<string, any>): Quote {
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
  return {
    symbol: said.symbol as string,
    name: said.longName ?? said.shortName ?? null,
    kind: said.quoteType,
    exchange: said.fullExchangeName,
    currency: said.currency ?? null,
    price: number(said.regularMarketPrice),
    time: (said.regularMarketTime as Date | undefined)?.toISOString() ?? null,
    delayMinutes: said.exchangeDataDelayedBy,
    marketState: said.marketState,
    change: number(said.regularMarketChange),
    changePercent: number(said.regularMarketChangePercent),
    previousClose: number(said.regularMarketPreviousClose),
    open: number(said.regularMarketOpen),
    dayLow: number(said.regularMarketDayLow),
    dayHigh: number(said.regularMarketDayHigh),
    yearLow: number(said.fiftyTwoWeekLow),
    yearHigh: number(said.fiftyTwoWeekHigh),
    volume: number(said.regularMarketVolume),
    marketCap: number(said.marketCap),
    priceToEarnings: number(said.trailingPE),
    dividendYield: number(said.trailingAnnualDividendYield),
  };
}

function shown(quotes: readonly Quote[], notFound: readonly string[]): string {
  const rows = quotes.map(({ symbol, name, price, currency, changePercent, time }) => {
    const change =
      changePercent === null ? '' : ` (${changePercent > 0 ? '+' : ''}${changePercent.toFixed(2)} %)`;
    return `${symbol}${name ? `, ${name}` : ''}: ${price ?? 'no price'} ${currency ?? ''}${change}, ${time ?? 'no time'}`;
  });
  return [...rows, ...(notFound.length > 0 ? [`Not found: ${notFound.join(', ')}`] : [])].join('\n');
}
