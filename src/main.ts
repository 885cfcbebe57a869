/** Starts GatheRing from a command line. With bin/ alone in reaching for the process; src/cli is handed it. */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { assertSafeBinding } from './access.ts';
import { type Invocation, readArguments } from './cli/arguments.ts';
import { failureOf } from './cli/failure.ts';
import { hashToken, newToken } from './cli/hash-token.ts';
import { helpText } from './cli/help.ts';
import { type Settings, readConfig } from './cli/read-config.ts';
import type { ServeDeps } from './cli/serve.ts';
import type { Config } from './config.ts';

interface JournalPlaces {
  folder: string;
  file: string;
}

const { version } = packageJson;
let settings: Settings | undefined;

// When nobody reads the output any more, that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.exit(await run().catch(report));

async function run(): Promise<number> {
  const invocation = readArguments(process.argv.slice(2));
  if (invocation.command === 'serve') return serveWith(invocation);
  if (invocation.command === 'check') return checkWith(invocation);
  process.stdout.write(await answer(invocation));
  return 0;
}

async function serveWith(invocation: Invocation): Promise<number> {
  settings = settingsOf(invocation);
  assertSafeBinding(settings.config);
  const [{ serve }, { createApp }, { createContext }, { listen }] = await Promise.all([
    import('./cli/serve.ts'),
    import('./app.ts'),
    import('./schema/context.ts'),
    import('./transports/server.ts'),
  ]);
  const server = {
    version,
    createApp,
    listen: (config: Config, deps: ServeDeps) => listen(config, { ...deps, createContext }),
  };
  return serve(server, settings.config, process);
}

/** Does what the command says; what it prints. */
async function answer(invocation: Invocation): Promise<string> {
  const { command, operands, flags } = invocation;
  if (command === 'help') return helpText();
  if (command === 'version') return `${version}\n`;
  if (command === 'hash-token') return flags.has('--new') ? newToken() : hashTyped();
  if (command === 'plugins init') return initIn(resolve(startFolder(), operands[0]!));
  settings = settingsOf(invocation);
  if (command === 'plugins add') return addPackage(operands[0]!, settings.config.data);
  const places = { folder: settings.config.data, file: resolve(startFolder(), operands[0]!) };
  return command === 'backup' ? backUp(places) : restore(places);
}

function hashTyped(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Token: ');
  return hashToken(process.stdin);
}

async function initIn(folder: string): Promise<string> {
  const { initPlugin } = await import('./cli/init-plugin.ts');
  return initPlugin({ folder, home: resolve(import.meta.dirname, '..'), node: process.execPath });
}

async function addPackage(name: string, data: string): Promise<string> {
  const [{ addPackage: add }, { installFolder }, { describeIn }, { checkDirectory }] = await Promise.all([
    import('./cli/add-package.ts'),
    import('./plugins/sources.ts'),
    import('./cli/check-plugins.ts'),
    import('./testing/check-directory.ts'),
  ]);
  const { env } = process;
  const check = (folder: string) => describeIn(checkDirectory, { folder, version, env });
  return add({ name, folder: installFolder(data), startFolder: startFolder(), env, check });
}

async function checkWith({ operands, flags, ...invocation }: Invocation): Promise<number> {
  settings = settingsOf({ ...invocation, operands, flags });
  const [{ checkPlugins }, { checkDirectory }] = await Promise.all([
    import('./cli/check-plugins.ts'),
    import('./testing/check-directory.ts'),
  ]);
  const { text, exitCode } = await checkPlugins(checkDirectory, {
    directory: resolve(startFolder(), operands[0]!),
    flags,
    settings,
    version,
    env: process.env,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(text);
  return exitCode;
}

async function backUp(places: JournalPlaces): Promise<string> {
  const { backupJournal } = await import('./storage/backup.ts');
  const { revision } = await backupJournal(places);
  return `Backed up revision ${revision} of ${places.folder} to ${places.file}.\n`;
}

async function restore(places: JournalPlaces): Promise<string> {
  const { restoreJournal } = await import('./storage/restore.ts');
  const { revision, keptAs } = await restoreJournal(places);
  const kept = keptAs === null ? '' : ` What was there is kept as ${keptAs}.`;
  return `Restored revision ${revision} to ${places.folder} from ${places.file}.${kept}\n`;
}

function settingsOf({ flags }: Invocation): Settings {
  return readConfig({ flags, env: process.env, startFolder: startFolder() });
}

/** npm changes to the package's own folder first; INIT_CWD is where the person was. */
function startFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: start } = process.env;
  const here = process.cwd();
  return script && start && here === resolve(import.meta.dirname, '..') ? start : here;
}

function report(error: unknown): number {
  const failure = failureOf(error, settings);
  const text = failure ? failure.line : `This is a bug. ${inspect(error)}`;
  process.stderr.write(`gathering: ${text}\n`);
  return failure?.exitCode ?? 1;
}
