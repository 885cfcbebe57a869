import { describe, expect, it } from 'vitest';
import { dcfValue } from '../../../src/plugins/finance/dcf-value.ts';
import { answerOf, refuses } from './run.ts';

const of = (args: object) => answerOf(dcfValue, { ...args });

describe('dcf_value against published examples', () => {
  it('Excel NPV: 8,000 to 14,500 at 8 % are worth 41,922.06', async () => {
    const freeCashFlows = [8000, 9200, 10000, 12000, 14500];
    expect((await of({ freeCashFlows, wacc: 0.08, terminalGrowth: 0 })).presentValueOfYears).toBeCloseTo(
      41922.06,
      2,
    );
  });

  it('60 % equity at 10 % and 40 % debt at 5 %, taxes 25 %, cost 7.5 %; 80 growing by 2.5 % are 1,640 then', async () => {
    const capital = { equity: 60, debt: 40, costOfEquity: 0.1, costOfDebt: 0.05, taxRate: 0.25 };
    const { wacc, byGrowth } = await of({ freeCashFlows: [80], capital, terminalGrowth: 0.025 });
    expect(wacc).toBeCloseTo(0.075, 12);
    expect(byGrowth.terminalValue).toBeCloseTo(1640, 9);
  });
});

describe('dcf_value', () => {
  it('values flows that grow for ever alike, however many years are given', async () => {
    const [one, ten] = await Promise.all(
      [1, 10].map((years) => {
        const freeCashFlows = Array.from({ length: years }, (_, i) => 100 * 1.03 ** i);
        return of({ freeCashFlows, wacc: 0.08, terminalGrowth: 0.03, midYear: years === 10 });
      }),
    );
    expect(one.byGrowth.enterpriseValue).toBeCloseTo(100 / 0.05, 9);
    expect(ten.byGrowth.enterpriseValue).toBeCloseTo((100 / 0.05) * Math.sqrt(1.08), 9);
  });

  it.each([false, true])(
    'a multiple that stands for a growth values as that growth does (mid-year: %j)',
    async (midYear) => {
      const given = { freeCashFlows: [60, 65, 70], wacc: 0.09, midYear };
      const { byMultiple } = await of({ ...given, exitMultiple: 10, exitMetric: 100 });
      const { byGrowth } = await of({ ...given, terminalGrowth: byMultiple.impliedGrowth });
      expect(byGrowth.enterpriseValue).toBeCloseTo(byMultiple.enterpriseValue, 9);
    },
  );

  it('takes debt off, divides by shares, and shows other rates in a table', async () => {
    const result = await of({
      freeCashFlows: [100],
      wacc: 0.08,
      terminalGrowth: 0.03,
      netDebt: 500,
      shares: 10,
    });
    expect(result.byGrowth).toMatchObject({ equityValue: result.byGrowth.enterpriseValue - 500 });
    expect(result.byGrowth.perShare).toBeCloseTo(150, 9);
    expect(result.sensitivity.of).toBe('perShare');
    expect(result.sensitivity.rows[2].values[2]).toBeCloseTo(150, 9);
  });

  it('leaves cells without end empty', async () => {
    const { sensitivity } = await of({ freeCashFlows: [100], wacc: 0.03, terminalGrowth: 0.02 });
    expect(sensitivity.rows[0].values.at(-1)).toBe(null);
  });

  it('values a company by a CSV file', async () => {
    const file = { path: 'examples/data/free-cash-flow.csv', column: 'free_cash_flow' };
    const { byGrowth, years } = await of({ file, wacc: 0.09, terminalGrowth: 0.02 });
    expect(years.map(({ freeCashFlow }: any) => freeCashFlow)).toEqual([82.5, 94.75, 107.25, 118, 128]);
    const terminal = (128 * 1.02) / 0.07;
    const worth = [82.5, 94.75, 107.25, 118, 128 + terminal].reduce(
      (sum, flow, i) => sum + flow / 1.09 ** (i + 1),
      0,
    );
    expect(byGrowth.enterpriseValue).toBeCloseTo(worth, 9);
  });

  const FLOWS = { freeCashFlows: [100] };
  it.each([
    [{ ...FLOWS, wacc: 0.03, terminalGrowth: 0.03 }, ['terminalGrowth'], 'not below the WACC'],
    [{ ...FLOWS, wacc: 0.02, terminalGrowth: 0.03 }, ['terminalGrowth'], 'not below the WACC'],
    [{ ...FLOWS, terminalGrowth: 0.03 }, ['wacc'], 'or `capital`'],
    [{ ...FLOWS, wacc: 0.1 }, ['terminalGrowth'], 'does not end'],
    [{ ...FLOWS, wacc: 0.1, exitMultiple: 10 }, ['exitMetric'], 'A multiple needs'],
    [{ freeCashFlows: [100, -5], wacc: 0.1, terminalGrowth: 0 }, ['freeCashFlows', '1'], 'above 0'],
    [{ ...FLOWS, capital: { equity: 0, debt: 0 }, terminalGrowth: 0 }, ['capital', 'equity'], 'no capital'],
    [
      { ...FLOWS, capital: { equity: 1, debt: 0, beta: 1 }, terminalGrowth: 0 },
      ['capital', 'costOfEquity'],
      '`marketPremium`',
    ],
  ])('refuses %j', (args, path, message) => refuses(dcfValue, args, path, message));
});
