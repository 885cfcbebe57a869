/** A plugin of 10 tools into a registry of 100,000 tools, and into an empty one. */
import { type BenchApp, openBenchApp } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, expect, reported } from '../figure.ts';
import { fillStore } from '../fill.ts';
import { interleaved, median, ratio, settle, timed } from '../statistics.ts';

const FILLED = 100_000;
const TOOLS = 10;

export const loadInto100k: Figure = async () => {
  await using empty = await openBenchApp();
  await using full = await openBenchApp();
  await fillStore(full.app.store, FILLED);
  const times = await interleaved(
    { empty: () => loadOnce(empty, 0), full: () => loadOnce(full, FILLED) },
    { warmUp: 20, rounds: 100, tidy: false },
  );
  const times100k = ratio(times.empty, times.full);
  return [
    {
      what: `${TOOLS} tools into ${FILLED.toLocaleString('en')}, against into none`,
      value: `× ${times100k.toFixed(2)}`,
      bound: { limit: '≤ × 2', met: times100k <= 2 },
    },
    reported('… into none', median(times.empty), 'ms'),
    reported('… into 100,000', median(times.full), 'ms'),
  ];
};

async function loadOnce(bench: BenchApp, others: number): Promise<number> {
  const definition = pluginOf('small', TOOLS);
  const ms = await timed(() => bench.load(definition));
  expect(bench.app.store.current.tools.size === others + TOOLS, 'Not all tools are there.');
  await bench.unload('small');
  await settle();
  return ms;
}
