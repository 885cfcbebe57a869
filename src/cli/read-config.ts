import { resolve } from 'node:path';
import { type Config, configSchema } from '../config.ts';
import { printable } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Flags } from './arguments.ts';
import { checkFolders } from './check-folders.ts';
import { complaint } from './complaint.ts';
import { SETTINGS } from './settings.ts';
import {
  checkVariables,
  CONFIG_VARIABLE,
  fromEnvironment,
  fromFile,
  fromFlags,
  type Layer,
} from './sources.ts';
import { didYouMean, UsageError } from './usage-error.ts';

export interface Surroundings {
  flags: Flags;
  env: Record<string, string | undefined>;
  /** Absolute: relative paths of flags and environment start here, and it is the default workspace. */
  startFolder: string;
}

export interface Settings {
  config: Config;
  /** Where a setting came from, for people: `flag --port`. */
  sourceOf(setting: string): string;
}

/**
 * All settings. Flags win over environment, environment over file, file over defaults, each setting as a whole.
 * @throws UsageError for the first thing that is wrong.
 */
export function readConfig({ flags, env, startFolder }: Surroundings): Settings {
  const given: Layer = new Map([
    ...fileLayer(flags, env, startFolder),
    ...fromEnvironment(env, startFolder),
    ...fromFlags(flags, startFolder),
  ]);
  const sourceOf = (setting: string) => given.get(setting)?.source ?? 'default';
  const config = withAbsolutePaths(check(given), given, startFolder);
  checkVariables(
    env,
    Object.values(config.secrets).flatMap((secret) => ('env' in secret ? [secret.env] : [])),
  );
  checkFolders(config, sourceOf);
  return { config, sourceOf };
}

// Only a file that is named: one found in the start folder could have been written there by a tool.
function fileLayer(flags: Flags, env: Surroundings['env'], startFolder: string): Layer {
  const path = flags.get('--config')?.at(-1) ?? env[CONFIG_VARIABLE];
  return path ? fromFile(resolve(startFolder, path)) : new Map();
}

function check(given: Layer): Config {
  const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
  // The two without a default in the schema: it knows no start folder.
  const parsed = configSchema.safeParse({ workspace: '.', data: '.', ...values });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
    throw unknownSetting(issue.keys[0]!, given);
  const name = String(issue.path[0]);
  const { value, source } = given.get(name)!;
  throw new UsageError(`Setting "${name}" (${source})${complaint(issue, value)}`);
}

function unknownSetting(name: string, given: Layer): UsageError {
  const names = SETTINGS.map((setting) => setting.name);
  const hint = didYouMean(nearestNames(name, names)) || ' `gathering --help` lists them.';
  return new UsageError(`Unknown setting "${printable(name)}" (${given.get(name)!.source}).${hint}`);
}

function withAbsolutePaths(config: Config, given: Layer, startFolder: string): Config {
  const absolute = (setting: string, path: string) =>
    resolve(given.get(setting)?.folder ?? startFolder, path);
  const workspace = absolute('workspace', config.workspace);
  const data = given.has('data') ? absolute('data', config.data) : resolve(workspace, '.gathering');
  const secrets = Object.entries(config.secrets).map(([name, reference]) => [
    name,
    'file' in reference ? { file: absolute('secrets', reference.file) } : reference,
  ]);
  const plugins = config.plugins.map((path) => absolute('plugins', path));
  const packageSetting = given.has('packageFolder') ? 'packageFolder' : 'pluginPackages';
  const packageFolder = absolute(packageSetting, config.packageFolder);
  return { ...config, workspace, data, plugins, packageFolder, secrets: Object.fromEntries(secrets) };
}
