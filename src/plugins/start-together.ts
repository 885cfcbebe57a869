/** Prepares and starts several plugins so that either all of them run or none. */
import type { JsonObject } from '../registries/definitions.ts';
import { type LivePlugin, type Surroundings, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import type { PluginSource } from './runtime.ts';

export interface PluginChoice {
  id: string;
  source: PluginSource;
  config: JsonObject;
}

/** @throws PluginError; what was prepared before is closed. */
export async function prepareTogether(
  around: Surroundings,
  choices: readonly PluginChoice[],
): Promise<LivePlugin[]> {
  const prepared: LivePlugin[] = [];
  try {
    for (const { source, id, config } of choices)
      prepared.push(await preparePlugin(around, source, id, config));
    return prepared;
  } catch (error) {
    await closeAll(prepared);
    throw error;
  }
}

/** In the given order. @throws PluginError; what was started before is stopped, all are closed. */
export async function startTogether(around: Surroundings, plugins: readonly LivePlugin[]): Promise<void> {
  const started: LivePlugin[] = [];
  try {
    for (const plugin of plugins) {
      await startPlugin(around, plugin, true);
      started.push(plugin);
    }
  } catch (error) {
    for (const plugin of started.toReversed()) await stopPlugin(around, plugin);
    await closeAll(plugins);
    throw error;
  }
}

/** Releases plugins that were prepared and never started. */
export async function closeAll(plugins: readonly LivePlugin[]): Promise<void> {
  await Promise.all(plugins.map(({ runtime }) => runtime.close()));
}
