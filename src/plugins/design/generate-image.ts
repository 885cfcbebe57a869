import { defineTool, type JsonObject, ToolError, toolResult, z } from 'gathering/plugin';
import { artifactShape, keep } from './edit-image.ts';
import { automatic1111 } from './generate/automatic1111.ts';
import { comfyui } from './generate/comfyui.ts';
import { openai } from './generate/openai.ts';
import type { Context, Picture, Provider } from './generate/provider.ts';
import { stability } from './generate/stability.ts';
import { askPictures, LIMITS } from './picture-worker.ts';

const PROVIDERS: Readonly<Record<string, Provider>> = { stability, openai, automatic1111, comfyui };
/** What each provider cannot do without. */
const WANTED = [
  { when: { imageProvider: 'stability' }, fields: ['imageApiKey'] },
  { when: { imageProvider: 'automatic1111' }, fields: ['imageUrl'] },
  { when: { imageProvider: 'comfyui' }, fields: ['imageUrl', 'imageModel'] },
];
const side = z.int().min(64).max(2048).default(512);

export const generateImage = defineTool({
  name: 'generate_image',
  title: 'Generate image',
  description:
    'Makes a picture from words, by the provider that the server is configured for: Stability AI, OpenAI or a server with an API ' +
    'like theirs, AUTOMATIC1111, or ComfyUI. Where that makes other sizes, the picture is scaled and its rims cut. The result is a PNG, an artifact.',
  category: 'IMAGE',
  tags: ['image', 'ai', 'generation', 'text-to-image'],
  requiredCompetencies: ['ai_image_generation'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
  parameters: z.strictObject({
    prompt: z.string().min(1).max(10_000).describe('What is to be seen, and in which manner.'),
    width: side.describe('In pixels.'),
    height: side.describe('In pixels.'),
    negativePrompt: z.string().max(10_000).default('').describe('What is not to be seen.'),
    seed: z
      .int()
      .min(0)
      .max(4_294_967_294)
      .optional()
      .describe('With the same seed, model and words, most providers make the same picture. Default: any.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('A path in the workspace to write it to, too, replacing what is there.'),
  }),
  returns: z.strictObject({
    artifact: artifactShape.describe('The picture, a PNG.'),
    width: z.int().describe('In pixels.'),
    height: z.int().describe('In pixels.'),
    madeWidth: z.int().describe('As the provider made it, before it was scaled.'),
    madeHeight: z.int().describe('As the provider made it.'),
    provider: z.string().describe('Who made it.'),
    model: z.string().nullable().describe('Which model, where that is known.'),
    seed: z.number().nullable().describe('The seed, where the provider tells it.'),
    revisedPrompt: z
      .string()
      .nullable()
      .describe('The words that the provider made of `prompt`, where it tells them.'),
    output: z.string().nullable().describe('Where it was written in the workspace; null where it was not.'),
  }),
  examples: [
    {
      description: 'A picture for the top of a page',
      arguments: { prompt: 'A lighthouse at dawn, in watercolour', width: 768, height: 512, seed: 7 },
    },
  ],
  limits: { ...LIMITS, timeoutMs: 300_000 },
  needs: { jail: true, config: ['imageProvider', ...WANTED] },
  effects: ({ prompt, output }) => [
    `Sends "${prompt.slice(0, 500)}" to the provider of pictures, which may cost money; keeps the picture as an artifact.`,
    ...(output === undefined ? [] : [`Writes "${output}", replacing what is there.`]),
  ],
  async run({ output, ...wish }, toolContext) {
    const context = toolContext as Context;
    const provider = context.config.imageProvider!;
    const picture = await PROVIDERS[provider]!({ ...wish, seed: wish.seed }, context);
    const { data, made } = await checked(picture, wish, context);
    if (output !== undefined) await context.workspace.write(output, data);
    const artifact = await keep(toolContext, 'generated.png', data);
    const { model, seed, revisedPrompt } = picture;
    const { width, height } = wish;
    const size = { width, height, madeWidth: made.width, madeHeight: made.height };
    const result = { artifact, ...size, provider, model, seed, revisedPrompt, output: output ?? null };
    const text = `Made ${artifact.uri}: ${width} × ${height} pixels, by ${provider}.`;
    return toolResult(result, [
      { type: 'text', text },
      { type: 'media', artifact },
    ]);
  },
});

interface Size {
  width: number;
  height: number;
}

/** What came is a stranger's: it is looked at, and made anew, in the jail. @throws ToolError where it is no picture. */
async function checked(
  { bytes }: Picture,
  { width, height }: Size,
  context: Context,
): Promise<{ data: Uint8Array; made: Size }> {
  try {
    const { value: made } = await askPictures<Size>(context, { job: 'info' }, [bytes]);
    const operations: JsonObject[] = [
      { type: 'resize', width, height, fit: 'cover' },
      { type: 'format', format: 'png' },
    ];
    const { data } = await askPictures(context, { job: 'edit', operations }, [bytes]);
    return { data, made: { width: made.width, height: made.height } };
  } catch (error) {
    if (!(error instanceof ToolError) || error.name !== 'ToolError' || error.path.length === 0) throw error;
    throw new ToolError('What the provider sent is no picture that can be read. Try again.', {
      retryable: true,
    });
  }
}
