/** What single tools need of this machine: where it is missing, the tool is UNAVAILABLE and the others of its plugin run. */
import type { ToolRecord } from '../registries/definitions.ts';
import type { Surroundings } from './lifecycle.ts';
import { lackingPrograms } from './requirements.ts';
import type { PluginDescription } from './runtime.ts';

/** The description with the availability of each tool as this machine allows. */
export async function withNeeds(
  around: Pick<Surroundings, 'facts' | 'jail'>,
  description: PluginDescription,
): Promise<PluginDescription> {
  const tools = await Promise.all(
    description.tools.map(async (tool): Promise<ToolRecord> => {
      const reason = await reasonAgainst(around, description.needs[tool.name]);
      return reason === null ? tool : { ...tool, availability: 'UNAVAILABLE', unavailableReason: reason };
    }),
  );
  return { ...description, tools };
}

async function reasonAgainst(
  { facts, jail }: Pick<Surroundings, 'facts' | 'jail'>,
  needs: PluginDescription['needs'][string] | undefined,
): Promise<string | null> {
  if (!needs) return null;
  const lacking = await lackingPrograms(needs.programs ?? {}, facts);
  if (lacking.length > 0)
    return `It needs ${lacking.join(', ')} on the server's PATH. Install it, then reload the plugin.`;
  return needs.jail ? jail.problem() : null;
}
