/** Present values, and every rate at which one is zero. */

/** An amount, received (positive) or paid (negative), `time` periods from now. */
export interface CashFlow {
  time: number;
  amount: number;
}

/** More changes of sign than this have no rates that mean anything, nor floating point the digits to find them. */
export const MAX_SIGN_CHANGES = 20;
/** What counts as zero, as a share of the sum of all absolute terms. */
const ZERO = 1e-13;

/** Σ amount / (1 + rate)^time. */
export function presentValue(flows: readonly CashFlow[], rate: number): number {
  return flows.reduce((sum, { time, amount }) => sum + amount / (1 + rate) ** time, 0);
}

/** How often the sign changes from one flow that is not zero to the next. */
export function signChanges(flows: readonly CashFlow[]): number {
  const signs = flows.filter(({ amount }) => amount !== 0).map(({ amount }) => Math.sign(amount));
  return signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
}

/**
 * All internal rates of return above -1, ascending; none where no sign changes.
 * With x = ln(1 + rate) the present value is f(x) = Σ a·exp(-t·x). Times exp(m·x), with m between the times of a change
 * of sign, and derived, it has one change of sign less; between two zeros of that there is at most one of f (Rolle, as in
 * Laguerre's proof of Descartes' rule for such sums). So nothing is guessed and none is missed.
 * @param flows by time; at most MAX_SIGN_CHANGES changes of sign.
 */
export function internalRates(flows: readonly CashFlow[]): number[] {
  return zerosOf(flows.filter(({ amount }) => amount !== 0)).map((x) => Math.expm1(x));
}

function zerosOf(terms: readonly CashFlow[]): number[] {
  const at = terms.findIndex(
    ({ amount }, i) => i > 0 && Math.sign(amount) !== Math.sign(terms[i - 1]!.amount),
  );
  if (at < 0) return [];
  const middle = (terms[at - 1]!.time + terms[at]!.time) / 2;
  const turns = zerosOf(terms.map(({ time, amount }) => ({ time, amount: amount * (middle - time) })));
  const bounds = [lowerBound(terms, turns[0] ?? 0), ...turns, upperBound(terms, turns.at(-1) ?? 0)];
  return bounds.flatMap((from, i) => {
    const to = bounds[i + 1];
    if (signAt(terms, from) === 0) return [from];
    if (to === undefined || signAt(terms, from) * signAt(terms, to) >= 0) return [];
    return [bisect(terms, from, to)];
  });
}

/** The sign of Σ a·exp(-t·x), scaled so that nothing overflows; 0 where it cannot be told from zero. */
function signAt(terms: readonly CashFlow[], x: number): number {
  const exponents = terms.map(({ time }) => -time * x);
  const top = exponents.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  let size = 0;
  terms.forEach(({ amount }, i) => {
    const term = amount * Math.exp(exponents[i]! - top);
    sum += term;
    size += Math.abs(term);
  });
  return Math.abs(sum) <= ZERO * size ? 0 : Math.sign(sum);
}

/** Far below zero the last flow decides, far above it the first. */
function lowerBound(terms: readonly CashFlow[], before: number): number {
  return away(terms, before, -1, Math.sign(terms.at(-1)!.amount));
}

function upperBound(terms: readonly CashFlow[], behind: number): number {
  return away(terms, behind, 1, Math.sign(terms[0]!.amount));
}

function away(terms: readonly CashFlow[], from: number, direction: number, sign: number): number {
  for (let step = 2 ** -10; step < 2 ** 20; step *= 2) {
    if (signAt(terms, from + direction * step) === sign) return from + direction * step;
  }
  return from + direction * 2 ** 20;
}

function bisect(terms: readonly CashFlow[], from: number, to: number): number {
  const sign = signAt(terms, from);
  for (let i = 0; i < 200; i++) {
    const middle = (from + to) / 2;
    const here = signAt(terms, middle);
    if (here === 0 || middle <= from || middle >= to) return middle;
    if (here === sign) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
