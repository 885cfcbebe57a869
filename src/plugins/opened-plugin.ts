/** Plugins that told what they are; nothing of them is configured or started. */
import { PluginError } from '../registries/errors.ts';
import { withOutput } from './hooks.ts';
import { type Surroundings, within } from './lifecycle.ts';
import type { Discovery, PluginDescription, PluginRuntime, PluginSource } from './runtime.ts';

export interface OpenedPlugin {
  readonly id: string;
  /** Name of the source. */
  readonly source: string;
  readonly runtime: PluginRuntime;
  readonly description: PluginDescription;
}

/** Opens the runtime of a plugin that a source has, and asks it. @throws PluginError; nothing runs then. */
export async function openPlugin(
  around: Surroundings,
  source: PluginSource,
  id: string,
): Promise<OpenedPlugin> {
  const opened = await openRuntime(around, source.name, id, source.open(id));
  if (opened.id === id) return opened;
  await opened.runtime.close();
  const message = `Plugin "${id}" now says that it is "${opened.id}". An id must stay what it is.`;
  throw new PluginError('INVALID_PLUGIN', id, message, { path: ['id'] });
}

/** @param label what the plugin is called until it told its id. */
export async function openRuntime(
  around: Surroundings,
  source: string,
  label: string,
  runtime: PluginRuntime,
): Promise<OpenedPlugin> {
  try {
    const description = await within(around, label, 'import', () => runtime.describe());
    return { id: description.plugin.id, source, runtime, description };
  } catch (error) {
    await runtime.close();
    throw withOutput(error, runtime);
  }
}

/** What was opened, and why the others could not be. */
export async function collect(opening: readonly Promise<OpenedPlugin>[]): Promise<Discovery> {
  const settled = await Promise.allSettled(opening);
  const problems = settled.flatMap((one) => (one.status === 'rejected' ? [asProblem(one.reason)] : []));
  return { found: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])), problems };
}

function asProblem(error: unknown): PluginError {
  if (error instanceof PluginError) return error;
  throw error;
}
