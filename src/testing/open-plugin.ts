import type { PluginDefinition } from '../plugins/contract.ts';
import { InlineRuntime } from '../plugins/inline-runtime.ts';
import { resolveSecrets } from '../plugins/plugin-config.ts';
import type { PluginDescription, PluginRuntime } from '../plugins/runtime.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { NotFound } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';

/** In what a plugin runs. */
export interface RunOptions {
  /** As an operator would write it: a field marked `writeOnly` takes `{ secret: NAME }`. Default `{}`. */
  config?: JsonObject;
  /** All secrets of the server, by name; the plugin gets those that it declares. */
  secrets?: Readonly<Record<string, string>>;
  /** A folder that is there. Default: a fresh one, which is removed afterwards. */
  workspace?: string;
  /** A folder whose files are copied into a fresh workspace. */
  folder?: string;
  /** Files to write into the workspace first, by path. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** The agent for which it runs. Default: none. */
  agent?: { id: string; name: string };
  /** Aborts the call, as a time limit would; there is no other limit of time. */
  signal?: AbortSignal;
  /** False: as a host that keeps no artifacts. Default: they are kept in memory. */
  keepArtifacts?: boolean;
}

/** Code of a plugin that has its configuration. */
export interface OpenPlugin {
  description: PluginDescription;
  runtime: PluginRuntime;
}

/**
 * Checks a definition and gives its code the configuration. What it needs of a machine (packages, programs, other
 * plugins) is not looked for.
 * @throws PluginError INVALID_PLUGIN | INVALID_CONFIG
 */
export async function openPlugin(
  definition: PluginDefinition,
  { config = {}, secrets = {} }: RunOptions,
): Promise<OpenPlugin> {
  const runtime = new InlineRuntime(definition);
  const description = await runtime.describe();
  const { id, configSchema } = description.plugin;
  await runtime.configure(resolveSecrets(id, configSchema, config, secrets));
  return { description, runtime };
}

/** The thing of that name. @throws NotFound with the nearest names. */
export function find<T>(what: string, things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new NotFound(what, name, nearestNames(name, things.keys()));
  return thing;
}
