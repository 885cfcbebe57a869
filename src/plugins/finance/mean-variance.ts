/** Portfolios of least variance within limits, by the dual method of Goldfarb and Idnani (1983), as R’s quadprog has it. */
import { solveQP } from 'quadprog';

export interface Market {
  /** Expected return of each asset. */
  means: readonly number[];
  /** Of their returns; symmetric and positive definite. */
  covariances: readonly (readonly number[])[];
  /** Least and largest share of each. */
  limits: readonly { min: number; max: number }[];
}

/** What a constraint gives: coefficients · shares, at least the bound, or equal to it. */
interface Constraint {
  coefficients: number[];
  bound: number;
}

/** Shares with the least variance; with `target`, of those that are expected to return it. Null where there are none. */
export function leastVariance({ means, covariances, limits }: Market, target?: number): number[] | null {
  const equal: Constraint[] = [{ coefficients: means.map(() => 1), bound: 1 }];
  if (target !== undefined) equal.push({ coefficients: [...means], bound: target });
  const least = limits.flatMap(({ min, max }, i) => [
    { coefficients: unit(means.length, i, 1), bound: min },
    { coefficients: unit(means.length, i, -1), bound: -max },
  ]);
  return solved(covariances, equal, least);
}

/**
 * Shares with the most return above the rate without risk for their volatility. Scaled so that this return is 1, that is
 * the least variance (as Cornuejols and Tütüncü 2006, section 8.2, have it): limits then are shares of the sum.
 */
export function mostSharpe({ means, covariances, limits }: Market, riskFreeRate: number): number[] | null {
  const count = means.length;
  const equal = [{ coefficients: means.map((mean) => mean - riskFreeRate), bound: 1 }];
  const least = [{ coefficients: means.map(() => 1), bound: 0 }];
  for (const [i, { min, max }] of limits.entries()) {
    least.push({ coefficients: unit(count, i, 1).map((value) => value - min), bound: 0 });
    least.push({ coefficients: unit(count, i, -1).map((value) => value + max), bound: 0 });
  }
  const scaled = solved(covariances, equal, least);
  const sum = scaled?.reduce((total, share) => total + share, 0) ?? 0;
  return sum > 1e-12 ? scaled!.map((share) => share / sum) : null;
}

/** shares · covariances · shares. */
export function varianceOf(shares: readonly number[], covariances: readonly (readonly number[])[]): number {
  return shares.reduce(
    (sum, a, i) => sum + shares.reduce((row, b, j) => row + a * b * covariances[i]![j]!, 0),
    0,
  );
}

/** Is a matrix the covariances of something? By Cholesky’s decomposition. */
export function isPositiveDefinite(matrix: readonly (readonly number[])[]): boolean {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    lower.push([]);
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - lower[j]!.slice(0, j).reduce((sum, value, k) => sum + value * lower[i]![k]!, 0);
      // What rounding leaves of 0 is no variance.
      if (i === j && rest <= 1e-12 * row[i]!) return false;
      lower[i]!.push(i === j ? Math.sqrt(rest) : rest / lower[j]![j]!);
    }
  }
  return true;
}

function solved(
  covariances: readonly (readonly number[])[],
  equal: readonly Constraint[],
  least: readonly Constraint[],
): number[] | null {
  const all = [...equal, ...least];
  const { solution, message } = solveQP(
    fromOne(covariances.map((row) => fromOne(row))),
    fromOne(covariances.map(() => 0)),
    fromOne(covariances.map((_, i) => fromOne(all.map(({ coefficients }) => coefficients[i]!)))),
    fromOne(all.map(({ bound }) => bound)),
    equal.length,
  );
  return message === '' ? solution.slice(1) : null;
}

function fromOne<T>(values: readonly T[]): T[] {
  return [undefined as T, ...values];
}

function unit(count: number, at: number, value: number): number[] {
  return Array.from({ length: count }, (_, i) => (i === at ? value : 0));
}
