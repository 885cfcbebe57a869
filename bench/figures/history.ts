/** The first page of the calls that were made: of a hundred, and of ten thousand. */
import { type DocumentNode, parse } from 'graphql';
import { type BenchApp, CALLER, openBenchApp } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, atMost, expect, reported } from '../figure.ts';
import { interleaved, median, timed } from '../statistics.ts';

const TOOL = 'noop_1_health_check';
const AT_ONCE = 100;
const READS = 20;
const PAGE = parse(
  `{ executions(first: 50) { pageInfo { hasNextPage endCursor } nodes { id toolName status durationMs } } }`,
);
const COUNTED = parse(`{ executions(first: 50) { totalCount nodes { id toolName status durationMs } } }`);

export const history: Figure = async () => {
  await using few = await openBenchApp();
  await using many = await openBenchApp();
  await fill(few, 100);
  await fill(many, 10_000);
  for (const bench of [few, many]) {
    const { executions } = await bench.ask(PAGE);
    expect(executions.nodes.length === 50 && executions.pageInfo.hasNextPage, 'The page is another one.');
  }
  const ms = await interleaved(
    {
      few: () => read(few, PAGE),
      many: () => read(many, PAGE),
      fewCounted: () => read(few, COUNTED),
      manyCounted: () => read(many, COUNTED),
    },
    { warmUp: 5, rounds: 21 },
  );
  const each = (values: readonly number[]) => median(values) / READS;
  return [
    reported('first page of 100 executions', each(ms.few), 'ms'),
    atMost('first page of 10,000, so many times that', each(ms.many) / each(ms.few), 1.3, '×'),
    reported('… with `totalCount`', each(ms.manyCounted) / each(ms.fewCounted), '×'),
  ];
};

async function fill({ app, load }: BenchApp, calls: number): Promise<void> {
  await load(pluginOf('noop', 10));
  const { executions, store } = app;
  const call = { tool: TOOL, args: {}, waitMs: 30_000 };
  for (let i = 0; i < calls; i += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => executions.execute(call, store.current, CALLER)));
}

function read(bench: BenchApp, document: DocumentNode): Promise<number> {
  return timed(async () => {
    for (let i = 0; i < READS; i++) await bench.ask(document);
  });
}
