import type { PluginDefinition } from './contract.ts';
import core from './core/index.ts';
import design from './design/index.ts';
import finance from './finance/index.ts';
import { InlineRuntime } from './inline-runtime.ts';
import { collect, openRuntime } from './opened-plugin.ts';
import type { PluginSource } from './runtime.ts';

const SHIPPED: readonly PluginDefinition[] = [core, design, finance];

/** The plugins that come with GatheRing. They run in its own process. */
export function shippedPlugins(): PluginSource {
  return inlineSource('shipped', SHIPPED);
}

/** Definitions that are at hand, as a source of plugins. */
export function inlineSource(name: string, definitions: readonly PluginDefinition[]): PluginSource {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  return {
    name,
    location: name,
    ids: () => [...byId.keys()],
    open: (id) => new InlineRuntime(byId.get(id)!),
    async discover(around, isRunning) {
      const ids = [...byId.keys()].filter((id) => !isRunning(id));
      return collect(ids.map((id) => openRuntime(around, name, id, new InlineRuntime(byId.get(id)!))));
    },
  };
}
