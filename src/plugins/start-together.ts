/** Prepares and starts several plugins so that either all of them run or none. */
import type { JsonObject } from '../registries/definitions.ts';
import { type LivePlugin, type Surroundings, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import type { OpenedPlugin } from './opened-plugin.ts';

export interface PluginChoice {
  id: string;
  config: JsonObject;
}

/** Side by side. @throws the first failure in the given order; what was prepared is closed. */
export async function prepareTogether(
  around: Surroundings,
  choices: readonly PluginChoice[],
  open: (id: string) => Promise<OpenedPlugin>,
): Promise<LivePlugin[]> {
  const preparing = choices.map(async ({ id, config }) => preparePlugin(around, await open(id), config));
  const settled = await Promise.allSettled(preparing);
  const prepared = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failure = settled.find((one) => one.status === 'rejected');
  if (!failure) return prepared;
  await closeAll(prepared);
  throw failure.reason;
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
