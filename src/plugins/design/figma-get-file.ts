import { defineTool, toolResult, z } from 'gathering/plugin';
import { artifactShape, keep } from './edit-image.ts';
import { askFigma, file, idsOf, nodeId } from './figma/api.ts';
import { outline } from './figma/outline.ts';

const MAX_NODES = 500;
const part = z.strictObject({ key: z.string(), name: z.string(), description: z.string() });

export const figmaGetFile = defineTool({
  name: 'figma_get_file',
  title: 'Figma file',
  description:
    'Tells what a Figma file holds: its pages and layers with their sizes and texts, its components and styles. The whole answer of Figma is kept as an artifact, a JSON file.',
  category: 'IMAGE',
  tags: ['figma', 'design', 'ui'],
  requiredCompetencies: ['ui_design'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
  parameters: z.strictObject({
    file,
    nodeIds: z
      .array(nodeId)
      .min(1)
      .max(100)
      .optional()
      .describe('Only these nodes, and what is below and above them. Default: all.'),
    depth: z
      .int()
      .min(1)
      .max(20)
      .default(3)
      .describe('How far down: 1 are the pages alone, 2 also what lies on them, and so on.'),
  }),
  returns: z.strictObject({
    name: z.string().describe('Of the file.'),
    lastModified: z.string().describe('RFC 3339.'),
    version: z.string().describe('As Figma counts.'),
    nodes: z
      .array(
        z.strictObject({
          id: z.string().describe('What figma_export_images takes.'),
          name: z.string(),
          type: z.string().describe('CANVAS (a page), FRAME, TEXT, COMPONENT, INSTANCE …'),
          parentId: z.string().nullable().describe('What it lies in; null for a page.'),
          width: z.number().nullable().describe('In pixels.'),
          height: z.number().nullable().describe('In pixels.'),
          text: z.string().nullable().describe('What a text says, at most 500 characters.'),
        }),
      )
      .describe(`In the order of the document; at most ${MAX_NODES}.`),
    truncated: z
      .boolean()
      .describe('True when there are more nodes than that: ask for some, or for less depth.'),
    components: z.array(part).describe('What the file offers to be reused.'),
    styles: z.array(part).describe('Named colours, texts and effects.'),
    artifact: artifactShape.describe('The whole answer of Figma.'),
  }),
  examples: [
    {
      description: 'The pages of a file and what lies on them',
      arguments: { file: 'https://www.figma.com/design/abcdefghij0123456789/Shop', depth: 2 },
    },
  ],
  limits: { timeoutMs: 90_000 },
  needs: { config: ['figmaToken'] },
  effects: (args) => [`Reads the Figma file "${args.file.slice(0, 200)}"; changes nothing.`],
  async run(args, context) {
    const query = { depth: String(args.depth), ids: idsOf(args.nodeIds) };
    const said = await askFigma(context, (key) => `/v1/files/${key}`, args.file, query);
    const artifact = await keep(context, 'figma.json', Buffer.from(JSON.stringify(said)));
    const { nodes, truncated } = outline(said.document ?? {}, MAX_NODES);
    const name = String(said.name ?? '');
    return toolResult(
      {
        ...{ name, lastModified: String(said.lastModified ?? ''), version: String(said.version ?? '') },
        ...{ nodes, truncated, components: partsOf(said.components), styles: partsOf(said.styles), artifact },
      },
      [
        `${name}:`,
        ...nodes.map(
          (node) => `${node.id} ${node.type} "${node.name}"${node.text === null ? '' : `: ${node.text}`}`,
        ),
      ].join('\n'),
    );
  },
});

function partsOf(parts: Record<string, any> | undefined): z.output<typeof part>[] {
  return Object.values(parts ?? {})
    .slice(0, MAX_NODES)
    .map(({ key, name, description }) => ({
      ...{
        key: String(key ?? ''),
        name: String(name ?? ''),
        description: String(description ?? '').slice(0, 500),
      },
    }));
}
