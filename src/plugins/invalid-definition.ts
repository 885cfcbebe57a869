import { PluginError } from '../registries/errors.ts';

/** Into a definition. */
export type Path = readonly (string | number)[];

/** What is wrong with a definition, and where. */
export function invalid(id: string, path: Path, message: string): PluginError {
  const where = path.length > 0 ? `\`${path.join('.')}\` ` : '';
  const text = `The definition of plugin "${id}" is not valid: ${where}${message}.`;
  return new PluginError('INVALID_PLUGIN', id, text, { path: path.map(String) });
}
