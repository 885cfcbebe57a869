/** A whole server, with plugins of the sizes that it is told to load. */
import { systemClock } from '../../src/clock.ts';
import { createContext } from '../../src/schema/context.ts';
import { type Listening, listen } from '../../src/transports/server.ts';
import type { ServerOptions } from '../open-server.ts';
import { type BenchApp, ACTOR, openBenchApp, quietLog } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { REGISTRY } from '../operations.ts';
import { answerParent, machineTime } from '../processes.ts';
import { collectGarbage, settle, timed } from '../statistics.ts';

let bench: BenchApp;
let listening: Listening;

answerParent({
  /** `loaded` is loaded at start, unless it is loaded already. */
  async open({ folder, loaded = [] }: ServerOptions) {
    const definitions = loaded.map(({ id, tools }) => pluginOf(id, tools));
    bench = await openBenchApp(definitions, { folder, load: loaded.map(({ id }) => id) });
    listening = await listen(bench.app.config, { clock: systemClock, log: quietLog, createContext });
    listening.serve(bench.app);
    return listening.port;
  },
  /** Loads a plugin; when that began, on the machine's clock. */
  async load({ id, tools }: { id: string; tools: number }): Promise<number> {
    const definition = pluginOf(id, tools);
    await settle();
    collectGarbage();
    const startedAt = machineTime();
    await bench.load(definition);
    return startedAt;
  },
  unload: (id: string) => bench.unload(id),
  /** Switches a plugin off and on, an event for each of its tools every time; the milliseconds of each commit. */
  async toggle({
    id,
    times,
  }: {
    id: string;
    times: number;
  }): Promise<{ startedAt: number; times: number[] }> {
    const startedAt = machineTime();
    const taken: number[] = [];
    for (let i = 0; i < times; i++)
      taken.push(await timed(() => bench.app.plugins.setEnabled({ id }, i % 2 === 1, ACTOR)));
    return { startedAt, times: taken };
  },
  registry: async () => (await bench.ask(REGISTRY)).registry,
  /** MB that are in use, garbage not counted. */
  held(): number {
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1e6;
  },
  async close() {
    await listening.close(1000);
    await bench[Symbol.asyncDispose]();
  },
});
