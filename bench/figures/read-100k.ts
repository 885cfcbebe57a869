/** Reading through GraphQL execution at 100,000 tools, and at 1,000. */
import type { DocumentNode } from 'graphql';
import { type BenchApp, openBenchApp } from '../bench-app.ts';
import { type Figure, type Row, expect } from '../figure.ts';
import { fillStore, filledToolName } from '../fill.ts';
import { COUNTED_TOOLS, TOOL, TOOLS } from '../operations.ts';
import { interleaved, median, ratio, timed } from '../statistics.ts';

const SMALL = 1000;
const LARGE = 100_000;
const LIMIT = 1.3;

interface Reading {
  what: string;
  document: DocumentNode;
  variables: (size: number, turn: number) => Record<string, unknown>;
  /** How many are read in one round. */
  times: number;
  /** Has it to meet the bound? */
  bounded?: boolean;
}

const page = (filter: object) => () => ({ filter });
const READINGS: readonly Reading[] = [
  {
    what: '`tool(name)`',
    document: TOOL,
    variables: (size, turn) => ({ name: NAMES.get(size)![turn % 100] }),
    times: 100,
    bounded: true,
  },
  {
    what: 'first page of a category, counted',
    document: COUNTED_TOOLS,
    variables: page({ category: ['LLM'] }),
    times: 5,
    bounded: true,
  },
  {
    what: 'first page of a category',
    document: TOOLS,
    variables: page({ category: ['LLM'] }),
    times: 5,
    bounded: true,
  },
  {
    what: 'first page of a tag, counted',
    document: COUNTED_TOOLS,
    variables: page({ tag: ['tag_7'] }),
    times: 5,
  },
  {
    what: 'first page of a plugin, counted',
    document: COUNTED_TOOLS,
    variables: page({ pluginId: ['filled3'] }),
    times: 5,
  },
  {
    what: 'first page of a category and a tag',
    document: TOOLS,
    variables: page({ category: ['LLM'], tag: ['tag_5'] }),
    times: 5,
  },
  { what: 'first page of a text', document: TOOLS, variables: page({ text: 'list' }), times: 5 },
  {
    what: 'first page of a text, counted',
    document: COUNTED_TOOLS,
    variables: page({ text: 'list' }),
    times: 1,
  },
];

/** Names that lie apart, of each size. */
const NAMES = new Map(
  [SMALL, LARGE].map((size) => [
    size,
    Array.from({ length: 100 }, (_, i) => filledToolName((i * 7919) % size)),
  ]),
);

export const read100k: Figure = async () => {
  await using small = await openBenchApp();
  await using large = await openBenchApp();
  await fillStore(small.app.store, SMALL);
  await fillStore(large.app.store, LARGE);
  const rows: Row[] = [];
  for (const reading of READINGS) {
    await compareAnswers(reading, small, large);
    rows.push(await measure(reading, small, large));
  }
  return rows;
};

async function compareAnswers(
  { document, variables }: Reading,
  small: BenchApp,
  large: BenchApp,
): Promise<void> {
  const [few, many] = [
    await small.ask(document, variables(SMALL, 1)),
    await large.ask(document, variables(LARGE, 1)),
  ];
  if (few.tool) return expect(few.tool.plugin.id && many.tool?.plugin.id, 'The tool is not there.');
  expect(few.tools.nodes.length === 50 && many.tools.nodes.length === 50, 'The page is not full.');
}

async function measure(
  { what, document, variables, times, bounded }: Reading,
  small: BenchApp,
  large: BenchApp,
): Promise<Row> {
  const read = (bench: BenchApp, size: number) => () =>
    timed(async () => {
      for (let turn = 0; turn < times; turn++) await bench.ask(document, variables(size, turn));
    });
  const measured = await interleaved(
    { small: read(small, SMALL), large: read(large, LARGE) },
    { warmUp: 20, rounds: times > 1 ? 201 : 21, tidy: false },
  );
  const slower = ratio(measured.small, measured.large);
  const each = (values: readonly number[]) => `${((median(values) / times) * 1000).toFixed(0)} µs`;
  return {
    what: `${what}, at 100,000 against 1,000 tools`,
    value: `× ${slower.toFixed(2)} (${each(measured.small)}, ${each(measured.large)})`,
    ...(bounded && { bound: { limit: `≤ × ${LIMIT}`, met: slower <= LIMIT } }),
  };
}
