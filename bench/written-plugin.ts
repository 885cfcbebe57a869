/** Plugins as authors write them: modules in a directory. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Written {
  id: string;
  /** How many tools; each answers the number that it is given, plus `adds`. */
  tools?: number;
  adds?: number;
  version?: string;
  /** Id of a plugin that it requires. */
  requires?: string | undefined;
  /** Milliseconds for which its onLoad waits, as for a connection. */
  onLoadMs?: number;
}

/** The name of one of its tools. */
export function writtenTool(id: string, number = 0): string {
  return `${id}_${number}`;
}

/** Writes the module, or writes it anew; where it lies. */
export function writePlugin(folder: string, written: Written): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${written.id}.ts`);
  writeFileSync(path, textOf(written));
  return path;
}

function textOf({ id, tools = 1, adds = 0, version = '1.0.0', requires, onLoadMs }: Written): string {
  const toolTexts = Array.from({ length: tools }, (_, number) => toolText(writtenTool(id, number), adds));
  return `import { definePlugin, defineTool, z } from 'gathering/plugin';

export default definePlugin({
  id: '${id}',
  name: 'Plugin ${id}',
  version: '${version}',
  description: 'Brings ${tools} tools.',
  author: 'Benchmark',
  ${requires === undefined ? '' : `requires: { '${requires}': '^1.0.0' },`}
  tools: [${toolTexts.join(', ')}],
  ${onLoadMs === undefined ? '' : `onLoad: () => new Promise((resolve) => setTimeout(resolve, ${onLoadMs})),`}
});
`;
}

function toolText(name: string, adds: number): string {
  return `defineTool({
    name: '${name}',
    description: 'Answers the number that it is given, plus ${adds}.',
    parameters: z.object({ number: z.number().describe('Any number.') }),
    returns: z.number(),
    run: ({ number }) => number + ${adds},
  })`;
}
