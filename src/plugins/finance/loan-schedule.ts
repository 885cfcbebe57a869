import type { Decimal } from 'decimal.js';
import { defineTool, toolResult, z } from 'gathering/plugin';
import { fault } from './fault.ts';
import { type Loan, type LoanRow, exactPayment, scheduleOf } from './loan.ts';
import { plain } from './text.ts';

/** A double tells every amount up to this to the thousandth. */
const MAX_PRINCIPAL = 1e11;
const MAX_PERIODS = 1200;
const money = z.number().min(0).max(MAX_PRINCIPAL);

const parameters = z.strictObject({
  principal: money.gt(0).describe('The sum that is lent.'),
  annualRate: z.number().min(0).max(10).describe('Nominal interest per year, e.g. 0.075 for 7.5 %.'),
  periods: z.int().min(1).max(MAX_PERIODS).describe('Number of payments, e.g. 180 for 15 years of months.'),
  periodsPerYear: z
    .int()
    .min(1)
    .max(366)
    .default(12)
    .describe('Payments in a year: 12 for months, 1 for years.'),
  balloon: money.default(0).describe('What is left after the last payment, to be paid at once.'),
  extraPayment: money.default(0).describe('Paid in each period on top of the payment; the loan ends sooner.'),
  timing: z
    .enum(['END_OF_PERIOD', 'BEGINNING_OF_PERIOD'])
    .default('END_OF_PERIOD')
    .describe('When payments are due, as 0 and 1 of Excel PMT.'),
  decimals: z.int().min(0).max(3).default(2).describe('Decimals of the currency: 2 for cents, 0 for yen.'),
  rounding: z
    .enum(['HALF_UP', 'HALF_EVEN'])
    .default('HALF_UP')
    .describe('How halves are rounded: away from zero, or to the even neighbour.'),
});
type Arguments = z.output<typeof parameters>;

const amount = (what: string) => z.number().describe(what);
const returns = z.strictObject({
  payment: amount('The regular payment, rounded, without anything extra.'),
  exactPayment: amount('The same before rounding, as Excel PMT with its sign turned.'),
  effectiveAnnualRate: amount('Interest per year with compounding, e.g. 0.0776.'),
  payments: z
    .int()
    .min(1)
    .describe('Payments that are made: fewer than `periods` where extra ones end the loan sooner.'),
  finalPayment: amount('The last payment, which settles what rounding has left.'),
  balloon: amount('Due after the last payment.'),
  totalPaid: amount('All payments, with the balloon.'),
  totalInterest: amount('All interest: `totalPaid` without the principal.'),
  schedule: z
    .array(
      z.strictObject({
        period: z.int().min(1).describe('Counted from 1.'),
        payment: amount('Paid in this period.'),
        interest: amount('Of it, interest.'),
        principal: amount('Of it, repayment. Negative where interest is more than the payment.'),
        balance: amount('Still owed afterwards.'),
      }),
    )
    .describe('One row for each payment.'),
});
type Result = z.output<typeof returns>;

export const loanSchedule = defineTool({
  name: 'loan_schedule',
  title: 'Loan schedule',
  description:
    'Calculates the payment of an annuity loan and its schedule: interest, repayment and balance of each period, in exact ' +
    'decimals and rounded as a bank does, with balloon and extra payments.',
  category: 'ACCOUNTING',
  tags: ['loan', 'mortgage', 'amortization', 'pmt', 'interest'],
  requiredCompetencies: ['accounting'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters,
  returns,
  examples: [
    {
      description: '200,000 over 15 years at 7.5 % (the example of numpy-financial pmt)',
      arguments: { principal: 200000, annualRate: 0.075, periods: 180 },
    },
    {
      description: 'A small loan over three years (the loan of Excel IPMT)',
      arguments: { principal: 8000, annualRate: 0.1, periods: 3, periodsPerYear: 1 },
      result: {
        payment: 3216.92,
        exactPayment: 3216.9184290030212,
        effectiveAnnualRate: 0.1,
        payments: 3,
        finalPayment: 3216.92,
        balloon: 0,
        totalPaid: 9650.76,
        totalInterest: 1650.76,
        schedule: [
          { period: 1, payment: 3216.92, interest: 800, principal: 2416.92, balance: 5583.08 },
          { period: 2, payment: 3216.92, interest: 558.31, principal: 2658.61, balance: 2924.47 },
          { period: 3, payment: 3216.92, interest: 292.45, principal: 2924.47, balance: 0 },
        ],
      },
    },
  ],
  effects: () => ['Calculates; changes nothing.'],
  async run(args) {
    const loan = await loanOf(args);
    const exact = exactPayment(loan);
    const payment = loan.round(exact);
    if (!payment.gt(0))
      throw fault(
        ['principal'],
        'The payment rounds to 0. Lend more, pay less often, or use more `decimals`.',
      );
    const result = resultOf(loan, exact, payment, scheduleOf(loan, payment), args);
    return toolResult(result, told(result, args));
  },
});

/** @throws ToolError for amounts finer than the currency, and what does not go together. */
async function loanOf(args: Arguments): Promise<Loan> {
  const { Decimal } = await import('decimal.js');
  // A constructor of its own: precision is a setting of the constructor, and the shared one is everybody's.
  const Exact = Decimal.clone({ precision: 50, defaults: true });
  const mode = args.rounding === 'HALF_UP' ? Exact.ROUND_HALF_UP : Exact.ROUND_HALF_EVEN;
  for (const name of ['principal', 'balloon', 'extraPayment'] as const) {
    if (new Exact(args[name]).decimalPlaces() > args.decimals) {
      throw fault([name], `${args[name]} has more than ${args.decimals} decimals.`);
    }
  }
  const inAdvance = args.timing === 'BEGINNING_OF_PERIOD';
  if (args.balloon > 0 && inAdvance)
    throw fault(['balloon'], 'A balloon needs payments at the end of a period.');
  if (args.balloon >= args.principal) throw fault(['balloon'], 'The balloon must be less than `principal`.');
  return {
    principal: new Exact(args.principal),
    periodRate: new Exact(args.annualRate).div(args.periodsPerYear),
    periods: args.periods,
    balloon: new Exact(args.balloon),
    extra: new Exact(args.extraPayment),
    inAdvance,
    round: (amount) => amount.toDecimalPlaces(args.decimals, mode),
  };
}

function resultOf(
  loan: Loan,
  exact: Decimal,
  payment: Decimal,
  rows: readonly LoanRow[],
  args: Arguments,
): Result {
  const zero = payment.times(0);
  const paid = rows.reduce((sum, row) => sum.plus(row.payment), zero).plus(loan.balloon);
  const interest = rows.reduce((sum, row) => sum.plus(row.interest), zero);
  return {
    payment: payment.toNumber(),
    exactPayment: exact.toNumber(),
    effectiveAnnualRate: plain(loan.periodRate.plus(1).pow(args.periodsPerYear).minus(1).toNumber()),
    payments: rows.length,
    finalPayment: rows.at(-1)!.payment.toNumber(),
    balloon: args.balloon,
    totalPaid: paid.toNumber(),
    totalInterest: interest.toNumber(),
    schedule: rows.map(({ period, payment, interest, principal, balance }) => ({
      period,
      payment: payment.toNumber(),
      interest: interest.toNumber(),
      principal: principal.toNumber(),
      balance: balance.toNumber(),
    })),
  };
}

function told(result: Result, { decimals, periodsPerYear }: Arguments): string {
  const amount = (value: number) => value.toFixed(decimals);
  const head =
    `${result.payments} payments of ${amount(result.payment)} (${periodsPerYear} a year), the last ${amount(result.finalPayment)}` +
    (result.balloon > 0 ? `, then ${amount(result.balloon)} at once` : '');
  const rows = result.schedule
    .slice(0, 12)
    .map(
      ({ period, payment, interest, principal, balance }) =>
        `${period}: paid ${amount(payment)}, interest ${amount(interest)}, repaid ${amount(principal)}, left ${amount(balance)}`,
    );
  const more = result.payments - rows.length;
  return [
    `${head}.`,
    `Paid in all ${amount(result.totalPaid)}, of which interest ${amount(result.totalInterest)}.`,
    ...rows,
    ...(more > 0 ? [`… and ${more} more, in \`schedule\`.`] : []),
  ].join('\n');
}
