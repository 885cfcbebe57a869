import { describe, expect, it } from 'vitest';
import { loanSchedule } from '../../../src/plugins/finance/loan-schedule.ts';
import { answerOf, refuses } from './run.ts';

const of = (args: object) => answerOf(loanSchedule, { ...args });

describe('loan_schedule against published examples', () => {
  it('numpy-financial pmt: 200,000 over 15 years at 7.5 %', async () => {
    const { exactPayment, payment } = await of({ principal: 200000, annualRate: 0.075, periods: 180 });
    expect(exactPayment).toBeCloseTo(1854.0247200054619, 9);
    expect(payment).toBe(1854.02);
  });

  it('Excel PMT: 10,000 over ten months at 8 %, at the end and at the beginning', async () => {
    const loan = { principal: 10000, annualRate: 0.08, periods: 10 };
    expect((await of(loan)).payment).toBe(1037.03);
    expect((await of({ ...loan, timing: 'BEGINNING_OF_PERIOD' })).payment).toBe(1030.16);
  });

  it('Excel IPMT and PPMT: 8,000 over three years at 10 %', async () => {
    const monthly = await of({ principal: 8000, annualRate: 0.1, periods: 36 });
    expect(monthly.schedule[0].interest).toBe(66.67);
    const yearly = await of({ principal: 8000, annualRate: 0.1, periods: 3, periodsPerYear: 1 });
    expect(yearly.schedule[2].interest).toBe(292.45);
    const short = await of({ principal: 2000, annualRate: 0.1, periods: 24 });
    expect(short.schedule[0].principal).toBe(75.62);
  });

  it('Excel EFFECT: 5.25 % four times a year', async () => {
    const { effectiveAnnualRate } = await of({
      principal: 1000,
      annualRate: 0.0525,
      periods: 4,
      periodsPerYear: 4,
    });
    expect(effectiveAnnualRate).toBeCloseTo(0.0535427, 7);
  });
});

describe('loan_schedule', () => {
  it.each([
    { principal: 1000, annualRate: 0.1, periods: 7 },
    { principal: 99999.99, annualRate: 0.0333, periods: 360, extraPayment: 10.01 },
    { principal: 5000, annualRate: 0, periods: 3 },
    { principal: 20000, annualRate: 0.04, periods: 48, balloon: 5000 },
    { principal: 1000, annualRate: 0.07, periods: 12, decimals: 0, rounding: 'HALF_EVEN' },
    { principal: 1000, annualRate: 0.07, periods: 12, timing: 'BEGINNING_OF_PERIOD' },
  ])('is exact to the cent: %j', async (loan) => {
    const { schedule, totalPaid, totalInterest, balloon } = await of(loan);
    const cents = (pick: (row: any) => number) =>
      schedule.reduce((sum: number, row: any) => sum + Math.round(pick(row) * 1000), 0);
    expect(cents(({ principal }) => principal)).toBe(Math.round((loan.principal - balloon) * 1000));
    expect(cents(({ payment }) => payment) + balloon * 1000).toBe(Math.round(totalPaid * 1000));
    expect(cents(({ interest }) => interest)).toBe(Math.round(totalInterest * 1000));
    expect(schedule.at(-1).balance).toBe(balloon);
  });

  it.each([
    [{ principal: 100.001, annualRate: 0.1, periods: 2 }, ['principal'], 'more than 2 decimals'],
    [{ principal: 100, annualRate: 0.1, periods: 2, balloon: 100 }, ['balloon'], 'less than `principal`'],
    [{ principal: 0.01, annualRate: 0, periods: 12 }, ['principal'], 'rounds to 0'],
  ])('refuses %j', (args, path, message) => refuses(loanSchedule, args, path, message));
});
