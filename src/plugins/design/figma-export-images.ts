import { defineTool, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import { lookUp } from '../core/http/lookup.ts';
import { ask } from '../core/http/request.ts';
import { targetOf } from '../core/http/target.ts';
import type { Config } from './config.ts';
import { artifactShape, keep } from './edit-image.ts';
import { askFigma, file, idsOf, nodeId } from './figma/api.ts';
import { askPictures, LIMITS } from './picture-worker.ts';

const MAX_BYTES = 64 * 1024 * 1024;

const image = z.strictObject({
  nodeId: z.string(),
  artifact: artifactShape.nullable().describe('The picture; null where it could not be had.'),
  width: z.int().nullable().describe('In pixels, of png and jpg.'),
  height: z.int().nullable().describe('In pixels, of png and jpg.'),
  problem: z.string().nullable().describe('Why there is none.'),
});
type Exported = z.output<typeof image>;

export const figmaExportImages = defineTool({
  name: 'figma_export_images',
  title: 'Figma images',
  description:
    'Has Figma draw nodes of a file, and keeps the pictures as artifacts. A node that cannot be drawn is told, the others are kept.',
  category: 'IMAGE',
  tags: ['figma', 'design', 'image', 'export'],
  requiredCompetencies: ['ui_design'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
  parameters: z.strictObject({
    file,
    nodeIds: z.array(nodeId).min(1).max(50).describe('What to draw: `id` as figma_get_file tells it.'),
    format: z.enum(['png', 'jpg', 'svg', 'pdf']).default('png').describe('Of the pictures.'),
    scale: z
      .number()
      .min(0.01)
      .max(4)
      .default(1)
      .describe('How many pixels one of the file becomes; png and jpg alone.'),
  }),
  returns: z.strictObject({
    images: z.array(image).describe('In the order that was asked for.'),
  }),
  examples: [
    {
      description: 'A frame, twice as large',
      arguments: { file: 'abcdefghij0123456789', nodeIds: ['1:2'], scale: 2 },
    },
  ],
  limits: { ...LIMITS, timeoutMs: 180_000 },
  needs: { jail: true, config: ['figmaToken'] },
  effects: (args) => [
    `Reads the Figma file "${args.file.slice(0, 200)}", and keeps ${args.nodeIds.length} pictures as artifacts.`,
  ],
  async run({ file, nodeIds, format, scale }, toolContext) {
    const context = toolContext as ToolContext<Config>;
    const query = {
      ids: idsOf(nodeIds),
      format,
      scale: format === 'png' || format === 'jpg' ? String(scale) : undefined,
    };
    const said = await askFigma(context, (key) => `/v1/images/${key}`, file, query);
    if (said.err)
      throw new ToolError('Figma could not draw these nodes. Ask for others, or for fewer.', {
        path: ['nodeIds'],
      });
    const images: Exported[] = [];
    for (const id of [...new Set(nodeIds.map((one) => one.replaceAll('-', ':')))]) {
      context.progress(images.length / nodeIds.length, id);
      images.push(await exported(id, said.images?.[id], format, context));
    }
    const media = images.flatMap(({ artifact }) => (artifact ? [{ type: 'media' as const, artifact }] : []));
    const text = images
      .map(({ nodeId, artifact, problem }) => `${nodeId}: ${artifact?.uri ?? problem}`)
      .join('\n');
    return toolResult({ images }, [{ type: 'text', text }, ...media]);
  },
});

async function exported(
  nodeId: string,
  url: unknown,
  format: string,
  context: ToolContext<Config>,
): Promise<Exported> {
  const nothing = { nodeId, artifact: null, width: null, height: null };
  if (typeof url !== 'string')
    return {
      ...nothing,
      problem: 'Figma could not draw it: there is no such node, or nothing of it is seen.',
    };
  try {
    const data = await download(url, context);
    const size =
      format === 'png' || format === 'jpg' ? await sizeOf(data, context) : { width: null, height: null };
    const artifact = await keep(context, `${nodeId.replaceAll(/[^\w]+/g, '-')}.${format}`, data);
    return { nodeId, artifact, ...size, problem: null };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ToolError)) throw error;
    return { ...nothing, problem: error.message };
  }
}

/** It lies on another host, which gets no token; a public one, unless Figma itself is configured to be elsewhere. */
async function download(address: string, { config, signal }: ToolContext<Config>): Promise<Buffer> {
  const allowHosts = config.figmaUrl === undefined ? [] : [new URL(config.figmaUrl).host];
  const asked = { url: targetOf(address), method: 'GET', headers: {}, body: null };
  const { status, data } = await ask(
    asked,
    { maxBytes: MAX_BYTES, maxRedirects: 0 },
    { lookup: lookUp, allowHosts, signal },
  );
  if (status === 200) return data;
  throw new ToolError(`The picture could not be fetched (${status}). Try again.`, { retryable: true });
}

async function sizeOf(
  data: Buffer,
  context: ToolContext<Config>,
): Promise<{ width: number; height: number }> {
  const { value } = await askPictures<{ width: number; height: number }>(context, { job: 'info' }, [data]);
  return { width: value.width, height: value.height };
}
