/** Run as a process of its own: `serve` with an app and a network that do as the argument says. */
import { configSchema } from '../../src/config.ts';
import { type Server, serve } from '../../src/cli/serve.ts';

const [behaviour, shutdownTimeoutMs = '10000'] = process.argv.slice(2);
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
  console.error(what);
}

const server: Server = {
  version: '1.2.3',
  async createApp(_, { log }) {
    log.warn('The key is ' + process.env.SOME_KEY, { token: 'abc' });
    if (behaviour === 'slow start') {
      say('starting');
      await new Promise((resolve) => process.once('SIGTERM', resolve));
    }
    if (behaviour === 'throws') setTimeout(() => { throw new Error('thrown by a timer'); }, 50); // prettier-ignore
    if (behaviour === 'rejects') setTimeout(() => void Promise.reject(new Error('nobody cares')), 50);
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
    return {
      url: 'http://localhost:4321',
      async close() {
        say('sockets closed');
      },
    };
  },
};

process.exit(
  await serve(server, config, process).catch((error: Error) => (say(`failed: ${error.message}`), 1)),
);
