/** A call of a tool that does nothing: in a plugin's own process, and in that of the server. */
import { join } from 'node:path';
import { importPlugin } from '../../src/plugins/process/import-plugin.ts';
import { type BenchApp, CALLER, openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type Figure, type Row, atMost, expect, reported } from '../figure.ts';
import { interleaved, median, timed } from '../statistics.ts';
import { writePlugin, writtenTool } from '../written-plugin.ts';

/** Calls of one round. */
const CALLS = 512;
const ROUNDS = { warmUp: 5, rounds: 21 };
const AT_ONCE = 16;
/** Milliseconds. */
const LIMIT = 0.3;

export const pluginCall: Figure = async () => {
  using folder = temporaryFolder();
  const plugins = join(folder.path, 'plugins');
  writePlugin(plugins, { id: 'apart' });
  const inline = await importPlugin(writePlugin(join(folder.path, 'inline'), { id: 'inline' }));
  await using bench = await openBenchApp([inline], { load: ['inline', 'apart'], plugins: [plugins] });
  const one = await compare(bench, 1);
  const many = await compare(bench, AT_ONCE);
  return [
    atMost('a call in a process, longer than inline', one.longer, LIMIT, 'ms'),
    ...rowsOf(one),
    reported(`with ${AT_ONCE} calls at once, longer than inline`, many.longer, 'ms'),
    ...rowsOf(many),
    reported('… calls in a process', (AT_ONCE / many.apart) * 1000, '/s'),
    reported('… inline', (AT_ONCE / many.inline) * 1000, '/s'),
  ];
};

/** Milliseconds, medians. */
interface Compared {
  inline: number;
  apart: number;
  longer: number;
}

async function compare(bench: BenchApp, atOnce: number): Promise<Compared> {
  const calls = (id: string) => () => medianCall(bench, id, atOnce);
  const { inline, apart } = await interleaved({ inline: calls('inline'), apart: calls('apart') }, ROUNDS);
  const longer = median(apart.map((ms, round) => ms - inline[round]!));
  return { inline: median(inline), apart: median(apart), longer };
}

/** Of so many calls that begin together, until all are answered; the median over a round. */
async function medianCall(bench: BenchApp, id: string, atOnce: number): Promise<number> {
  const times: number[] = [];
  for (let first = 0; first < CALLS; first += atOnce) {
    const numbers = Array.from({ length: atOnce }, (_, i) => first + i);
    times.push(await timed(() => Promise.all(numbers.map((number) => call(bench, id, number)))));
  }
  return median(times);
}

/** @throws WrongAnswer unless it answers the number. */
async function call({ app }: BenchApp, id: string, number: number): Promise<void> {
  const request = { tool: writtenTool(id), args: { number }, waitMs: 30_000 };
  const { status, result, error } = await app.executions.execute(request, app.store.current, CALLER);
  const problem = error?.message ?? JSON.stringify(result);
  expect(status === 'SUCCEEDED' && result === number, `A call of ${id}: ${status}. ${problem}`);
}

function rowsOf({ inline, apart }: Compared): Row[] {
  return [reported('… in a process', apart, 'ms'), reported('… inline', inline, 'ms')];
}
