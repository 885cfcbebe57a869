/** Plans that plugins go while calls run, and that they stay after all. */
import { pluginChange } from '../registries/changes.ts';
import type { PluginRecord, ToolAvailability } from '../registries/definitions.ts';
import type { Change } from '../registries/events.ts';
import { contentsOf, planContents } from '../registries/plan.ts';
import type { Registry } from '../registries/registry.ts';

/** Those of the plugins that are ENABLED take no new calls; `why`: the reason that their tools show, by plugin id. */
export function planDraining(
  registry: Registry,
  ids: readonly string[],
  why: (id: string) => string,
): Change[] {
  const going = recordsOf(registry, ids).filter(({ state }) => state === 'ENABLED');
  return going.flatMap((record) => [
    pluginChange('PluginDraining', record, { ...record, state: 'DRAINING' }),
    ...planAvailability(registry, record.id, 'READY', 'DRAINING', why(record.id)),
  ]);
}

/** Those of the plugins that are DRAINING are ENABLED again. */
export function planStaying(registry: Registry, ids: readonly string[]): Change[] {
  const staying = recordsOf(registry, ids).filter(({ state }) => state === 'DRAINING');
  return staying.flatMap((record) => [
    pluginChange('PluginEnabled', record, { ...record, state: 'ENABLED' }),
    ...planAvailability(registry, record.id, 'DRAINING', 'READY', null),
  ]);
}

function recordsOf(registry: Registry, ids: readonly string[]): PluginRecord[] {
  return ids.flatMap((id) => registry.plugins.get(id) ?? []);
}

/** What a crash made UNAVAILABLE stays so. */
function planAvailability(
  registry: Registry,
  pluginId: string,
  from: ToolAvailability,
  to: ToolAvailability,
  unavailableReason: string | null,
): Change[] {
  const { tools, competencies, fileHandlers } = contentsOf(registry, pluginId);
  const isFrom = ({ availability }: { availability: ToolAvailability }) => availability === from;
  return planContents(registry, pluginId, {
    competencies,
    tools: tools.map((tool) => (isFrom(tool) ? { ...tool, availability: to, unavailableReason } : tool)),
    fileHandlers: fileHandlers.map((own) => (isFrom(own) ? { ...own, availability: to } : own)),
  });
}
