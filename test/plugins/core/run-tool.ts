import {
  type JsonObject,
  type ToolContext,
  type ToolDefinition,
  ToolResult,
  type Workspace,
  type z,
} from '../../../src/plugins/contract.ts';
import { jailFor } from '../../../src/execution/jail/jail-for-call.ts';
import type { JailHost } from '../../../src/execution/jail/jail.ts';
import { noJail } from '../../../src/execution/jail/no-jail.ts';

/** Runs a tool as an engine would: arguments and result are checked by the tool's own schemas. Default: without a jail. */
export async function runTool<Result = any>(
  tool: ToolDefinition,
  args: JsonObject,
  workspace: Workspace,
  signal: AbortSignal = new AbortController().signal,
  host: JailHost = noJail,
  more: Partial<ToolContext> = {},
): Promise<{ value: Result; text: string | null }> {
  const parsed: unknown = (tool.parameters as z.ZodType).parse(args);
  const answer: unknown = await tool.run(parsed, { ...contextFor(workspace, signal, host), ...more });
  const value = answer instanceof ToolResult ? answer.value : answer;
  const [shown] = answer instanceof ToolResult ? answer.content : [];
  const checked = (tool.returns as z.ZodType).parse(JSON.parse(JSON.stringify(value)));
  return { value: checked as Result, text: shown?.type === 'text' ? shown.text : null };
}

export function contextFor(
  workspace: Workspace,
  signal = new AbortController().signal,
  host: JailHost = noJail,
): ToolContext {
  const log = { debug: noop, info: noop, warn: noop, error: noop };
  const artifact = () => Promise.reject(new Error('none here'));
  return {
    signal,
    progress: noop,
    output: noop,
    artifact,
    workspace,
    jail: jailFor(host, workspace, {
      signal,
      output: noop,
      usage: noop,
      limits: {},
      actor: { kind: 'USER', name: 'test' },
    }),
    config: {},
    secrets: {},
    log,
    agent: null,
  };
}

function noop(): void {}
