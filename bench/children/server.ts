/** A whole server, with plugins of the sizes that it is told to load. */
import { systemClock } from '../../src/clock.ts';
import { createContext } from '../../src/schema/context.ts';
import { type Listening, listen } from '../../src/transports/server.ts';
import { type BenchApp, ACTOR, openBenchApp, quietLog } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { CURSOR } from '../operations.ts';
import { answerParent, machineTime } from '../processes.ts';
import { collectGarbage, timed } from '../statistics.ts';

let bench: BenchApp;
let listening: Listening;

interface Loads {
  /** The ids are this and a number. */
  prefix: string;
  plugins: number;
  tools: number;
}

answerParent({
  async open() {
    bench = await openBenchApp();
    listening = await listen(bench.app, { clock: systemClock, log: quietLog, createContext });
    return listening.port;
  },
  /** One commit each, one after another; the milliseconds that each took until it was answered. */
  async load({ prefix, plugins, tools }: Loads): Promise<{ startedAt: number; times: number[] }> {
    const definitions = Array.from({ length: plugins }, (_, i) => pluginOf(`${prefix}${i}`, tools));
    collectGarbage();
    const startedAt = machineTime();
    const times: number[] = [];
    for (const definition of definitions) times.push(await timed(() => bench.load(definition)));
    return { startedAt, times };
  },
  unload: (id: string) => bench.unload(id),
  /** Switches a plugin off and on; a commit for each. */
  async toggle({ id, times }: { id: string; times: number }): Promise<void> {
    for (let i = 0; i < times; i++) await bench.app.plugins.setEnabled({ id }, i % 2 === 1, ACTOR);
  },
  cursor: async () => {
    const { registry } = await bench.ask(CURSOR);
    return registry;
  },
  collect: collectGarbage,
  memory: () => process.memoryUsage(),
  async close() {
    await listening.close(1000);
    await bench[Symbol.asyncDispose]();
  },
});
