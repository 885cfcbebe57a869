/** The life of one plugin's code: prepared, started, stopped. Touches no registry. */
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { type PluginError } from '../registries/errors.ts';
import type { HealthReport, Log, Workspace } from './contract.ts';
import { messageOf, withDeadline } from './hooks.ts';
import { resolveSecrets } from './plugin-config.ts';
import { type HostFacts, checkRequirements } from './requirements.ts';
import type { HookCall, HookName, PluginDescription, PluginRuntime, PluginSource } from './runtime.ts';

/** What every plugin lives in. */
export interface Surroundings {
  readonly clock: Clock;
  /** Milliseconds a hook may take. */
  readonly hookTimeoutMs: number;
  /** All secrets of the server, by name; a plugin gets those it declares. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly facts: HostFacts;
  log(pluginId: string): Log;
}

/** A plugin whose code is at hand. */
export interface LivePlugin {
  readonly id: string;
  readonly source: string;
  readonly config: JsonObject;
  readonly description: PluginDescription;
  readonly runtime: PluginRuntime;
  /** Ends with the plugin. */
  readonly lifetime: AbortController;
  /** Did its last onEnable or onDisable leave it enabled? */
  enabled: boolean;
}

/** Describes and checks a plugin and gives it its configuration; none of its hooks runs. @throws PluginError. */
export async function preparePlugin(
  around: Surroundings,
  source: PluginSource,
  id: string,
  config: JsonObject,
): Promise<LivePlugin> {
  const runtime = source.open(id);
  try {
    const description = await within(around, id, 'describe', () => runtime.describe());
    await checkRequirements(description, around.facts);
    const resolved = resolveSecrets(id, description.plugin.configSchema, config, around.secrets);
    await within(around, id, 'config', () => runtime.configure(resolved));
    return {
      id,
      source: source.name,
      config,
      description,
      runtime,
      lifetime: new AbortController(),
      enabled: false,
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** Runs onLoad and, where it shall be enabled, onEnable; undoes the one when the other fails. @throws PluginError. */
export async function startPlugin(around: Surroundings, plugin: LivePlugin, enabled: boolean): Promise<void> {
  let loaded = false;
  try {
    await runHook(around, plugin, 'onLoad');
    loaded = true;
    if (enabled) await switchPlugin(around, plugin, true);
  } catch (error) {
    await endPlugin(around, plugin, loaded ? ['onUnload'] : []);
    throw error;
  }
}

/** Runs onEnable or onDisable. @throws PluginError naming plugin and hook; the plugin is then as it was. */
export async function switchPlugin(
  around: Surroundings,
  plugin: LivePlugin,
  enabled: boolean,
): Promise<void> {
  await runHook(around, plugin, enabled ? 'onEnable' : 'onDisable');
  plugin.enabled = enabled;
}

/** Runs onDisable and onUnload and releases everything. Never throws: returns what went wrong, after logging it. */
export function stopPlugin(around: Surroundings, plugin: LivePlugin): Promise<PluginError[]> {
  return endPlugin(around, plugin, plugin.enabled ? ['onDisable', 'onUnload'] : ['onUnload']);
}

/** Asks the plugin how it is; a health check that throws or hangs says: not ok. */
export async function checkHealth(around: Surroundings, plugin: LivePlugin): Promise<HealthReport> {
  try {
    return await within(around, plugin.id, 'health', (signal) =>
      plugin.runtime.health(hookCall(around, plugin, signal)),
    );
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** The declared secrets, by name. */
export function declaredSecrets(around: Surroundings, { description }: LivePlugin): Record<string, string> {
  const known = description.secrets.filter((name) => Object.hasOwn(around.secrets, name));
  return Object.fromEntries(known.map((name) => [name, around.secrets[name]!]));
}

async function endPlugin(
  around: Surroundings,
  plugin: LivePlugin,
  hooks: readonly HookName[],
): Promise<PluginError[]> {
  const problems: PluginError[] = [];
  for (const hook of hooks) {
    await runHook(around, plugin, hook).catch((error: PluginError) => {
      around.log(plugin.id).error(error.message);
      problems.push(error);
    });
  }
  plugin.lifetime.abort();
  await plugin.runtime.close();
  return problems;
}

async function runHook(around: Surroundings, plugin: LivePlugin, hook: HookName): Promise<void> {
  await within(around, plugin.id, hook, (signal) =>
    plugin.runtime.runHook(hook, hookCall(around, plugin, signal)),
  );
}

function hookCall(around: Surroundings, plugin: LivePlugin, signal: AbortSignal): HookCall {
  return {
    signal,
    lifetime: plugin.lifetime.signal,
    secrets: declaredSecrets(around, plugin),
    workspace: around.workspace,
    log: around.log(plugin.id),
  };
}

function within<T>(
  { clock, hookTimeoutMs }: Surroundings,
  pluginId: string,
  hook: string,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline({ clock, timeoutMs: hookTimeoutMs, pluginId, hook }, run);
}
