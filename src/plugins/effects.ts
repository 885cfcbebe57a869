/** What a tool says that a call would do. Without zod: the process of a plugin rarely needs it. */
import { PluginError } from '../registries/errors.ts';

/** Effects that one call may declare, and characters of each. */
export const MAX_EFFECTS = 100;
export const MAX_EFFECT_LENGTH = 1_000;

/** Effects as a plugin's code gave them; null where it gave none. @throws PluginError INVALID_PLUGIN for anything else. */
export function checkEffects(pluginId: string, tool: string, effects: unknown): readonly string[] | null {
  if (effects === null || effects === undefined) return null;
  const isEffect = (one: unknown) => typeof one === 'string' && one.length <= MAX_EFFECT_LENGTH;
  if (Array.isArray(effects) && effects.length <= MAX_EFFECTS && effects.every(isEffect)) return effects;
  const wanted = `a list of at most ${MAX_EFFECTS} texts, each of at most ${MAX_EFFECT_LENGTH} characters`;
  const message = `\`effects\` of tool "${tool}" must give ${wanted}. Its plugin "${pluginId}" must be mended.`;
  throw new PluginError('INVALID_PLUGIN', pluginId, message, { path: ['tools', tool, 'effects'] });
}
