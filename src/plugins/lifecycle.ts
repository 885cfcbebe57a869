/** The life of one plugin's code: prepared, started, stopped. Touches no registry. */
import type { Clock } from '../clock.ts';
import type { JailHost } from '../execution/jail/jail.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { type PluginError } from '../registries/errors.ts';
import type { HealthReport, Log, Workspace } from './contract.ts';
import { messageOf, withDeadline, withOutput } from './hooks.ts';
import { resolveSecrets } from './plugin-config.ts';
import { type HostFacts, checkRequirements } from './requirements.ts';
import type { OpenedPlugin } from './opened-plugin.ts';
import type { HookCall, HookName } from './runtime.ts';
import { withNeeds } from './tool-needs.ts';

/** What every plugin lives in. */
export interface Surroundings {
  readonly clock: Clock;
  /** Milliseconds a hook may take. */
  readonly hookTimeoutMs: number;
  /** Milliseconds between two looks at the health of a plugin. */
  readonly healthIntervalMs: number;
  /** Crashes in a row after which a plugin is FAILED. */
  readonly maxCrashes: number;
  /** All secrets of the server, by name; a plugin gets those it declares. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly facts: HostFacts;
  readonly jail: JailHost;
  log(pluginId: string): Log;
  /** Takes secrets and folders of this machine out of a text. */
  redact(text: string): string;
}

/** A plugin whose code is at hand. */
export interface LivePlugin extends OpenedPlugin {
  readonly config: JsonObject;
  /** Ends with the plugin. */
  readonly lifetime: AbortController;
  /** Did its last onEnable or onDisable leave it enabled? */
  enabled: boolean;
}

/** Checks what a plugin needs and gives it its configuration; none of its hooks runs. @throws PluginError; it is closed. */
export async function preparePlugin(
  around: Surroundings,
  opened: OpenedPlugin,
  config: JsonObject,
): Promise<LivePlugin> {
  const { id, runtime, description } = opened;
  try {
    await within(around, id, 'requirements', () =>
      checkRequirements(description, around.facts, runtime.packagesFrom),
    );
    const resolved = resolveSecrets(id, description.plugin.configSchema, config, around.secrets);
    const secrets = declaredSecrets(around, opened);
    for (const name of description.secrets.filter((one) => !Object.hasOwn(secrets, one)))
      around.log(id).warn(`It declares the secret "${name}", which the server does not have.`);
    await within(around, id, 'config', () => runtime.configure(resolved, secrets));
    const able = await withNeeds(around, description, config);
    return { ...opened, description: able, config, lifetime: new AbortController(), enabled: false };
  } catch (error) {
    await runtime.close();
    throw withOutput(error, runtime);
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
    throw withOutput(error, plugin.runtime);
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

/** Why its process has ended; null while it runs. */
export function endOf({ runtime }: Pick<LivePlugin, 'runtime'>): Promise<string | null> {
  // Not at once: a process that ends is told of after the calls that it leaves.
  const running = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
  return Promise.race([runtime.ended, running]);
}

/** Asks the plugin how it is; a health check that throws or hangs says: not ok. */
export async function checkHealth(around: Surroundings, plugin: LivePlugin): Promise<HealthReport> {
  try {
    return await within(around, plugin.id, 'health', (signal) =>
      plugin.runtime.health(hookCall(around, plugin, signal)),
    );
  } catch (error) {
    const end = await endOf(plugin);
    if (end !== null) return { ok: false, message: `Its process ${end}. It is started again.` };
    return { ok: false, message: around.redact(messageOf(error)) };
  }
}

/** The declared secrets, by name. */
export function declaredSecrets(
  around: Pick<Surroundings, 'secrets'>,
  { description }: Pick<LivePlugin, 'description'>,
): Record<string, string> {
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

/** Within the deadline of hooks. @throws PluginError naming plugin and hook. */
export function within<T>(
  { clock, hookTimeoutMs, redact }: Surroundings,
  pluginId: string,
  hook: string,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline({ clock, timeoutMs: hookTimeoutMs, pluginId, hook, redact }, run);
}
