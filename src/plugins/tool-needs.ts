/** What single tools need of this machine and of their plugin's configuration: where it is missing, the tool is UNAVAILABLE and the others of its plugin run. */
import type { JsonObject, JsonValue, ToolRecord } from '../registries/definitions.ts';
import type { ToolNeeds } from './contract.ts';
import type { Surroundings } from './lifecycle.ts';
import { lackingPrograms } from './requirements.ts';
import type { PluginDescription } from './runtime.ts';

/** The description with the availability of each tool as this machine and the configuration, as it was given, allow. */
export async function withNeeds(
  around: Pick<Surroundings, 'facts' | 'jail'>,
  description: PluginDescription,
  config: JsonObject = {},
): Promise<PluginDescription> {
  const tools = await Promise.all(
    description.tools.map(async (tool): Promise<ToolRecord> => {
      const needs = description.needs[tool.name] ?? {};
      const reason =
        unconfigured(tool.pluginId, needs.config ?? [], config) ?? (await reasonAgainst(around, needs));
      return reason === null ? tool : { ...tool, availability: 'UNAVAILABLE', unavailableReason: reason };
    }),
  );
  return { ...description, tools };
}

async function reasonAgainst(
  { facts, jail }: Pick<Surroundings, 'facts' | 'jail'>,
  needs: PluginDescription['needs'][string],
): Promise<string | null> {
  const lacking = await lackingPrograms(needs.programs ?? {}, facts);
  if (lacking.length > 0)
    return `It needs ${lacking.join(', ')} on the server's PATH. Install it, then reload the plugin.`;
  return needs.jail ? jail.problem() : null;
}

function unconfigured(
  pluginId: string,
  needs: NonNullable<ToolNeeds['config']>,
  config: JsonObject,
): string | null {
  const fields = needs.flatMap((need) => {
    if (typeof need === 'string') return need;
    return Object.entries(need.when).every(([field, value]) => config[field] === value) ? need.fields : [];
  });
  const missing = fields.filter((field) => saysNothing(Object.hasOwn(config, field) ? config[field] : null));
  if (missing.length === 0) return null;
  const names = missing.map((field) => `\`${field}\``).join(' and ');
  return (
    `It needs ${names} in the configuration of plugin "${pluginId}". Unload the plugin, and load it with that \`config\`; ` +
    `of a new server, set it under \`pluginConfig.${pluginId}\`.`
  );
}

function saysNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === false || value === '' || isEmptyList(value);
}

function isEmptyList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0;
}
