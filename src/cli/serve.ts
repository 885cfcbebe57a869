import type { App } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { readSecrets } from '../secrets.ts';
import { announcement } from './announcement.ts';
import { type ServerLog, createLog } from './log.ts';
import { watchForStop } from './stop.ts';

/** Milliseconds for closing sockets, plugins and journal, after running calls had theirs. */
const RELEASE_MS = 5_000;

export interface Listening {
  url: string;
  serve(app: App): void;
  close(deadlineMs: number): Promise<void>;
}

export interface ServeDeps {
  log: ServerLog;
  clock: Clock;
}

/** What it runs; main.ts names the real ones. */
export interface Server {
  version: string;
  listen(config: Config, deps: ServeDeps): Promise<Listening>;
  createApp(config: Config, deps: ServeDeps & { env: NodeJS.ProcessEnv }): Promise<App>;
}

/** Serves until a signal or a bug ends it; answers the exit code. Everything is released then. */
export async function serve(
  server: Server,
  config: Config,
  process: NodeJS.Process,
  releaseMs = RELEASE_MS,
): Promise<number> {
  const secrets = await readSecrets(config.secrets, process.env);
  const log = createLog(config.logLevel, Object.values(secrets));
  const { shutdownTimeoutMs } = config;
  const stop = watchForStop(process, log, {
    shutdownTimeoutMs,
    endedAfterMs: shutdownTimeoutMs + releaseMs,
  });
  const deps = { log, clock: systemClock };
  // Before the app: a port that is taken shows while nothing is written, and probes are answered during the start.
  const listening = await server.listen(config, deps);
  let app: App | undefined;
  let deadlineMs = 1;
  try {
    app = await server.createApp(config, { ...deps, env: process.env });
    if (stop.requested) return await stop.wanted;
    listening.serve(app);
    process.stdout.write(
      announcement({ version: server.version, url: listening.url, config, ...inUse(app) }),
    );
    log.info('Ready.', { url: listening.url });
    const exitCode = await stop.wanted;
    deadlineMs = await drained(app);
    return exitCode;
  } finally {
    await listening.close(deadlineMs);
    await app?.close();
    if (stop.requested) log.info('GatheRing has stopped.');
  }
}

function inUse({ store: { current } }: App): { plugins: string[]; toolCount: number } {
  const loaded = [...current.plugins.values()].filter(({ state }) => state !== 'AVAILABLE');
  const plugins = loaded.map(({ id, state }) => (state === 'ENABLED' ? id : `${id} ${state}`));
  return { plugins, toolCount: current.tools.size };
}

/** Lets running calls finish; answers the milliseconds that connections have left. */
async function drained(app: App): Promise<number> {
  const { shutdownTimeoutMs } = app.config;
  const until = performance.now() + shutdownTimeoutMs;
  await app.drain(shutdownTimeoutMs);
  return Math.max(until - performance.now(), 1);
}
