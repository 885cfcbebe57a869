import { defineTool, type ToolContext, toolResult, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { fault } from './fault.ts';
import type { Market } from './mean-variance.ts';
import { MAX_ASSETS, prices, pricesFile, pricesOf, returnsOf } from './price-input.ts';
import { percent } from './text.ts';

const share = z.number().min(-10).max(10);
const limit = z.strictObject({
  min: share.optional().describe('Least share.'),
  max: share.optional().describe('Largest share.'),
});

const parameters = z.strictObject({
  prices: prices.optional(),
  file: pricesFile.optional(),
  assets: z
    .array(z.string().min(1))
    .min(1)
    .max(MAX_ASSETS)
    .optional()
    .describe('Names, with `expectedReturns` and `covariances` in place of prices.'),
  expectedReturns: z
    .array(z.number().min(-10).max(10))
    .optional()
    .describe('Expected return of each of `assets` per period.'),
  covariances: z
    .array(z.array(z.number().min(-100).max(100)))
    .optional()
    .describe('Covariances of the returns per period, a row for each of `assets`.'),
  objective: z
    .enum(['MIN_VARIANCE', 'MAX_SHARPE', 'TARGET_RETURN'])
    .default('MAX_SHARPE')
    .describe(
      'The least variance; the best Sharpe ratio; or the least variance that is expected to return `targetReturn`.',
    ),
  targetReturn: z
    .number()
    .min(-100)
    .max(100)
    .optional()
    .describe('Expected return per year, for TARGET_RETURN.'),
  riskFreeRate: z.number().gt(-1).max(10).default(0).describe('Rate without risk per year, e.g. 0.03.'),
  periodsPerYear: z
    .number()
    .gt(0)
    .max(525_600)
    .default(252)
    .describe('Periods in a year: 252 trading days, 12 months; 1 for figures per year.'),
  minWeight: share.default(0).describe('Least share of every asset; negative lets it be sold short.'),
  maxWeight: share.default(1).describe('Largest share of every asset.'),
  limits: z.record(z.string(), limit).default({}).describe('Other limits for single assets.'),
});
type Arguments = z.output<typeof parameters>;

const returns = z.strictObject({
  weights: z.record(z.string(), z.number()).describe('Share of each asset, together 1.'),
  expectedReturn: z.number().describe('Per year: the mean of the periods, times periods per year.'),
  volatility: z.number().describe('Standard deviation per year.'),
  sharpe: z.number().nullable().describe('Return above the rate without risk for each unit of volatility.'),
  assets: z.array(
    z.strictObject({
      name: z.string().describe('Of the asset.'),
      expectedReturn: z.number().describe('Per year.'),
      volatility: z.number().describe('Per year.'),
    }),
  ),
});
type Result = z.output<typeof returns>;

export const portfolioOptimize = defineTool({
  name: 'portfolio_optimize',
  title: 'Optimise a portfolio',
  description:
    'Mean-variance optimisation (Markowitz): the shares with the least variance, the best Sharpe ratio, or the least variance for a return, ' +
    'within limits for each asset; from prices, a CSV file of the workspace, or expected returns with covariances. The past is taken for the future: judge the result.',
  category: 'FINANCE',
  tags: ['portfolio', 'optimization', 'markowitz', 'mean-variance', 'sharpe'],
  requiredCompetencies: ['portfolio_management'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters,
  returns,
  examples: [
    {
      description:
        'The least variance of three shares, by their monthly returns (the example of Zivot’s portfolio theory)',
      arguments: {
        assets: ['Microsoft', 'Nordstrom', 'Starbucks'],
        expectedReturns: [0.0427, 0.0015, 0.0285],
        covariances: [
          [0.01, 0.0018, 0.0011],
          [0.0018, 0.0109, 0.0026],
          [0.0011, 0.0026, 0.0199],
        ],
        objective: 'MIN_VARIANCE',
        periodsPerYear: 12,
      },
    },
    {
      description: 'The best Sharpe ratio by the prices of a file, at most 60 % in one asset',
      arguments: {
        file: { path: 'examples/data/prices.csv', assets: ['ALFA', 'BETA', 'GAMA'] },
        maxWeight: 0.6,
        riskFreeRate: 0.02,
      },
    },
  ],
  effects: () => ['Calculates; changes nothing.'],
  async run(args, context) {
    const result = await optimized(args, context);
    return toolResult(result, told(result));
  },
});

interface NamedMarket extends Market {
  names: string[];
}

async function optimized(args: Arguments, context: ToolContext): Promise<Result> {
  const { isPositiveDefinite, varianceOf } = await import('./mean-variance.ts');
  const { names, means, covariances } = await estimates(args, context);
  if (!isPositiveDefinite(covariances))
    throw fault(
      [args.covariances ? 'covariances' : 'prices'],
      'The covariances are not positive definite: two assets move alike, or there are fewer periods than assets. Leave one out, or give more periods.',
    );
  const market = { names, means, covariances, limits: limitsOf(names, args) };
  const shares = (await best(market, args)).map((value) => Number(value.toFixed(10)) + 0);
  const perYear = args.periodsPerYear;
  const expectedReturn = shares.reduce((sum, each, i) => sum + each * means[i]!, 0) * perYear;
  const volatility = Math.sqrt(varianceOf(shares, covariances) * perYear);
  return {
    weights: Object.fromEntries(names.map((name, i) => [name, shares[i]!])),
    expectedReturn,
    volatility,
    sharpe: volatility === 0 ? null : (expectedReturn - args.riskFreeRate) / volatility,
    assets: names.map((name, i) => ({
      name,
      expectedReturn: means[i]! * perYear,
      volatility: Math.sqrt(covariances[i]![i]! * perYear),
    })),
  };
}

async function best(
  market: Market,
  { objective, targetReturn, riskFreeRate, periodsPerYear }: Arguments,
): Promise<number[]> {
  const { leastVariance, mostSharpe } = await import('./mean-variance.ts');
  if ((objective === 'TARGET_RETURN') !== (targetReturn !== undefined))
    throw fault(['targetReturn'], 'Give `targetReturn` with the objective TARGET_RETURN, and only with it.');
  if (objective === 'MAX_SHARPE') {
    const found = mostSharpe(market, riskFreeRate / periodsPerYear);
    if (found) return found;
    throw fault(
      ['riskFreeRate'],
      'Within the limits, no portfolio is expected to return more than the rate without risk.',
    );
  }
  const found = leastVariance(market, targetReturn === undefined ? undefined : targetReturn / periodsPerYear);
  if (found) return found;
  throw fault(['targetReturn'], 'Within the limits, no portfolio is expected to return that.');
}

async function estimates(args: Arguments, context: ToolContext): Promise<Omit<NamedMarket, 'limits'>> {
  const { assets, expectedReturns, covariances } = args;
  if (!assets && !expectedReturns && !covariances) return estimated(args, context);
  if (args.prices || args.file)
    throw fault(['assets'], 'Give either prices, or `assets` with `expectedReturns` and `covariances`.');
  if (!assets || !expectedReturns || !covariances)
    throw fault(
      [assets ? (expectedReturns ? 'covariances' : 'expectedReturns') : 'assets'],
      '`assets`, `expectedReturns` and `covariances` go together.',
    );
  if (new Set(assets).size < assets.length) throw fault(['assets'], 'Two assets have one name.');
  if (expectedReturns.length !== assets.length)
    throw fault(['expectedReturns'], `${assets.length} assets need as many returns.`);
  const isSquare =
    covariances.length === assets.length && covariances.every(({ length }) => length === assets.length);
  if (!isSquare)
    throw fault(['covariances'], `${assets.length} assets need as many rows of as many covariances.`);
  const isSymmetric = covariances.every((row, i) =>
    row.every((value, j) => Math.abs(value - covariances[j]![i]!) < 1e-12),
  );
  if (!isSymmetric)
    throw fault(['covariances'], 'Covariances are symmetric: that of a with b is that of b with a.');
  return { names: assets, means: expectedReturns, covariances };
}

async function estimated(
  { prices, file }: Arguments,
  context: ToolContext,
): Promise<Omit<NamedMarket, 'limits'>> {
  const { mean, sampleCovariance } = await import('simple-statistics');
  const all = await pricesOf(prices, file, context);
  const series = [...all.values()].map(returnsOf);
  return {
    names: [...all.keys()],
    means: series.map((returns) => mean(returns)),
    covariances: series.map((a) => series.map((b) => sampleCovariance(a, b))),
  };
}

function limitsOf(names: readonly string[], { limits, minWeight, maxWeight }: Arguments): Market['limits'] {
  const unknown = Object.keys(limits).find((name) => !names.includes(name));
  if (unknown !== undefined) throw fault(['limits', unknown], `There is no asset "${printable(unknown)}".`);
  const all = names.map((name) => ({
    min: limits[name]?.min ?? minWeight,
    max: limits[name]?.max ?? maxWeight,
  }));
  const wrong = all.findIndex(({ min, max }) => min > max);
  if (wrong >= 0)
    throw fault(['limits'], `The least share of "${printable(names[wrong]!)}" is above its largest.`);
  const sum = (key: 'min' | 'max') => all.reduce((total, each) => total + each[key], 0);
  if (sum('min') > 1 + 1e-9) throw fault(['minWeight'], 'The least shares are more than 1 together.');
  if (sum('max') < 1 - 1e-9) throw fault(['maxWeight'], 'The largest shares are less than 1 together.');
  return all;
}

function told({ weights, expectedReturn, volatility, sharpe }: Result): string {
  const shares = Object.entries(weights).map(([name, value]) => `${name} ${percent(value)}`);
  return `${shares.join(', ')}. Expected ${percent(expectedReturn)} a year, volatility ${percent(volatility)}, Sharpe ${sharpe?.toFixed(2) ?? '–'}.`;
}
