import type { Decimal } from 'decimal.js';

/** A loan in exact decimals. */
export interface Loan {
  principal: Decimal;
  /** Interest per period, e.g. 0.00625 for 7.5 % a year in months. */
  periodRate: Decimal;
  periods: number;
  /** What is left after the last payment, to be paid at once; only with payments at the end of a period. */
  balloon: Decimal;
  /** Payments at the beginning of each period instead of its end. */
  inAdvance: boolean;
  /** Paid on top in each period. */
  extra: Decimal;
  /** To the unit of money. */
  round: (amount: Decimal) => Decimal;
}

export interface LoanRow {
  period: number;
  payment: Decimal;
  interest: Decimal;
  principal: Decimal;
  balance: Decimal;
}

/** The payment that settles the loan, not rounded. Source: PMT of Excel and numpy-financial, with its sign turned. */
export function exactPayment({ principal, periodRate: rate, periods, balloon, inAdvance }: Loan): Decimal {
  if (rate.isZero()) return principal.minus(balloon).div(periods);
  const growth = rate.plus(1).pow(periods);
  const payment = principal.times(growth).minus(balloon).times(rate).div(growth.minus(1));
  return inAdvance ? payment.div(rate.plus(1)) : payment;
}

/** The payments as a bank makes them: each amount is rounded, and the last payment settles what is left. */
export function scheduleOf(loan: Loan, payment: Decimal): LoanRow[] {
  const { periodRate, periods, balloon, extra, round, inAdvance } = loan;
  const rows: LoanRow[] = [];
  for (let period = 1, balance = loan.principal; period <= periods && balance.gt(balloon); period++) {
    const interest = inAdvance && period === 1 ? balance.times(0) : round(balance.times(periodRate));
    const due = balance.plus(interest).minus(balloon);
    const paid = period === periods || payment.plus(extra).gte(due) ? due : payment.plus(extra);
    const principal = paid.minus(interest);
    balance = balance.minus(principal);
    rows.push({ period, payment: paid, interest, principal, balance });
  }
  return rows;
}
