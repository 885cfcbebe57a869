/** The real server with other plugins: as src/main.ts, with its flags, for `serve` alone. */
import { createApp } from '../../../src/app.ts';
import { readArguments } from '../../../src/cli/arguments.ts';
import { readConfig } from '../../../src/cli/read-config.ts';
import { type Server, serve } from '../../../src/cli/serve.ts';
import { inlineSource } from '../../../src/plugins/shipped.ts';
import { createContext } from '../../../src/schema/context.ts';
import { listen } from '../../../src/transports/server.ts';
import { manyPlugins } from '../many-plugins.ts';
import { countingPlugin } from '../counting-plugin.ts';
import { slowPlugin } from '../slow-plugin.ts';

const sources = [inlineSource('test', [...manyPlugins(30), slowPlugin, countingPlugin])];
const server: Server = {
  version: 'test',
  createApp: (config, deps) => createApp(config, { ...deps, sources }),
  listen: (config, deps) => listen(config, { ...deps, createContext }),
};
const { flags } = readArguments(process.argv.slice(2));
const { config } = readConfig({ flags, env: process.env, startFolder: process.cwd() });
process.exit(await serve(server, config, process));
