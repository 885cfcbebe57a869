import { ArgumentCheck } from '../execution/argument-check.ts';
import type { PluginDefinition } from '../plugins/contract.ts';
import { describePlugin } from '../plugins/describe.ts';
import type { ToolExample, ToolRecord } from '../registries/definitions.ts';
import { InvalidArguments, PluginError } from '../registries/errors.ts';

/**
 * Checks a whole definition without running any of it: its form, its names, every schema, and that the examples fit
 * the schemas.
 * @throws PluginError INVALID_PLUGIN that names the first thing that is wrong, with `path` into the definition.
 */
export function checkPlugin(definition: PluginDefinition): void {
  const { tools } = describePlugin(definition);
  const check = new ArgumentCheck();
  for (const [i, tool] of tools.entries()) {
    check.checkSchemas(tool);
    for (const [j, example] of (JSON.parse(tool.examples) as ToolExample[]).entries()) {
      const problem = problemOf(check, tool, example);
      if (problem) throw unfit(tool, ['tools', i, 'examples', j, problem.field], problem.message);
    }
  }
}

function problemOf(
  check: ArgumentCheck,
  tool: ToolRecord,
  example: ToolExample,
): { field: string; message: string } | null {
  try {
    check.checkArguments(tool, example.arguments);
  } catch (error) {
    if (!(error instanceof InvalidArguments)) throw error;
    return { field: 'arguments', message: error.message };
  }
  if (example.result === undefined) return null;
  const message = check.checkResult(tool, example.result);
  return message === null ? null : { field: 'result', message: `It does not fit \`returns\`: ${message}.` };
}

function unfit(
  { name, pluginId }: ToolRecord,
  place: readonly (string | number)[],
  what: string,
): PluginError {
  const path = place.map(String);
  const message = `An example of tool "${name}" of plugin "${pluginId}" is wrong: \`${path.join('.')}\`: ${what}`;
  return new PluginError('INVALID_PLUGIN', pluginId, message, { path });
}
