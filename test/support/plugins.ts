import { type PluginDefinition, type ToolDefinition, definePlugin, z } from '../../src/plugins/contract.ts';

/** A plugin with what every definition must have. */
export function plugin(id: string, more: Partial<PluginDefinition> = {}): PluginDefinition {
  return definePlugin({
    id,
    name: id,
    version: '1.0.0',
    description: `Plugin ${id}.`,
    author: 'Test',
    ...more,
  });
}

/** A tool that answers its text. */
export function echo(name = 'echo', more: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name,
    description: 'Answers the text.',
    category: 'UTILITY',
    parameters: z.object({ text: z.string().describe('What to answer.') }),
    run: ({ text }: { text: string }) => ({ text }),
    ...more,
  };
}
