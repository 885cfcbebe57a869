import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { defineTool, type JsonValue, ToolError, toolResult, z } from 'gathering/plugin';

const PLACE = '/run/tool';
const LIMITS = { timeoutMs: 10_000, memoryBytes: 256 * 1024 * 1024, outputBytes: 1024 * 1024, processes: 2 };
/** The heap ends before the jail does, and says so. */
const HEAP_MIB = 192;
/** As Node ends where memory has run out. */
const CRASHED = [132, 133, 134, 137, 139];

const quantity = z.union([z.number(), z.string().max(1_000)]);
const answer = z.union([
  z.strictObject({ problem: z.string() }),
  z.strictObject({ result: z.union([z.number(), z.string()]), type: z.string() }),
]);

export const calculate = defineTool({
  name: 'calculate',
  title: 'Calculate',
  description:
    'Evaluates a mathematical expression (mathjs): `2 * (3 + 4)^2`, `sqrt(2)`, `sin(45 deg)`, units (`12.7 cm to inch`), complex ' +
    'numbers (`i^2`), matrices (`det([1, 2; 3, 4])`, `inv(…)`), statistics (`std([1, 2, 3])`), logic, and own functions ' +
    '(`f(x) = x^2; f(3)`). With `numbers` also of any precision or as fractions. Nothing but mathematics is in reach.',
  category: 'DATA_ANALYSIS',
  tags: ['mathematics', 'calculator', 'units', 'matrices'],
  requiredCompetencies: ['mathematics'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    expression: z
      .string()
      .min(1)
      .max(10_000)
      .describe('The expression; of several, separated by `;` or lines, the values are told line by line.'),
    variables: z
      .record(
        z.string().regex(/^[A-Za-z_]\w{0,63}$/, 'must be a name: a letter, then letters, digits or _'),
        z.union([
          quantity,
          z.array(z.number()).max(10_000),
          z.array(z.array(z.number()).max(1_000)).max(1_000),
        ]),
      )
      .default({})
      .describe(
        'Values by name: a number, a vector, a matrix by rows, or a quantity as text such as `3 cm`.',
      ),
    numbers: z
      .enum(['number', 'BigNumber', 'Fraction', 'bigint'])
      .default('number')
      .describe(
        'What numbers are: 64-bit floating point (default), decimals of `digits` digits, exact fractions, or whole numbers of any size.',
      ),
    digits: z.int().min(1).max(1_000).default(64).describe('Significant digits of a BigNumber.'),
  }),
  returns: z.strictObject({
    result: z
      .union([z.number(), z.string()])
      .describe('The value: a number where it is a finite one of 64 bits, else its text, such as `5.08 cm`.'),
    type: z
      .string()
      .describe(
        'What it is: `number`, `BigNumber`, `Fraction`, `bigint`, `Unit`, `Complex`, `DenseMatrix` …',
      ),
  }),
  examples: [
    {
      description: 'Interest',
      arguments: { expression: 'p * (1 + r)^n', variables: { p: 1000, r: 0.05, n: 2 } },
      result: { result: 1102.5, type: 'number' },
    },
    {
      description: 'Convert a unit',
      arguments: { expression: '2 inch to cm' },
      result: { result: '5.08 cm', type: 'Unit' },
    },
    {
      description: 'Solve two equations with two unknowns',
      arguments: { expression: 'lusolve(a, b)', variables: { a: [[2, 1], [1, 3]], b: [3, 5] } }, // prettier-ignore
      result: { result: '[[0.8], [1.4]]', type: 'DenseMatrix' },
    },
    {
      description: 'Many digits',
      arguments: { expression: 'sqrt(2)', numbers: 'BigNumber', digits: 30 },
      result: { result: '1.41421356237309504880168872421', type: 'BigNumber' },
    },
    {
      description: 'Exactly',
      arguments: { expression: '1/3 + 1/6', numbers: 'Fraction' },
      result: { result: '1/2', type: 'Fraction' },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ expression }) => [`Evaluates "${expression.slice(0, 500)}"; nothing changes.`],
  async run(args, { jail }) {
    let said: JsonValue = null;
    const { exitCode } = await jail.run({
      program: 'node',
      args: [`--max-old-space-size=${HEAP_MIB}`, `${PLACE}/calculate.cjs`],
      brings: {
        [`${PLACE}/calculate.cjs`]: join(import.meta.dirname, 'programs/calculate.cjs'),
        [`${PLACE}/node_modules/mathjs`]: dirname(findPackageJSON('mathjs', import.meta.url)!),
      },
      message: JSON.stringify(args),
      limits: { timeoutMs: LIMITS.timeoutMs },
      // Node's own words about a heap that is full.
      onOutput: () => undefined,
      onMessage: (line) => (said = parsed(line)),
    });
    if (CRASHED.includes(exitCode)) throw tooLarge();
    const value = answer.parse(said);
    if ('problem' in value) throw new ToolError(`${value.problem}.`, { path: ['expression'] });
    return toolResult(value, String(value.result));
  },
});

function parsed(line: string): JsonValue {
  return JSON.parse(line.slice(line.indexOf('\t') + 1)) as JsonValue;
}

function tooLarge(): ToolError {
  return new ToolError('The expression needs more memory than it may use. Ask for less.', {
    path: ['expression'],
  });
}
