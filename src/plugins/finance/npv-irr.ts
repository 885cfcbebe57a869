import { defineTool, toolResult, z } from 'gathering/plugin';
import { type Amounts, amounts, amountsFile, givenOrRead } from './cash-flow-input.ts';
import { dayIn } from './dates.ts';
import { fault } from './fault.ts';
import { type CashFlow, internalRates, MAX_SIGN_CHANGES, presentValue, signChanges } from './irr.ts';
import { modifiedRate, payback } from './npv.ts';
import { percent, plain } from './text.ts';

const rate = z.number().gt(-1).max(100);

const parameters = z.strictObject({
  cashFlows: amounts
    .optional()
    .describe('Amounts in the order of time: what is paid is negative, what is received positive.'),
  dates: z
    .array(z.string())
    .optional()
    .describe(
      'A date YYYY-MM-DD for each flow. Then rates are per year of 365 days from the first flow, as Excel XNPV and XIRR. ' +
        'Without dates one period lies between two flows.',
    ),
  file: amountsFile.optional(),
  rate: rate
    .optional()
    .describe('Discount rate per period (per year with dates), e.g. 0.1 for 10 %. Needed for the NPV.'),
  firstFlow: z
    .enum(['NOW', 'END_OF_PERIOD'])
    .default('NOW')
    .describe('When the first flow falls: NOW as numpy-financial counts, END_OF_PERIOD as Excel NPV does.'),
  financeRate: rate.optional().describe('Rate per period at which payments are financed, for the MIRR.'),
  reinvestRate: rate.optional().describe('Rate per period at which receipts are reinvested, for the MIRR.'),
});
type Arguments = z.output<typeof parameters>;

const returns = z.strictObject({
  npv: z.number().nullable().describe('Net present value at `rate`; null without one.'),
  irr: z.number().nullable().describe('The internal rate of return, where there is exactly one.'),
  irrs: z.array(z.number()).describe('Every rate above -1 at which the net present value is 0, ascending.'),
  irrStatus: z
    .enum(['FOUND', 'SEVERAL', 'NO_SIGN_CHANGE', 'NONE', 'TOO_MANY_SIGN_CHANGES'])
    .describe('Why `irr` is there or not.'),
  signChanges: z.int().min(0).describe('How often flows change their sign: there are at most so many rates.'),
  mirr: z
    .number()
    .nullable()
    .describe('Modified internal rate of return; null unless both its rates are given.'),
  paybackPeriods: z
    .number()
    .nullable()
    .describe('Periods (years with dates) until all that was paid is back for good; null for never.'),
  discountedPaybackPeriods: z
    .number()
    .nullable()
    .describe('The same of present values; null without `rate`.'),
  flows: z.int().min(1).describe('How many flows there are.'),
});
type Result = z.output<typeof returns>;

export const npvIrr = defineTool({
  name: 'npv_irr',
  title: 'Net present value and internal rate of return',
  description:
    'Values a series of cash flows: NPV, IRR (every one there is), MIRR and payback; by periods, or by dates as XNPV and XIRR. ' +
    'The amounts are given or come from a CSV file of the workspace.',
  category: 'FINANCE',
  tags: ['npv', 'irr', 'xirr', 'mirr', 'cash flow', 'investment'],
  requiredCompetencies: ['financial_analysis'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters,
  returns,
  examples: [
    {
      description: 'An investment of 120,000 with five receipts (the example of Excel MIRR)',
      arguments: {
        cashFlows: [-120000, 39000, 30000, 21000, 37000, 46000],
        rate: 0.1,
        financeRate: 0.1,
        reinvestRate: 0.12,
      },
    },
    {
      description: 'Flows on dates (the example of Excel XIRR)',
      arguments: {
        cashFlows: [-10000, 2750, 4250, 3250, 2750],
        dates: ['2008-01-01', '2008-03-01', '2008-10-30', '2009-02-15', '2009-04-01'],
        rate: 0.09,
      },
    },
    {
      description: 'Several rates',
      arguments: { cashFlows: [-1600, 10000, -10000] },
      result: {
        npv: null,
        irr: null,
        irrs: [0.25, 4],
        irrStatus: 'SEVERAL',
        signChanges: 2,
        mirr: null,
        paybackPeriods: null,
        discountedPaybackPeriods: null,
        flows: 3,
      },
    },
    {
      description: 'The free cash flows of a file',
      arguments: {
        file: { path: 'examples/data/free-cash-flow.csv', column: 'free_cash_flow' },
        rate: 0.09,
        firstFlow: 'END_OF_PERIOD',
      },
    },
  ],
  effects: () => ['Calculates; changes nothing.'],
  async run(args, context) {
    const given = args.cashFlows && { amounts: args.cashFlows, ...(args.dates && { dates: args.dates }) };
    const flows = timed(await givenOrRead(given, args.file, 'cashFlows', context), args);
    const result = valued(flows, args);
    return toolResult(result, told(result));
  },
});

/** @throws ToolError for dates that are none, or not one for each flow. */
function timed({ amounts, dates }: Amounts, { dates: given, firstFlow, file }: Arguments): CashFlow[] {
  if (given && file) throw fault(['dates'], 'Name the `dateColumn` of `file` in place of `dates`.');
  const shift = firstFlow === 'NOW' ? 0 : 1;
  if (!dates) return amounts.map((amount, i) => ({ time: i + shift, amount }));
  const at = file ? ['file', 'dateColumn'] : ['dates'];
  if (shift) throw fault(['firstFlow'], 'With dates, the first flow is NOW.');
  if (dates.length !== amounts.length) {
    throw fault(at, `${amounts.length} flows need as many dates, not ${dates.length}.`);
  }
  const days = dates.map((date, i) => dayIn(date, file ? at : [...at, i]));
  const early = days.findIndex((day) => day < days[0]!);
  if (early > 0) throw fault(at, `The date of flow ${early + 1} is before that of the first flow.`);
  // Of one day, all flows are one: a change of sign within a day is none.
  const byDay = Map.groupBy(amounts.keys(), (i) => days[i]!);
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([day, own]) => ({
      time: (day - days[0]!) / 365,
      amount: own.reduce((sum, i) => sum + amounts[i]!, 0),
    }));
}

/** @throws ToolError where nothing at all can be told. */
function valued(flows: readonly CashFlow[], { rate, financeRate, reinvestRate, file }: Arguments): Result {
  if ((financeRate === undefined) !== (reinvestRate === undefined)) {
    throw fault(
      [financeRate === undefined ? 'financeRate' : 'reinvestRate'],
      'The MIRR needs both of its rates.',
    );
  }
  const changes = signChanges(flows);
  if (changes === 0 && rate === undefined) {
    throw fault(
      [file ? 'file' : 'cashFlows'],
      'All flows have one sign, so there is no IRR. Give a `rate` for the NPV, or check the signs.',
    );
  }
  const irrs = changes > MAX_SIGN_CHANGES ? [] : internalRates(flows).map(plain);
  const result: Result = {
    npv: rate === undefined ? null : presentValue(flows, rate),
    irr: irrs.length === 1 ? irrs[0]! : null,
    irrs,
    irrStatus: statusOf(changes, irrs.length),
    signChanges: changes,
    mirr: financeRate === undefined ? null : modifiedRate(flows, financeRate, reinvestRate!),
    paybackPeriods: payback(flows),
    discountedPaybackPeriods: rate === undefined ? null : payback(flows, rate),
    flows: flows.length,
  };
  if (Object.values(result).every((value) => typeof value !== 'number' || Number.isFinite(value)))
    return result;
  throw fault(['rate'], 'With this rate and so many periods the values are too large to be told.');
}

function statusOf(changes: number, found: number): Result['irrStatus'] {
  if (changes === 0) return 'NO_SIGN_CHANGE';
  if (changes > MAX_SIGN_CHANGES) return 'TOO_MANY_SIGN_CHANGES';
  if (found === 0) return 'NONE';
  return found === 1 ? 'FOUND' : 'SEVERAL';
}

const IRR_TEXT: Record<Result['irrStatus'], (result: Result) => string> = {
  FOUND: ({ irr }) => `IRR ${percent(irr!)}`,
  SEVERAL: ({ irrs }) =>
    `Several IRRs (${irrs.map(percent).join(', ')}): none can be trusted, go by the NPV or the MIRR`,
  NO_SIGN_CHANGE: () => 'No IRR: all flows have one sign',
  NONE: () => 'No IRR: no rate makes the present value 0',
  TOO_MANY_SIGN_CHANGES: () => `No IRR: more than ${MAX_SIGN_CHANGES} changes of sign`,
};

function told(result: Result): string {
  const { npv, mirr, paybackPeriods: back } = result;
  const lines = [
    npv === null ? null : `NPV ${npv.toFixed(2)}`,
    IRR_TEXT[result.irrStatus](result),
    mirr === null ? null : `MIRR ${percent(mirr)}`,
    back === null ? 'Never paid back' : `Paid back after ${back.toFixed(2)} periods`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}
