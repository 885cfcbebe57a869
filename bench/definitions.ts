/** Plugins of any size, modelled on tools that published MCP servers list. */
import type { JsonObject, PluginDefinition, ToolDefinition } from '../src/plugins/contract.ts';
import { TOOL_CATEGORIES } from '../src/registries/definitions.ts';
import listed from './fixtures/tools.json' with { type: 'json' };

/** As an MCP server answers to `tools/list`. */
interface ListedTool {
  /** The npm package of the server. */
  package: string;
  name: string;
  title?: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: Partial<
    Record<'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint', boolean>
  >;
}

const SAMPLES = listed as unknown as readonly ListedTool[];
/** A thousand tools have a hundred of each. */
export const CATEGORIES = TOOL_CATEGORIES.slice(0, 10);

/** A plugin whose tools do nothing. No two tools have the same text, so that nothing done for one serves another. */
export function pluginOf(id: string, tools: number): PluginDefinition {
  return {
    id,
    name: `Plugin ${id}`,
    version: '1.0.0',
    description: `Brings ${tools} tools.`,
    author: 'Benchmark',
    tools: Array.from({ length: tools }, (_, number) => toolOf(id, number)),
  };
}

function toolOf(pluginId: string, number: number): ToolDefinition {
  const sample = SAMPLES[number % SAMPLES.length]!;
  const name = `${pluginId}_${number}_${sample.name}`;
  const { annotations = {} } = sample;
  return {
    name,
    title: sample.title,
    description: ownText(`${sample.description}\n${name}`),
    category: CATEGORIES[number % CATEGORIES.length],
    tags: [`tag_${number % 20}`, sample.package],
    parameters: { ...sample.inputSchema, $comment: name },
    returns: sample.outputSchema && { ...sample.outputSchema, $comment: name },
    annotations: {
      readOnly: annotations.readOnlyHint,
      destructive: annotations.destructiveHint,
      idempotent: annotations.idempotentHint,
      openWorld: annotations.openWorldHint,
    },
    run: () => null,
  };
}

// A text that is put together would share its parts with a thousand others; one that was read does not.
function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** Bytes of a definition's own JSON. */
export function definitionBytes(tool: ToolDefinition): number {
  return Buffer.byteLength(JSON.stringify(tool));
}
