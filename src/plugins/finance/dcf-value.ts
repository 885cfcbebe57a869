import { defineTool, toolResult } from 'gathering/plugin';
import { givenOrRead } from './cash-flow-input.ts';
import { type Arguments, parameters, type Result, returns, type Worth } from './dcf-shapes.ts';
import { discounted, impliedGrowth, terminalByGrowth } from './dcf.ts';
import { fault } from './fault.ts';
import { percent } from './text.ts';
import { waccOf } from './wacc.ts';

const MAX_YEARS = 100;
/** How far the table goes in each direction, and its steps. */
const STEPS = [-2, -1, 0, 1, 2];
const WACC_STEP = 0.01;
const GROWTH_STEP = 0.005;
export const dcfValue = defineTool({
  name: 'dcf_value',
  title: 'Value a company by its cash flows',
  description:
    'Discounted cash flow: what a company is worth by its free cash flows, given or from a CSV file of the workspace. The WACC is given or ' +
    'calculated (CAPM); the terminal value comes by growth, by a multiple, or both; with a sensitivity table.',
  category: 'FINANCE',
  tags: ['dcf', 'valuation', 'wacc', 'capm', 'terminal value'],
  requiredCompetencies: ['valuation'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters,
  returns,
  examples: [
    {
      description: 'Five years and 2.5 % growth after them, at a WACC by CAPM',
      arguments: {
        freeCashFlows: [60, 65, 70, 75, 80],
        capital: {
          equity: 600,
          debt: 400,
          riskFreeRate: 0.04,
          beta: 1.2,
          marketPremium: 0.05,
          costOfDebt: 0.05,
          taxRate: 0.25,
        },
        terminalGrowth: 0.025,
        netDebt: 350,
        shares: 100,
      },
    },
    {
      description: 'The free cash flows of a file, with growth and with a multiple of EBITDA',
      arguments: {
        file: { path: 'examples/data/free-cash-flow.csv', column: 'free_cash_flow' },
        wacc: 0.09,
        terminalGrowth: 0.02,
        exitMultiple: 10,
        exitMetric: 210,
      },
    },
  ],
  effects: () => ['Calculates; changes nothing.'],
  async run(args, context) {
    const given = args.freeCashFlows && { amounts: args.freeCashFlows };
    const { amounts: flows } = await givenOrRead(given, args.file, 'freeCashFlows', context);
    const result = valueOf(flows, args);
    return toolResult(result, told(result));
  },
});

/** @throws ToolError where the arguments do not go together. */
function valueOf(flows: readonly number[], args: Arguments): Result {
  const wacc = rateOf(args);
  refuseWrong(flows, wacc, args);
  const { terminalGrowth, exitMultiple, exitMetric, midYear } = args;
  const years = discounted(flows, wacc, midYear);
  const last = flows.at(-1)!;
  const byMultiple = exitMultiple === undefined ? null : exitMultiple * exitMetric!;
  const result: Result = {
    wacc,
    years,
    presentValueOfYears: sum(years),
    byGrowth: terminalGrowth === undefined ? null : worthAt(flows, wacc, terminalGrowth, args),
    byMultiple:
      byMultiple === null
        ? null
        : {
            ...worthOf(sum(years), byMultiple, (1 + wacc) ** -flows.length, args),
            impliedGrowth: impliedGrowth(last * (1 + wacc) ** (midYear ? 0.5 : 0), wacc, byMultiple),
          },
    sensitivity: terminalGrowth === undefined ? null : sensitivityOf(flows, wacc, terminalGrowth, args),
  };
  return result;
}

function rateOf({ wacc, capital }: Arguments): number {
  if (wacc !== undefined && capital) throw fault(['wacc'], 'Give either `wacc` or `capital`, not both.');
  if (wacc !== undefined) return wacc;
  if (capital) return waccOf(capital);
  throw fault(['wacc'], 'Give `wacc`, or `capital` from which it is calculated.');
}

function refuseWrong(flows: readonly number[], wacc: number, args: Arguments): void {
  const { terminalGrowth, exitMultiple, exitMetric } = args;
  if (flows.length > MAX_YEARS) throw fault(['freeCashFlows'], `More than ${MAX_YEARS} years are too many.`);
  if (wacc <= -0.99) throw fault(['capital'], 'The WACC is -99 % or less. Check the rates.');
  if (terminalGrowth === undefined && exitMultiple === undefined)
    throw fault(
      ['terminalGrowth'],
      'Give `terminalGrowth`, or `exitMultiple` with `exitMetric`: a company does not end.',
    );
  if ((exitMultiple === undefined) !== (exitMetric === undefined))
    throw fault(
      [exitMultiple === undefined ? 'exitMultiple' : 'exitMetric'],
      'A multiple needs what it is of, and the other way round.',
    );
  if (terminalGrowth === undefined) return;
  if (terminalGrowth >= wacc)
    throw fault(
      ['terminalGrowth'],
      `Growth of ${percent(terminalGrowth)} is not below the WACC of ${percent(wacc)}: the value would be without end.`,
    );
  if (flows.at(-1)! <= 0)
    throw fault(
      ['freeCashFlows', flows.length - 1],
      'The last flow must be above 0 to grow for ever. Add years, or use a multiple.',
    );
}

function worthAt(flows: readonly number[], wacc: number, growth: number, args: Arguments): Worth {
  const terminal = terminalByGrowth(flows.at(-1)!, wacc, growth);
  // What comes after the last year comes in the middle of its years, too.
  const factor = (1 + wacc) ** -(flows.length - (args.midYear ? 0.5 : 0));
  return worthOf(sum(discounted(flows, wacc, args.midYear)), terminal, factor, args);
}

function worthOf(
  ofYears: number,
  terminalValue: number,
  factor: number,
  { netDebt, shares }: Arguments,
): Worth {
  const presentValue = terminalValue * factor;
  const enterpriseValue = ofYears + presentValue;
  const equityValue = enterpriseValue - netDebt;
  return {
    terminalValue,
    presentValue,
    shareOfValue: enterpriseValue === 0 ? 0 : presentValue / enterpriseValue,
    enterpriseValue,
    equityValue,
    perShare: shares === undefined ? null : equityValue / shares,
  };
}

function sensitivityOf(
  flows: readonly number[],
  wacc: number,
  growth: number,
  args: Arguments,
): Result['sensitivity'] {
  const of = args.shares === undefined ? 'enterpriseValue' : 'perShare';
  const growths = STEPS.map((step) => growth + step * GROWTH_STEP).filter((value) => value > -1);
  const rows = STEPS.map((step) => wacc + step * WACC_STEP)
    .filter((rate) => rate > -0.99)
    .map((rate) => ({
      wacc: rate,
      values: growths.map((value) => (value < rate ? worthAt(flows, rate, value, args)[of] : null)),
    }));
  return { of, growths, rows };
}

function sum(years: readonly { presentValue: number }[]): number {
  return years.reduce((total, { presentValue }) => total + presentValue, 0);
}

function told({ wacc, presentValueOfYears, byGrowth, byMultiple, sensitivity }: Result): string {
  const line = (name: string, value: Worth | null) =>
    value &&
    `${name}: enterprise value ${value.enterpriseValue.toFixed(2)} (${percent(value.shareOfValue)} of it terminal), equity ${value.equityValue.toFixed(2)}` +
      (value.perShare === null ? '' : `, ${value.perShare.toFixed(2)} per share`);
  const table = sensitivity && [
    `${sensitivity.of} by WACC (down) and growth (across: ${sensitivity.growths.map(percent).join(', ')}):`,
    ...sensitivity.rows.map(
      ({ wacc, values }) => `${percent(wacc)}: ${values.map((value) => value?.toFixed(2) ?? '–').join('  ')}`,
    ),
  ];
  const lines = [
    `WACC ${percent(wacc)}; the given years are worth ${presentValueOfYears.toFixed(2)} now.`,
    line('By growth', byGrowth),
    byMultiple &&
      `${line('By the multiple', byMultiple)}; it stands for growth of ${percent(byMultiple.impliedGrowth)}`,
    ...(table ?? []),
  ];
  return lines.filter((text) => text !== null).join('\n');
}
