import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCorrelation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { beta, maxDrawdown, performanceOf } from '../../../src/plugins/finance/performance.ts';
import { portfolioAnalyze } from '../../../src/plugins/finance/portfolio-analyze.ts';
import { portfolioOptimize } from '../../../src/plugins/finance/portfolio-optimize.ts';
import { answerOf, exampleWorkspace, refuses } from './run.ts';

const YEARLY = { periodsPerYear: 1, riskFreeRate: 0, confidence: 0.95 };

describe('Measures against published examples', () => {
  it('Sortino: 17, 15, 23, -5, 12, 9, 13 and -4 % a year have 4.417 (Rollinger and Hoffman, “Sortino: a sharper ratio”)', () => {
    const { sortino } = performanceOf([0.17, 0.15, 0.23, -0.05, 0.12, 0.09, 0.13, -0.04], YEARLY);
    expect(sortino).toBeCloseTo(4.417, 3);
  });

  it('volatility: the strengths of Excel STDEV.S have 27.46391572', () => {
    const strengths = [1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299];
    expect(performanceOf(strengths, YEARLY).volatility).toBeCloseTo(27.46391572, 8);
  });

  it('beta: the slope of Excel SLOPE is 0.305556', () => {
    expect(beta([2, 3, 9, 1, 8, 7, 5], [6, 5, 11, 7, 5, 4, 4])).toBeCloseTo(0.305556, 6);
  });

  it('correlation: the series of Excel CORREL have 0.997054', () => {
    expect(sampleCorrelation([3, 2, 4, 5, 6], [9, 7, 12, 15, 17])).toBeCloseTo(0.997054, 6);
  });

  it('drawdown: from 150 to 75 is a half', () => {
    expect(maxDrawdown([0.5, -0.2, -0.375, 1])).toBeCloseTo(0.5, 12);
  });
});

describe('portfolio_analyze', () => {
  const of = (args: object) => answerOf(portfolioAnalyze, { ...args });

  it('tells the returns, risk and correlations of portfolio and assets', async () => {
    const prices = { a: [100, 110, 121], b: [100, 100, 100], m: [100, 120, 132] };
    const result = await of({ prices, weights: { a: 0.5, b: 0.5 }, benchmark: 'm', periodsPerYear: 1 });
    expect(result.portfolio.totalReturn).toBeCloseTo(1.05 ** 2 - 1, 12);
    expect(result.portfolio.annualReturn).toBeCloseTo(0.05, 12);
    expect(result.assets.map(({ name }: any) => name)).toEqual(['a', 'b']);
    expect(result.assets[0]).toMatchObject({ weight: 0.5, sharpe: null, maxDrawdown: 0 });
    expect(result.assets[1]).toMatchObject({ sharpe: null, beta: 0, volatility: 0 });
    expect(result.correlations[0].with.b).toBe(null);
    expect(result.periods).toBe(2);
  });

  it('tells what is lost at worst', async () => {
    const losses = Array.from({ length: 100 }, (_, i) => (i - 9.5) / 1000);
    const prices = { a: losses.reduce((all, each) => [...all, all.at(-1)! * (1 + each)], [100]) };
    const { portfolio } = await of({ prices, confidence: 0.95 });
    expect(portfolio.valueAtRisk).toBeGreaterThan(0.0034);
    expect(portfolio.valueAtRisk).toBeLessThan(0.0056);
    expect(portfolio.expectedShortfall).toBeGreaterThan(portfolio.valueAtRisk);
  });

  it('reads the prices of a CSV file', async () => {
    const file = { path: 'examples/data/prices.csv', assets: ['ALFA', 'BETA', 'MARKET'] };
    const { assets, periods } = await of({ file, benchmark: 'MARKET', periodsPerYear: 12 });
    expect(periods).toBe(60);
    expect(assets[1].beta).toBeGreaterThan(assets[0].beta);
  });

  it.each([
    [{}, ['prices'], 'Give `prices`, or a `file`'],
    [{ prices: {} }, ['prices'], 'portfolio is empty'],
    [{ prices: { m: [1, 2, 3] }, benchmark: 'm' }, ['benchmark'], 'portfolio is empty'],
    [{ prices: { a: [1, 2, 3], b: [1, 2, 3, 4] } }, ['prices'], 'equally many prices'],
    [{ prices: { a: [1, 2, 3] }, weights: { a: 0.9 } }, ['weights'], 'must be 1'],
    [{ prices: { a: [1, 2, 3] }, weights: { b: 1 } }, ['weights', 'b'], 'no prices of "b"'],
    [{ prices: { a: [1, 2, 3] }, benchmark: 'x' }, ['benchmark'], 'no prices of "x"'],
  ])('refuses %j', (args, path, message) => refuses(portfolioAnalyze, args, path, message));

  it.each([
    ['a negative price', 'a\n1\n-2\n3\n', 'Line 3 has -2'],
    ['two prices', 'a\n1\n2\n', 'three prices'],
  ])('refuses a file with %s', async (_, content, message) => {
    const workspace = exampleWorkspace();
    await workspace.write('p.csv', content);
    const error: any = await answerOf(
      portfolioAnalyze,
      { file: { path: 'p.csv', assets: ['a'] } },
      workspace,
    ).catch((thrown: unknown) => thrown);
    expect(error.message).toContain(message);
    expect(error.path[0]).toBe('file');
  });

  it('never takes NaN or a price below 0 as an argument', () => {
    for (const price of [NaN, -1, 0, Infinity]) {
      const parsed = portfolioAnalyze.parameters as { safeParse(args: unknown): { success: boolean } };
      expect(parsed.safeParse({ prices: { a: [1, 2, price] } }).success).toBe(false);
    }
  });
});

describe('portfolio_optimize against Zivot, “Portfolio theory with matrix algebra”', () => {
  const zivot = (more: object) =>
    answerOf(portfolioOptimize, {
      assets: ['msft', 'nord', 'sbux'],
      expectedReturns: [0.0427, 0.0015, 0.0285],
      covariances: [
        [0.01, 0.0018, 0.0011],
        [0.0018, 0.0109, 0.0026],
        [0.0011, 0.0026, 0.0199],
      ],
      ...{ periodsPerYear: 1, minWeight: -10, maxWeight: 10, ...more },
    });
  const rounded = ({ weights }: { weights: Record<string, number> }, digits: number) =>
    Object.values(weights).map((value) => Number(value.toFixed(digits)));

  it('the least variance', async () => {
    const result = await zivot({ objective: 'MIN_VARIANCE' });
    expect(rounded(result, 7)).toEqual([0.4411093, 0.3656263, 0.1932644]);
    expect(result.expectedReturn).toBeCloseTo(0.02489184, 8);
    expect(result.volatility).toBeCloseTo(0.07267607, 8);
  });

  it('the least variance with the return of Microsoft', async () => {
    const result = await zivot({ objective: 'TARGET_RETURN', targetReturn: 0.0427 });
    expect(rounded(result, 2)).toEqual([0.83, -0.09, 0.26]);
    expect(result.volatility).toBeCloseTo(0.09166, 4);
  });

  it('the tangency portfolio at a rate of 0.5 %', async () => {
    const result = await zivot({ objective: 'MAX_SHARPE', riskFreeRate: 0.005 });
    expect(rounded(result, 2)).toEqual([1.03, -0.33, 0.3]);
    // Where limits do not bind, covariances · weights are in proportion to what each returns above the rate.
    const { msft, nord, sbux } = result.weights;
    const slopes = [
      (0.01 * msft + 0.0018 * nord + 0.0011 * sbux) / 0.0377,
      (0.0018 * msft + 0.0109 * nord + 0.0026 * sbux) / -0.0035,
      (0.0011 * msft + 0.0026 * nord + 0.0199 * sbux) / 0.0235,
    ];
    for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 8);
  });

  it('limits hold, and cost some of the Sharpe ratio', async () => {
    const free = await zivot({ riskFreeRate: 0.005 });
    const held = await zivot({
      riskFreeRate: 0.005,
      minWeight: 0,
      limits: { msft: { max: 0.6 }, nord: { min: 0.1 } },
    });
    expect(held.weights.msft).toBeCloseTo(0.6, 9);
    expect(held.weights.nord).toBeCloseTo(0.1, 9);
    expect(held.sharpe).toBeLessThan(free.sharpe);
  });

  it.each([
    [{ minWeight: 0, maxWeight: 0.3 }, ['maxWeight'], 'less than 1 together'],
    [{ minWeight: 0.5 }, ['minWeight'], 'more than 1 together'],
    [{ limits: { x: { min: 0 } } }, ['limits', 'x'], 'no asset "x"'],
    [{ limits: { msft: { min: 0.5, max: 0.1 } } }, ['limits'], 'above its largest'],
    [{ objective: 'TARGET_RETURN' }, ['targetReturn'], 'Give `targetReturn`'],
    [
      { objective: 'TARGET_RETURN', targetReturn: 0.9, minWeight: 0, maxWeight: 1 },
      ['targetReturn'],
      'no portfolio',
    ],
    [{ riskFreeRate: 0.5, minWeight: 0, maxWeight: 1 }, ['riskFreeRate'], 'no portfolio'],
    [{ expectedReturns: [0.1] }, ['expectedReturns'], 'as many returns'],
    [
      {
        covariances: [
          [1, 2],
          [2, 1],
        ],
      },
      ['covariances'],
      'as many rows',
    ],
  ])('refuses %j', async (more, path, message) => {
    const error: any = await zivot(more).catch((thrown: unknown) => thrown);
    expect(error.path).toEqual(path);
    expect(error.message).toContain(message);
  });

  it('refuses assets that move alike', () =>
    refuses(
      portfolioOptimize,
      { prices: { a: [1, 2, 3, 2], b: [2, 4, 6, 4] } },
      ['prices'],
      'not positive definite',
    ));
});

it('a file of 1 GiB is read piece by piece, and left where it is no table', async () => {
  const workspace = exampleWorkspace();
  writeFileSync(join(workspace.root, 'huge.csv'), 'A,B\n1,2\n');
  truncateSync(join(workspace.root, 'huge.csv'), 1024 ** 3);
  const before = process.memoryUsage().rss;
  await refuses(
    portfolioAnalyze,
    { file: { path: 'huge.csv', assets: ['A'] } },
    ['file', 'path'],
    'no proper CSV',
    workspace,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 ** 2);
});
