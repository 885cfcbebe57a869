/** Run as a process of its own: `serve` with an app and a network that do as the argument says. */
import { configSchema } from '../../src/config.ts';
import { type Server, serve } from '../../src/cli/serve.ts';

const [behaviour, shutdownTimeoutMs = '10000', releaseMs] = process.argv.slice(2);
const never = new Promise<never>(() => {});
// A server holds a socket; without anything of the kind, Node would end the process by itself.
setInterval(() => {}, 60_000);

const config = configSchema.parse({
  workspace: '.',
  data: 'data',
  shutdownTimeoutMs: Number(shutdownTimeoutMs),
  secrets: { KEY: { env: 'SOME_KEY' } },
});

function say(what: string): void {
  process.stderr.write(`${what}\n`);
}

const server: Server = {
  version: '1.2.3',
  async createApp(_, { log }) {
    log.warn('The key is ' + process.env.SOME_KEY, { token: 'abc' });
    say('starting');
    if (behaviour === 'cannot start') throw new Error('no app');
    if (behaviour === 'slow start') {
      await new Promise((resolve) => process.once('SIGTERM', resolve));
    }
    if (behaviour === 'throws') setImmediate(() => JSON.parse('thrown by a callback'));
    if (behaviour === 'rejects') void Promise.reject(new Error('nobody cares'));
    const app = {
      config,
      store: {
        current: { plugins: new Map([['core', { id: 'core', state: 'ENABLED' }]]), tools: new Map() },
      },
      async drain() {
        say('draining');
        if (behaviour === 'slow drain') await never;
      },
      async close() {
        say('app closed');
      },
    };
    return app as never;
  },
  async listen() {
    if (behaviour === 'cannot listen') throw Object.assign(new Error('no port'), { code: 'EADDRINUSE' });
    say('listening');
    return {
      url: 'http://localhost:4321',
      serve() {
        say('serving');
      },
      async close() {
        say('sockets closed');
      },
    };
  },
};

function report(error: Error): number {
  say(`failed: ${error.message}`);
  return 1;
}

const exit = serve(server, config, process, releaseMs === undefined ? undefined : Number(releaseMs));
process.exit(await exit.catch(report));
