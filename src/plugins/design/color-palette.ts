import { ToolError, defineTool, toolResult, z } from 'gathering/plugin';
import { picturePath } from './edit-image.ts';
import { HARMONIES, type Harmony } from './harmonies.ts';
import { LIMITS, askPictures, readPicture } from './picture-worker.ts';

/** Of the copy of a picture whose pixels are counted. */
const SIDE = 96;
const contrast = z.strictObject({
  ratio: z.number().describe('From 1 to 21, cut to two places.'),
  level: z
    .enum(['AAA', 'AA', 'AA-large', 'none'])
    .describe('What WCAG 2.2 takes it for, of text; `AA-large` only where it is large.'),
});
const swatch = z.strictObject({
  hex: z.string().describe('`#rrggbb`.'),
  share: z.number().nullable().describe('Of the pixels of the picture, from 0 to 1; null without a picture.'),
  lab: z
    .strictObject({
      l: z.number().describe('0 to 100.'),
      a: z.number().describe('Green to red.'),
      b: z.number().describe('Blue to yellow.'),
    })
    .describe('CIELAB, white D65.'),
  onWhite: contrast.describe('Contrast with white.'),
  onBlack: contrast.describe('Contrast with black.'),
});
const HARMONY_NAMES = [...(Object.keys(HARMONIES) as Harmony[]), 'monochromatic'] as const;

export const createColorPalette = defineTool({
  name: 'create_color_palette',
  title: 'Create colour palette',
  description:
    'Makes a palette, either of a picture (`path`: its main colours, by k-means in Oklab; transparent pixels are taken over white) or from a ' +
    'seed colour (`seed`, by `harmony` on the circle of hues of Oklch). Each colour comes with its CIELAB values and its WCAG ' +
    'contrast with white and black.',
  category: 'IMAGE',
  tags: ['color', 'palette', 'contrast', 'accessibility'],
  requiredCompetencies: ['color_theory'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: picturePath.optional(),
    count: z.int().min(1).max(16).default(5).describe('How many colours of a picture, at most.'),
    seed: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/)
      .optional()
      .describe('`#rrggbb`.'),
    harmony: z.enum(HARMONY_NAMES).default('complementary').describe('How the others relate to the seed.'),
  }),
  returns: z.strictObject({ colors: z.array(swatch).describe('Of a picture the most frequent first.') }),
  examples: [
    {
      description: 'Shades of gray',
      arguments: { seed: '#777777', harmony: 'complementary' },
    },
    {
      description: 'The main colours of a photo',
      arguments: { path: 'examples/data/photo.jpg', count: 4 },
    },
    { description: 'What goes with a blue', arguments: { seed: '#1f77b4', harmony: 'triadic' } },
  ],
  limits: LIMITS,
  effects: ({ path }) => (path === undefined ? [] : [`Reads "${path}".`]),
  async run({ path, count, seed, harmony }, context) {
    const { clustersOf, describeColor, harmonyOf } = await import('./colors.ts');
    if ((path === undefined) === (seed === undefined))
      throw new ToolError('A palette needs either `path` or `seed`.', {
        path: [path === undefined ? 'seed' : 'path'],
      });
    let found: { hex: string; share: number | null }[];
    if (path === undefined) found = harmonyOf(seed!, harmony).map((hex) => ({ hex, share: null }));
    else {
      const bytes = await readPicture(context, path, ['path']);
      const { data } = await askPictures(context, { job: 'pixels', side: SIDE }, [bytes]);
      found = clustersOf(data, count);
    }
    const colors = found.map(({ hex, share }) => ({ share, ...describeColor(hex) }));
    return toolResult({ colors }, colors.map(({ hex }) => hex).join(' '));
  },
});
