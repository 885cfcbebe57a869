import { describe, expect, it } from 'vitest';
import { npvIrr } from '../../../src/plugins/finance/npv-irr.ts';
import { answerOf, exampleWorkspace, refuses } from './run.ts';

const of = (cashFlows: number[], more = {}) => answerOf(npvIrr, { cashFlows, ...more });

describe('npv_irr against published examples', () => {
  it.each([
    [[-100, 39, 59, 55, 20], 0.28095],
    [[-100, 0, 0, 74], -0.0955],
    [[-100, 100, 0, -7], -0.0833],
    [[-100, 100, 0, 7], 0.06206],
    [[-5, 10.5, 1, -8, 1], 0.0886],
  ])('numpy-financial irr: %j has %d', async (flows, rate) => {
    const { irrs } = await of(flows);
    expect(irrs.map((each: number) => Math.abs(each - rate) < 6e-5)).toContain(true);
  });

  it('numpy-financial npv: 0.281 and 0.08', async () => {
    expect((await of([-100, 39, 59, 55, 20], { rate: 0.281 })).npv).toBeCloseTo(-0.0084785916384548798, 12);
    expect((await of([-40000, 5000, 8000, 12000, 30000], { rate: 0.08 })).npv).toBeCloseTo(3065.22267, 5);
  });

  it('Excel NPV counts the first flow at the end of a period', async () => {
    const more = { rate: 0.1, firstFlow: 'END_OF_PERIOD' };
    expect((await of([-10000, 3000, 4200, 6800], more)).npv).toBeCloseTo(1188.44, 2);
  });

  it('Excel IRR: after four years, five, and two', async () => {
    const flows = [-70000, 12000, 15000, 18000, 21000, 26000];
    expect((await of(flows.slice(0, 5))).irr).toBeCloseTo(-0.021, 3);
    expect((await of(flows)).irr).toBeCloseTo(0.087, 3);
    expect((await of(flows.slice(0, 3))).irr).toBeCloseTo(-0.444, 3);
  });

  it('Excel MIRR: after five years and three', async () => {
    const flows = [-120000, 39000, 30000, 21000, 37000, 46000];
    const rates = { financeRate: 0.1, reinvestRate: 0.12 };
    expect((await of(flows, rates)).mirr).toBeCloseTo(0.1261, 4);
    expect((await of(flows.slice(0, 4), rates)).mirr).toBeCloseTo(-0.048, 3);
  });

  it('Excel XIRR and XNPV', async () => {
    const dates = ['2008-01-01', '2008-03-01', '2008-10-30', '2009-02-15', '2009-04-01'];
    const { irr, npv } = await of([-10000, 2750, 4250, 3250, 2750], { dates, rate: 0.09 });
    expect(irr).toBeCloseTo(0.373362535, 6);
    expect(npv).toBeCloseTo(2086.647602, 5);
  });
});

describe('npv_irr', () => {
  it('finds every rate there is', async () => {
    expect(await of([-1600, 10000, -10000])).toMatchObject({
      irr: null,
      irrs: [0.25, 4],
      irrStatus: 'SEVERAL',
    });
    // (1 + r)^3 - 3.6 (1 + r)^2 + 4.31 (1 + r) - 1.716 = 0 at 10, 20 and 30 %.
    const { irrs } = await of([1000, -3600, 4310, -1716]);
    expect(irrs.map((rate: number) => Number(rate.toFixed(6)))).toEqual([0.1, 0.2, 0.3]);
    expect(await of([-1, 3, -2.5])).toMatchObject({ irr: null, irrs: [], irrStatus: 'NONE' });
  });

  it('says that flows of one sign have no rate, and still values them', async () => {
    expect(await of([100, 100], { rate: 0 })).toMatchObject({ npv: 200, irrStatus: 'NO_SIGN_CHANGE' });
    await refuses(npvIrr, { cashFlows: [1, 2] }, ['cashFlows'], 'one sign');
  });

  it('tells when what was paid is back', async () => {
    expect(await of([-100, 60, 60], { rate: 0.1 })).toMatchObject({ paybackPeriods: 1 + 40 / 60 });
    expect(await of([-100, 50], { rate: 0.1 })).toMatchObject({ paybackPeriods: null });
  });

  it('takes the amounts of a CSV file', async () => {
    const file = { path: 'examples/data/free-cash-flow.csv', column: 'free_cash_flow' };
    expect(await answerOf(npvIrr, { file, rate: 0 })).toMatchObject({ npv: 530.5, flows: 5 });
  });

  it.each([
    ['no flows at all', {}, ['cashFlows'], 'Give `cashFlows`, or a `file`'],
    [
      'a date that is none',
      { cashFlows: [-1, 2], dates: ['2026-02-30', '2027-01-01'] },
      ['dates', '0'],
      'is no date',
    ],
    ['too few dates', { cashFlows: [-1, 2], dates: ['2026-01-01'] }, ['dates'], 'as many dates'],
    [
      'a date before the first',
      { cashFlows: [-1, 2], dates: ['2026-01-02', '2026-01-01'] },
      ['dates'],
      'before that of the first',
    ],
    ['one rate of two', { cashFlows: [-1, 2], financeRate: 0.1 }, ['reinvestRate'], 'both of its rates'],
    [
      'a column that is not there',
      { file: { path: 'examples/data/free-cash-flow.csv', column: 'fcf' } },
      ['file', 'column'],
      'It has: "year", "revenue"',
    ],
    ['no such file', { file: { path: 'none.csv', column: 'a' } }, ['file', 'path'], 'does not exist'],
    ['a folder', { file: { path: 'examples', column: 'a' } }, ['file', 'path'], 'is a folder'],
  ])('refuses %s', (_, args, path, message) => refuses(npvIrr, args, path, message));

  it.each([
    ['a text in a number column', 'a\n1\nx\n', ['file', 'column'], 'Line 3 has "x"'],
    ['an empty field', 'a,b\n1,2\n,3\n', ['file', 'column'], 'Line 3 is empty'],
    ['NaN', 'a\nNaN\n', ['file', 'column'], 'has "NaN"'],
    ['nothing', '', ['file', 'path'], 'is empty'],
    ['a header alone', 'a\n', ['file', 'path'], 'no lines'],
    ['an open quote', 'a\n"1\n', ['file', 'path'], 'no proper CSV'],
  ])('refuses a file with %s', async (_, content, path, message) => {
    const workspace = exampleWorkspace();
    await workspace.write('bad.csv', content);
    await refuses(npvIrr, { file: { path: 'bad.csv', column: 'a' }, rate: 0.1 }, path, message, workspace);
  });
});
