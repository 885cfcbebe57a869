/** Fills a registry without the host: described and committed as a load is, but with no code to run behind it. */
import { describePlugin } from '../src/plugins/describe.ts';
import { pluginChange } from '../src/registries/changes.ts';
import type { PluginRecord } from '../src/registries/definitions.ts';
import type { Change } from '../src/registries/events.ts';
import { planContents } from '../src/registries/plan.ts';
import type { Registry } from '../src/registries/registry.ts';
import type { RegistryStore } from '../src/storage/registry-store.ts';
import { ACTOR } from './bench-app.ts';
import { definitionBytes, pluginOf } from './definitions.ts';

/** Tools of each plugin that a registry is filled with. */
export const TOOLS_PER_PLUGIN = 100;

/** The name of a tool of a filled registry; `number` counts from 0 over all plugins. */
export function filledToolName(number: number): string {
  const plugin = filledPlugin(Math.floor(number / TOOLS_PER_PLUGIN));
  return plugin.tools![number % TOOLS_PER_PLUGIN]!.name;
}

/** Commits plugins of 100 tools until there are `tools` of them. Returns the bytes of their definitions' JSON. */
export async function fillStore(store: RegistryStore, tools: number): Promise<number> {
  let bytes = 0;
  for (let number = 0; number * TOOLS_PER_PLUGIN < tools; number++) {
    await store.commit((registry) => planFilled(registry, number), { actor: ACTOR });
    bytes += bytesOf(number);
  }
  return bytes;
}

/** The changes with which plugin `number` comes. */
export function planFilled(registry: Registry, number: number): Change[] {
  const description = describePlugin(filledPlugin(number));
  const record: PluginRecord = {
    ...description.plugin,
    state: 'ENABLED',
    failure: null,
    source: 'benchmark',
    config: {},
    loadedAt: '2026-01-01T00:00:00.000Z',
  };
  return [pluginChange('PluginLoaded', undefined, record), ...planContents(registry, record.id, description)];
}

/** Bytes of the JSON of the tools that plugin `number` brings. */
export function bytesOf(number: number): number {
  return filledPlugin(number).tools!.reduce((sum, tool) => sum + definitionBytes(tool), 0);
}

function filledPlugin(number: number) {
  return pluginOf(`filled${number}`, TOOLS_PER_PLUGIN);
}
