/** Starts a server and tells when it was ready. */
import { listen } from '../../src/transports/server.ts';
import { systemClock } from '../../src/clock.ts';
import { createContext } from '../../src/schema/context.ts';
import { openBenchApp, quietLog } from '../bench-app.ts';
import { START_PLUGINS } from '../start-plugins.ts';
import { answerParent, machineTime } from '../processes.ts';

answerParent({
  async start(folder: string) {
    const begun = performance.now();
    const load = START_PLUGINS.map(({ id }) => id);
    await using bench = await openBenchApp(START_PLUGINS, { folder, load });
    const appMs = performance.now() - begun;
    const listening = await listen(bench.app.config, { clock: systemClock, log: quietLog, createContext });
    listening.serve(bench.app);
    const readyAt = machineTime();
    const { revision, tools } = bench.app.store.current;
    await listening.close(0);
    return { readyAt, appMs, revision, tools: tools.size };
  },
});
