/** A thousand reloads of a plugin in a directory while calls run, and what they leave behind. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ACTOR, type BenchApp, CALLER, openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type CountingClock, countingClock } from '../counting-clock.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, type Row, atMost, expect, reported } from '../figure.ts';
import { childrenOf, pidsOf } from '../process-tree.ts';
import { residentMemory } from '../processes.ts';
import { median, timed } from '../statistics.ts';
import { writePlugin, writtenTool } from '../written-plugin.ts';

const RELOADS = 1000;
/** What is held after so many is what all of them may leave behind. */
const SETTLED = 50;
const CALLERS = 4;
/** Milliseconds that a caller rests after each answer. */
const REST_MS = 5;
/** Ours, in MB: the last 1,000 commits stay in memory, and so does what is compiled for speed. A leak would go on. */
const MORE_MB = { heap: 4, later: 1.5, resident: 16 };
/** More than calls and commits that are remembered for a while. */
const REMEMBERED = { calls: 10_000, commits: 1_000 };
const FILLED_AT_ONCE = 50;

const ID = 'reloaded';
const CALLED = { tool: writtenTool(ID), args: { number: 1 }, waitMs: 30_000 };

export const pluginReload: Figure = async () => {
  using folder = temporaryFolder();
  const plugins = join(folder.path, 'plugins');
  writePlugin(plugins, { id: ID });
  const filler = pluginOf('filler', 1);
  const clock = countingClock();
  await using bench = await openBenchApp([filler], { load: [ID, filler.id], plugins: [plugins], clock });
  await fill(bench, filler.id);
  await reloadUnderCalls(bench, plugins, 0, SETTLED);
  const before = await rest(clock);
  const first = await reloadUnderCalls(bench, plugins, SETTLED, RELOADS / 2);
  const halfWay = await rest(clock);
  const later = await reloadUnderCalls(bench, plugins, RELOADS / 2, RELOADS);
  const after = await rest(clock);
  return [
    ...differences(before, after),
    atMost('… of the heap, in the later half', after.heapMB - halfWay.heapMB, MORE_MB.later, 'MB'),
    reported('a reload, until it answers', median([...first.ms, ...later.ms]), 'ms'),
    reported('calls meanwhile, each answered as its definition says', first.calls + later.calls, ''),
  ];
};

/** What is remembered within bounds is full then, so that it grows no more. */
async function fill({ app }: BenchApp, id: string): Promise<void> {
  for (let commit = 0; commit < REMEMBERED.commits; commit++)
    await app.plugins.setEnabled({ id }, commit % 2 === 1, ACTOR);
  const call = () => app.executions.execute(CALLED, app.store.current, CALLER);
  for (let calls = 0; calls < REMEMBERED.calls; calls += FILLED_AT_ONCE)
    await Promise.all(Array.from({ length: FILLED_AT_ONCE }, call));
}

/** Reloads with another definition each time. @throws WrongAnswer where any call fails, or answers as another version. */
async function reloadUnderCalls(bench: BenchApp, plugins: string, from: number, to: number) {
  let isOver = false;
  async function reloads(): Promise<number[]> {
    const ms: number[] = [];
    for (let reload = from; reload < to; reload++) {
      writePlugin(plugins, { id: ID, adds: 1 + (reload % 2), version: `1.0.${reload % 2}` });
      ms.push(await timed(() => bench.app.plugins.reload({ id: ID }, ACTOR)));
    }
    return ms;
  }
  async function callAgain(): Promise<number> {
    let calls = 0;
    for (; !isOver; calls++) {
      await callOnce(bench);
      await setTimeout(REST_MS);
    }
    return calls;
  }
  const callers = Array.from({ length: CALLERS }, callAgain);
  const reloading = reloads().finally(() => (isOver = true));
  const [ms, ...calls] = await Promise.all([reloading, ...callers]);
  return { ms, calls: calls.reduce((sum, each) => sum + each, 0) };
}

/** Its answer must be that of the definition with which the call was accepted. */
async function callOnce({ app }: BenchApp): Promise<void> {
  const registry = app.store.current;
  const adds = Number(/plus (\d+)/.exec(registry.tools.get(CALLED.tool)!.description)![1]);
  const { status, result, error } = await app.executions.execute(CALLED, registry, CALLER);
  const problem = error?.message ?? `It answered ${JSON.stringify(result)}, not 1 + ${adds}.`;
  expect(status === 'SUCCEEDED' && result === 1 + adds, `A call during a reload: ${status}. ${problem}`);
}

interface Held {
  processes: number;
  openFiles: number;
  timers: number;
  resources: Record<string, number>;
  heapMB: number;
  residentMB: number;
}

/** What is held once the code that was replaced has ended. */
async function rest(clock: CountingClock): Promise<Held> {
  for (let i = 0; i < 4; i++) {
    await setTimeout(1_000);
    // Also what V8 keeps in case it is needed soon: what remains is what is held.
    globalThis.gc!({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  const { heapUsed, external } = process.memoryUsage();
  const resources = Object.groupBy(process.getActiveResourcesInfo(), (type) => type);
  return {
    processes: childrenOf(process.pid).flatMap(pidsOf).length,
    openFiles: readdirSync('/proc/self/fd').length,
    timers: clock.timers,
    resources: Object.fromEntries(Object.entries(resources).map(([type, all]) => [type, all!.length])),
    heapMB: (heapUsed + external) / 1e6,
    residentMB: residentMemory(process.pid),
  };
}

function differences(before: Held, after: Held): Row[] {
  const types = new Set([...Object.keys(before.resources), ...Object.keys(after.resources)]);
  const same = (what: string, of: (held: Held) => number) =>
    atMost(`${what} more (there are ${of(after)})`, of(after) - of(before), 0, '');
  return [
    same(`after ${RELOADS} reloads, against ${SETTLED}: processes`, ({ processes }) => processes),
    same('… open files', ({ openFiles }) => openFiles),
    same('… timers', ({ timers }) => timers),
    ...[...types].sort().map((type) => same(`… ${type}`, ({ resources }) => resources[type] ?? 0)),
    atMost('… heap more', after.heapMB - before.heapMB, MORE_MB.heap, 'MB'),
    atMost('… resident memory more', after.residentMB - before.residentMB, MORE_MB.resident, 'MB'),
  ];
}
