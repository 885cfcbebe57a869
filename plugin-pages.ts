/** `docs/plugins/ID.md`: every tool of a shipped plugin with a real call and its real answer, made by running it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginDefinition, ToolDefinition } from './src/plugins/contract.ts';
import { runTool } from './src/testing/index.ts';

/** What lies beside the code for those who try it. */
const DATA = 'examples/data';
/** Elements of a list that are shown. */
const SHOWN = 3;

export async function pluginPage(plugin: PluginDefinition): Promise<string> {
  const tools = await Promise.all((plugin.tools ?? []).map((tool) => toolSection(plugin, tool)));
  const head = [
    `# ${plugin.name}`,
    '',
    plugin.description,
    '',
    'Every call on this page was run in a clone of GatheRing, and the answer is what came of it; of long lists, the first elements.',
    'Descriptions of all arguments and results are in GraphiQL: `tool(name:) { parameters returns }`.',
    '',
  ];
  return [...head, ...tools].join('\n');
}

async function toolSection(plugin: PluginDefinition, tool: ToolDefinition): Promise<string> {
  const parts = [`## ${tool.name}`, '', tool.description, ''];
  for (const example of tool.examples ?? []) {
    const { value, content } = await runTool(plugin, tool.name, example.arguments, {
      files: exampleFiles(),
    });
    const [shown] = content;
    parts.push(`**${example.description}**`, '', ...block('graphql', call(tool.name, example.arguments)));
    if (shown?.type === 'text') parts.push('What a model is shown:', '', ...block('text', shown.text));
    parts.push('`result`:', '', ...block('json', JSON.stringify(shortened(value), null, 2)));
  }
  return parts.join('\n');
}

function call(tool: string, args: unknown): string {
  return [
    'mutation {',
    `  executeTool(input: { tool: "${tool}", arguments: ${literal(args)} }) {`,
    '    ... on Execution { status result error { code message } }',
    '    ... on Error { code message path }',
    '  }',
    '}',
  ].join('\n');
}

/** JSON as GraphQL writes it: names without quotes. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, part]) => `${name}: ${literal(part)}`);
  return `{ ${fields.join(', ')} }`;
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN).map(shortened);
    return value.length > SHOWN && typeof value[0] === 'object'
      ? [...shown, `… ${value.length - SHOWN} more`]
      : value.map(shortened);
  }
  if (typeof value === 'number') return Number(value.toPrecision(12));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]));
}

function exampleFiles(): Record<string, string> {
  const names = readdirSync(join(import.meta.dirname, DATA));
  return Object.fromEntries(
    names.map((name) => [`${DATA}/${name}`, readFileSync(join(import.meta.dirname, DATA, name), 'utf8')]),
  );
}

function block(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text, '```', ''];
}
