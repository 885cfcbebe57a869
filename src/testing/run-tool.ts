import { ArgumentCheck } from '../execution/argument-check.ts';
import type { Content, PluginDefinition } from '../plugins/contract.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { callInWorkspace } from './call-in-workspace.ts';
import { type RunOptions, find, openPlugin } from './open-plugin.ts';
import type { Told } from './recorder.ts';
import { settled } from './settled.ts';

/** A call that succeeded. */
export interface ToolRun<Value> extends Told {
  /** The structured result, as JSON. */
  value: Value;
  /** What a model is shown. */
  content: readonly Content[];
}

/**
 * Runs one tool of a definition as the server would: the arguments are checked, then parsed by the tool's own schema;
 * the result is checked against `returns`.
 * @throws whatever the tool throws, as it is; NotFound for another name; InvalidArguments with `issues`; PluginError
 * INVALID_PLUGIN | INVALID_CONFIG; DomainError RESULT_INVALID | RESULT_TOO_LARGE.
 */
export async function runTool<Value = any>(
  definition: PluginDefinition,
  toolName: string,
  args: JsonObject = {},
  options: RunOptions = {},
): Promise<ToolRun<Value>> {
  const plugin = await openPlugin(definition, options);
  const tools = new Map(plugin.description.tools.map((tool) => [tool.name, tool]));
  const tool = find('tool', tools, toolName);
  const check = new ArgumentCheck();
  check.checkArguments(tool, args);
  const { answer, told } = await callInWorkspace(plugin, options, (call) =>
    plugin.runtime.execute(toolName, args, call),
  );
  const { result, content } = settled(answer, (value) => check.checkResult(tool, value), told.artifacts);
  return { value: result as Value, content, ...told };
}
