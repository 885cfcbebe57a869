import { z } from 'gathering/plugin';

const address = z.url({ protocol: /^https?$/ }).optional();

/** What those who run the server may choose; all of it may be left out. */
export const config = z.strictObject({
  imageProvider: z
    .enum(['stability', 'openai', 'automatic1111', 'comfyui'])
    .optional()
    .describe('Who makes pictures for `generate_image`; `openai` is any server with an API like theirs.'),
  imageUrl: address.describe(
    'Where that server is, such as `http://localhost:7860`. Stability and OpenAI need none.',
  ),
  imageModel: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The model that makes them. ComfyUI needs one: the file name of a checkpoint.'),
  imageApiKey: z
    .string()
    .min(1)
    .optional()
    .meta({ writeOnly: true })
    .describe('The key of that provider, if it wants one, as `{ "secret": NAME }`.'),
  figmaToken: z
    .string()
    .min(1)
    .optional()
    .meta({ writeOnly: true })
    .describe('A personal access token of Figma that may read files, as `{ "secret": NAME }`.'),
  figmaUrl: address.describe('Where the API of Figma is. Default: `https://api.figma.com`.'),
});

export type Config = z.output<typeof config>;
