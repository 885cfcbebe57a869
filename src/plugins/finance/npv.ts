import { type CashFlow, presentValue } from './irr.ts';

/** Periods until what was paid is back; between two flows by interpolation; null where it never stays so. */
export function payback(flows: readonly CashFlow[], rate = 0): number | null {
  let balance = 0;
  let back: number | null = null;
  let before = 0;
  for (const { time, amount } of flows) {
    const value = amount / (1 + rate) ** time;
    const next = balance + value;
    if (balance < 0 && next >= 0) back = before + (time - before) * (-balance / value);
    if (next < 0) back = null;
    balance = next;
    before = time;
  }
  return back;
}

/**
 * The modified internal rate of return: payments are financed at one rate, receipts reinvested at another.
 * Source: Excel's MIRR. Null where nothing was paid or nothing received.
 */
export function modifiedRate(flows: readonly CashFlow[], finance: number, reinvest: number): number | null {
  const end = flows.at(-1)!.time;
  const paid = presentValue(
    flows.filter(({ amount }) => amount < 0),
    finance,
  );
  const received = flows
    .filter(({ amount }) => amount > 0)
    .reduce((sum, { time, amount }) => sum + amount * (1 + reinvest) ** (end - time), 0);
  if (paid >= 0 || received <= 0 || end === 0) return null;
  return (received / -paid) ** (1 / end) - 1;
}
