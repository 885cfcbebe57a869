import { z } from 'gathering/plugin';
import { fault } from './fault.ts';

const rate = z.number().min(-0.99).max(10);

/** What a discount rate is made of. */
export const capital = z
  .strictObject({
    equity: z.number().min(0).describe('Market value of the equity.'),
    debt: z.number().min(0).describe('Market value of the debt.'),
    costOfEquity: rate
      .optional()
      .describe('Return that owners ask for, e.g. 0.1; or give the three parts of the CAPM.'),
    riskFreeRate: rate.optional().describe('CAPM: the rate without risk.'),
    beta: z.number().min(-10).max(10).optional().describe('CAPM: how the shares move with the market.'),
    marketPremium: rate.optional().describe('CAPM: what the market returns above the rate without risk.'),
    costOfDebt: rate.default(0).describe('Interest before taxes, e.g. 0.05.'),
    taxRate: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Share of interest that taxes pay back, e.g. 0.25.'),
  })
  .describe('Capital and what it costs, from which the WACC is calculated.');

/**
 * Weighted average cost of capital: E/V · cost of equity + D/V · cost of debt · (1 - tax). The cost of equity by the
 * capital asset pricing model: rate without risk + beta · premium of the market (Sharpe 1964).
 * @throws ToolError that names what is missing.
 */
export function waccOf(given: z.output<typeof capital>): number {
  const { equity, debt, costOfDebt, taxRate } = given;
  const value = equity + debt;
  if (value === 0)
    throw fault(['capital', 'equity'], 'Equity and debt are both 0: there is no capital to weigh.');
  return (equity / value) * costOfEquity(given) + (debt / value) * costOfDebt * (1 - taxRate);
}

function costOfEquity({ costOfEquity, riskFreeRate, beta, marketPremium }: z.output<typeof capital>): number {
  if (costOfEquity !== undefined) return costOfEquity;
  if (riskFreeRate !== undefined && beta !== undefined && marketPremium !== undefined)
    return riskFreeRate + beta * marketPremium;
  throw fault(
    ['capital', 'costOfEquity'],
    'Give `costOfEquity`, or all of `riskFreeRate`, `beta` and `marketPremium`.',
  );
}
