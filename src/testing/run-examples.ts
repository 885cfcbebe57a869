import { isDeepStrictEqual } from 'node:util';
import { ArgumentCheck } from '../execution/argument-check.ts';
import type { JsonObject, ToolExample, ToolRecord } from '../registries/definitions.ts';
import { callInWorkspace } from './call-in-workspace.ts';
import type { OpenPlugin, RunOptions } from './open-plugin.ts';
import { settled } from './settled.ts';

/** Milliseconds an example may run where its tool does not say. */
const TIMEOUT_MS = 30_000;

/** Runs the examples of all tools, one after another; what went wrong, or came out otherwise than the author says. */
export async function runExamples(plugin: OpenPlugin, options: RunOptions): Promise<string[]> {
  const problems: string[] = [];
  for (const tool of plugin.description.tools) {
    for (const example of JSON.parse(tool.examples) as ToolExample[]) {
      const problem = await runExample(plugin, tool, example, options);
      if (problem !== null)
        problems.push(`Example "${example.description}" of tool "${tool.name}" ${problem}`);
    }
  }
  return problems;
}

async function runExample(
  plugin: OpenPlugin,
  tool: ToolRecord,
  example: ToolExample,
  options: RunOptions,
): Promise<string | null> {
  const timeoutMs = tool.limits.timeoutMs ?? TIMEOUT_MS;
  try {
    const result = await call(plugin, tool, example.arguments, {
      ...options,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (example.result === undefined || isDeepStrictEqual(result, example.result)) return null;
    return `answered ${JSON.stringify(result)}, not ${JSON.stringify(example.result)}.`;
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function call(
  plugin: OpenPlugin,
  tool: ToolRecord,
  args: JsonObject,
  options: RunOptions & { signal: AbortSignal },
): Promise<unknown> {
  const check = new ArgumentCheck();
  check.checkArguments(tool, args);
  const { promise: late, reject } = Promise.withResolvers<never>();
  options.signal.addEventListener('abort', () => reject(new Error('it did not finish in time')));
  const { answer, told } = await Promise.race([
    callInWorkspace(plugin, options, (context) => plugin.runtime.execute(tool.name, args, context)),
    late,
  ]);
  return settled(answer, (value) => check.checkResult(tool, value), told.artifacts).result;
}
