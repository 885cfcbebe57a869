import { ArgumentCheck } from '../execution/argument-check.ts';
import type { PluginDefinition } from '../plugins/contract.ts';
import { describePlugin } from '../plugins/describe.ts';
import type { PluginDescription } from '../plugins/runtime.ts';
import type { FileHandlerRecord, ToolExample, ToolRecord } from '../registries/definitions.ts';
import { InvalidArguments, PluginError } from '../registries/errors.ts';

/**
 * Checks a whole definition without running any of it: its form, its names, every schema, and that the examples fit
 * the schemas.
 * @throws PluginError INVALID_PLUGIN that names the first thing that is wrong, with `path` into the definition.
 */
export function checkPlugin(definition: PluginDefinition): void {
  const [problem] = checkDefinitions(describePlugin(definition));
  if (problem) throw problem;
}

/** All that is wrong with the schemas and examples of a plugin, and with file handlers that nothing leads to. */
export function checkDefinitions({ tools, fileHandlers }: PluginDescription): PluginError[] {
  const check = new ArgumentCheck();
  return [
    ...tools.flatMap((tool, i) => problemsOfTool(check, tool, i)),
    ...fileHandlers.flatMap(problemsOfHandler),
  ];
}

function problemsOfTool(check: ArgumentCheck, tool: ToolRecord, i: number): PluginError[] {
  try {
    check.checkSchemas(tool);
  } catch (error) {
    if (error instanceof PluginError) return [error];
    throw error;
  }
  return (JSON.parse(tool.examples) as ToolExample[]).flatMap((example, j) => {
    const problem = problemOf(check, tool, example);
    return problem ? [unfit(tool, ['tools', i, 'examples', j, problem.field], problem.message)] : [];
  });
}

function problemsOfHandler(handler: FileHandlerRecord, i: number): PluginError[] {
  const { id, pluginId, operations, extensions, mimeTypes, magic } = handler;
  const lacks =
    operations.length === 0
      ? 'does nothing: give it `inspect`, `text` or `preview`'
      : extensions.length + mimeTypes.length + magic.length === 0
        ? 'gets no file: give it `extensions`, `mimeTypes` or `magic`'
        : null;
  if (lacks === null) return [];
  const path = ['fileHandlers', String(i)];
  return [new PluginError('INVALID_PLUGIN', pluginId, `The file handler "${id}" ${lacks}.`, { path })];
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
