/** A page of docs/plugins/: every tool of a shipped plugin, with real calls and what came of them. */
import type { JsonObject, PluginDefinition, ToolDefinition } from '../../../src/plugins/contract.ts';

/** Elements of a list, and characters of a text, that are shown. */
const SHOWN = 3;
const SHOWN_TEXT = 400;

export interface Answered {
  arguments: JsonObject;
  status: string;
  result: unknown;
  /** What a model is shown. */
  text: string | null;
  error: unknown;
}

export type Call = (tool: string, args: JsonObject) => Promise<Answered>;

export async function pluginPage(plugin: PluginDefinition<any>, call: Call): Promise<string> {
  const parts = [`# ${plugin.name}`, plugin.description, ...HEAD];
  for (const tool of plugin.tools ?? []) parts.push(...(await toolSection(tool, call)));
  return `${parts.join('\n\n')}\n`;
}

const HEAD = [
  'Every call on this page was run, one after the other, in a workspace with a small git repository and the files of\n' +
    '`examples/data`, and the answer is what came of it. Of long lists and texts the beginning is shown; times, hashes, ids and\n' +
    'durations, which differ from run to run, are replaced by fixed ones. Tools that ask a service elsewhere asked a server that\n' +
    'speaks as it does: its prices, pictures and words are made up. Arguments and results are described in GraphiQL.',
];

async function toolSection(tool: ToolDefinition, call: Call): Promise<string[]> {
  const parts = [`## ${tool.name}`, tool.description];
  for (const example of tool.examples ?? []) {
    const answer = await call(tool.name, example.arguments);
    if (answer.status !== 'SUCCEEDED') throw new Error(`${tool.name}: ${JSON.stringify(answer)}`);
    parts.push(`**${example.description}**`, block('graphql', operation(tool.name, answer.arguments)));
    parts.push('`result`:', block('json', JSON.stringify(shortened(answer.result), null, 2)));
    if (answer.text !== null) parts.push('What a model is shown:', block('text', cut(answer.text)));
  }
  return parts;
}

function operation(tool: string, args: unknown): string {
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
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'number') return Number(value.toPrecision(12));
  if (Array.isArray(value)) {
    const isLong = value.length > SHOWN && typeof value[0] === 'object';
    if (!isLong) return value.map(shortened);
    return [...value.slice(0, SHOWN).map(shortened), `… ${value.length - SHOWN} more`];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]));
}

function cut(text: string): string {
  return text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text;
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
