/** What a series of returns says of its risk. */
import { mean, quantile, sampleCovariance, sampleStandardDeviation, sampleVariance } from 'simple-statistics';

export interface Performance {
  totalReturn: number;
  annualReturn: number;
  volatility: number;
  sharpe: number | null;
  sortino: number | null;
  maxDrawdown: number;
  valueAtRisk: number;
  expectedShortfall: number;
}

export interface PerformanceRules {
  periodsPerYear: number;
  /** Per year. */
  riskFreeRate: number;
  /** Of the value at risk, e.g. 0.95. */
  confidence: number;
}

/**
 * @param returns of each period, at least two.
 * Sharpe and Sortino (Sharpe 1994, Sortino 1994) are of the mean return above the rate without risk per period, made
 * yearly by the root of the periods; downside deviation is over all periods.
 */
export function performanceOf(returns: number[], rules: PerformanceRules): Performance {
  const { periodsPerYear, riskFreeRate, confidence } = rules;
  const growth = returns.reduce((value, each) => value * (1 + each), 1);
  const free = (1 + riskFreeRate) ** (1 / periodsPerYear) - 1;
  const excess = returns.map((each) => each - free);
  const perYear = Math.sqrt(periodsPerYear);
  const worst = -quantile(returns, 1 - confidence);
  const beyond = returns.filter((each) => -each >= worst);
  return {
    totalReturn: growth - 1,
    annualReturn: growth > 0 ? growth ** (periodsPerYear / returns.length) - 1 : -1,
    volatility: sampleStandardDeviation(returns) * perYear,
    sharpe: ratio(mean(excess), sampleStandardDeviation(excess), perYear),
    sortino: ratio(mean(excess), Math.sqrt(mean(excess.map((each) => Math.min(0, each) ** 2))), perYear),
    maxDrawdown: maxDrawdown(returns),
    valueAtRisk: worst,
    expectedShortfall: -mean(beyond),
  };
}

/** The largest fall from a height, 0 to 1. */
export function maxDrawdown(returns: readonly number[]): number {
  let [value, height, largest] = [1, 1, 0];
  for (const each of returns) {
    value *= 1 + each;
    height = Math.max(height, value);
    largest = Math.max(largest, 1 - value / height);
  }
  return largest;
}

/** How returns move with those of the market; null where the market stands still. */
export function beta(returns: number[], market: number[]): number | null {
  const variance = sampleVariance(market);
  return variance === 0 ? null : sampleCovariance(returns, market) / variance;
}

/** Returns of a portfolio whose shares are restored after each period. */
export function portfolioReturns(
  ofAssets: readonly (readonly number[])[],
  shares: readonly number[],
): number[] {
  return ofAssets[0]!.map((_, t) => ofAssets.reduce((sum, returns, i) => sum + returns[t]! * shares[i]!, 0));
}

function ratio(excess: number, risk: number, perYear: number): number | null {
  // What stands still but for rounding has no risk to speak of.
  return risk < 1e-12 ? null : (excess / risk) * perYear;
}
