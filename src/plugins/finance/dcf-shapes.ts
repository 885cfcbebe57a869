/** Arguments and result of `dcf_value`. */
import { z } from 'gathering/plugin';
import { amounts, amountsFile } from './cash-flow-input.ts';
import { capital } from './wacc.ts';

const money = z.number().min(-1e15).max(1e15);

/** What is given. */
export const parameters = z.strictObject({
  freeCashFlows: amounts
    .optional()
    .describe(
      'Free cash flow of each coming year: EBIT after taxes + depreciation - investment - increase of working capital.',
    ),
  file: amountsFile.optional(),
  wacc: z
    .number()
    .gt(-0.99)
    .max(10)
    .optional()
    .describe('Discount rate per year, e.g. 0.09; or give `capital`.'),
  capital: capital.optional(),
  terminalGrowth: z
    .number()
    .gt(-1)
    .lt(1)
    .optional()
    .describe('Growth for ever after the last year, e.g. 0.02; must be below the WACC.'),
  exitMultiple: z
    .number()
    .gt(0)
    .max(1000)
    .optional()
    .describe('Value after the last year, in multiples of `exitMetric`.'),
  exitMetric: z
    .number()
    .gt(0)
    .max(1e15)
    .optional()
    .describe('EBITDA, or what the multiple is of, in the last year.'),
  midYear: z
    .boolean()
    .default(false)
    .describe('Discount flows from the middle of their year instead of its end.'),
  netDebt: money.default(0).describe('Debt without cash: what of the value is not the owners’.'),
  shares: z.number().gt(0).max(1e15).optional().describe('Number of shares, diluted.'),
});
export type Arguments = z.output<typeof parameters>;

const worth = z.strictObject({
  terminalValue: z.number().describe('Value of all that comes after the last year, at its end.'),
  presentValue: z.number().describe('The same now.'),
  shareOfValue: z.number().describe('Its part of the enterprise value, 0 to 1.'),
  enterpriseValue: z.number().describe('Value of the company, whoever finances it.'),
  equityValue: z.number().describe('Of it, the owners’: without `netDebt`.'),
  perShare: z.number().nullable().describe('The same per share; null without `shares`.'),
});
/** What comes of it. */
export const returns = z.strictObject({
  wacc: z.number().describe('Discount rate per year.'),
  years: z.array(
    z.strictObject({
      year: z.int().describe('1 for the coming one.'),
      freeCashFlow: z.number().describe('As it was given.'),
      discountFactor: z.number().describe('What 1 of it is worth now.'),
      presentValue: z.number().describe('What it is worth now.'),
    }),
  ),
  presentValueOfYears: z.number().describe('Sum over the years.'),
  byGrowth: worth.nullable().describe('With growth for ever; null without `terminalGrowth`.'),
  byMultiple: worth
    .extend({ impliedGrowth: z.number().describe('Growth for ever that the multiple stands for.') })
    .nullable()
    .describe('By the multiple; null without one.'),
  sensitivity: z
    .strictObject({
      of: z.enum(['perShare', 'enterpriseValue']).describe('What the cells are.'),
      growths: z.array(z.number()).describe('Growth of each column.'),
      rows: z.array(
        z.strictObject({
          wacc: z.number().describe('Discount rate of the row.'),
          values: z
            .array(z.number().nullable())
            .describe('One for each growth; null where that is not below the WACC.'),
        }),
      ),
    })
    .nullable()
    .describe('The value by growth for other rates; null without `terminalGrowth`.'),
});
export type Result = z.output<typeof returns>;
export type Worth = z.output<typeof worth>;
