import { defineTool, toolResult, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { fault } from './fault.ts';
import type { Performance } from './performance.ts';
import { type Prices, prices, pricesFile, pricesOf, returnsOf } from './price-input.ts';
import { weights, weightsOf } from './portfolio-weights.ts';
import { percent } from './text.ts';

const parameters = z.strictObject({
  prices: prices.optional(),
  file: pricesFile.optional(),
  weights: weights.optional(),
  benchmark: z
    .string()
    .optional()
    .describe('Name of the asset that stands for the market; it is no part of the portfolio.'),
  riskFreeRate: z.number().gt(-1).max(10).default(0).describe('Rate without risk per year, e.g. 0.03.'),
  periodsPerYear: z
    .number()
    .gt(0)
    .max(525_600)
    .default(252)
    .describe('Prices in a year: 252 trading days, 52 weeks, 12 months.'),
  confidence: z.number().gt(0.5).lt(1).default(0.95).describe('Of the value at risk.'),
});
type Arguments = z.output<typeof parameters>;

const performance = z.strictObject({
  totalReturn: z.number().describe('From the first price to the last, e.g. 0.1 for 10 %.'),
  annualReturn: z.number().describe('The same per year, with compounding.'),
  volatility: z.number().describe('Standard deviation of the returns (of a sample), per year.'),
  sharpe: z
    .number()
    .nullable()
    .describe('Return above the rate without risk for each unit of volatility, per year; null without any.'),
  sortino: z
    .number()
    .nullable()
    .describe('The same for each unit of downside deviation; null where nothing fell.'),
  maxDrawdown: z.number().describe('The largest fall from a height, 0 to 1.'),
  valueAtRisk: z
    .number()
    .describe(
      'What is lost in a period and not exceeded with the `confidence`, by history; negative for a gain.',
    ),
  expectedShortfall: z.number().describe('The mean loss of the periods that are as bad or worse.'),
  beta: z.number().nullable().describe('How it moves with the `benchmark`; null without one.'),
});
const returns = z.strictObject({
  portfolio: performance.describe('With shares that are restored after each period.'),
  assets: z.array(
    performance.extend({
      name: z.string().describe('Of the asset.'),
      weight: z.number().describe('Its share.'),
    }),
  ),
  correlations: z
    .array(
      z.strictObject({
        name: z.string().describe('Of the asset.'),
        with: z
          .record(z.string(), z.number().nullable())
          .describe(
            'Correlation of its returns with those of each asset, -1 to 1; null where one stands still.',
          ),
      }),
    )
    .describe('One row for each asset.'),
  periods: z.int().describe('Returns of each asset: one less than prices.'),
});
type Result = z.output<typeof returns>;

export const portfolioAnalyze = defineTool({
  name: 'portfolio_analyze',
  title: 'Analyse a portfolio',
  description:
    'Tells return, volatility, Sharpe and Sortino ratio, drawdown, value at risk and beta of a portfolio and of each of its assets, and how ' +
    'they correlate, from prices that are given or come from a CSV file of the workspace.',
  category: 'FINANCE',
  tags: ['portfolio', 'risk', 'sharpe', 'sortino', 'drawdown', 'var', 'beta', 'correlation'],
  requiredCompetencies: ['portfolio_management'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters,
  returns,
  examples: [
    {
      description: 'Two assets, 60 to 40',
      arguments: {
        prices: { shares: [100, 104, 101, 107, 110], bonds: [100, 100.4, 100.9, 101, 101.6] },
        weights: { shares: 0.6, bonds: 0.4 },
        periodsPerYear: 12,
      },
    },
    {
      description: 'The prices of a file against the market',
      arguments: {
        file: { path: 'examples/data/prices.csv', assets: ['ALFA', 'BETA', 'MARKET'] },
        benchmark: 'MARKET',
        riskFreeRate: 0.03,
      },
    },
  ],
  effects: () => ['Calculates; changes nothing.'],
  async run(args, context) {
    const result = await analysed(await pricesOf(args.prices, args.file, context), args);
    return toolResult(result, told(result, args));
  },
});

async function analysed(all: Prices, args: Arguments): Promise<Result> {
  const { beta, performanceOf, portfolioReturns } = await import('./performance.ts');
  const { sampleCorrelation } = await import('simple-statistics');
  const market = marketOf(all, args.benchmark);
  const assets = [...all]
    .filter(([name]) => name !== args.benchmark)
    .map(([name, values]) => ({ name, returns: returnsOf(values) }));
  if (assets.length === 0)
    throw fault(['benchmark'], 'The portfolio is empty: give the prices of an asset besides the benchmark.');
  const shares = weightsOf(
    assets.map(({ name }) => name),
    args.weights,
  );
  const tell = (returns: number[]): Performance & { beta: number | null } => ({
    ...performanceOf(returns, args),
    beta: market && beta(returns, market),
  });
  const correlation = (a: number[], b: number[]) => {
    const value = sampleCorrelation(a, b);
    return Number.isFinite(value) ? value : null;
  };
  const ofPortfolio = portfolioReturns(
    assets.map(({ returns }) => returns),
    shares,
  );
  return {
    portfolio: tell(ofPortfolio),
    assets: assets.map(({ name, returns }, i) => ({ name, weight: shares[i]!, ...tell(returns) })),
    correlations: assets.map(({ name, returns }) => ({
      name,
      with: Object.fromEntries(assets.map((other) => [other.name, correlation(returns, other.returns)])),
    })),
    periods: ofPortfolio.length,
  };
}

function marketOf(all: Prices, benchmark: string | undefined): number[] | null {
  if (benchmark === undefined) return null;
  const values = all.get(benchmark);
  if (values) return returnsOf(values);
  throw fault(['benchmark'], `There are no prices of "${printable(benchmark)}".`);
}

function told({ portfolio, assets, periods }: Result, { confidence }: Arguments): string {
  const line = (name: string, each: Result['portfolio']) =>
    `${name}: ${percent(each.annualReturn)} a year, volatility ${percent(each.volatility)}, Sharpe ${figure(each.sharpe)}, Sortino ${figure(each.sortino)}, ` +
    `drawdown ${percent(each.maxDrawdown)}, VaR ${percent(each.valueAtRisk)}, beta ${figure(each.beta)}`;
  const head = `${periods} periods; VaR per period at ${percent(confidence)}.`;
  return [
    head,
    line('Portfolio', portfolio),
    ...assets.map((asset) => line(`${asset.name} (${percent(asset.weight)})`, asset)),
  ].join('\n');
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
