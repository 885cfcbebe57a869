import { defineTool, toolResult, z } from 'gathering/plugin';
import { artifactShape, keep, picturePath } from './edit-image.ts';
import { LIMITS, askPictures, readPicture } from './picture-worker.ts';

interface Difference {
  width: number;
  height: number;
  differingPixels: number;
  share: number;
  ssim: number | null;
}

export const compareImages = defineTool({
  name: 'compare_images',
  title: 'Compare images',
  description:
    'Compares two pictures of the same size: how many pixels differ to the eye (pixelmatch, which leaves out smooth edges), and how ' +
    'alike they look (SSIM). A picture that shows the differences in red is kept as an artifact. Of animations the first frame counts.',
  category: 'IMAGE',
  tags: ['image', 'difference', 'ssim', 'test'],
  requiredCompetencies: ['image_editing'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: picturePath,
    otherPath: picturePath,
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('How much a pixel may differ: 0 takes every difference, 1 none.'),
  }),
  returns: z.strictObject({
    width: z.int().describe('Of both, in pixels.'),
    height: z.int().describe('Of both, in pixels.'),
    differingPixels: z.int().describe('How many differ by more than the threshold.'),
    share: z.number().describe('Of all pixels, from 0 to 1.'),
    ssim: z
      .number()
      .nullable()
      .describe('Structural similarity (Wang et al. 2004): 1 for the same; null below 11 pixels a side.'),
    difference: artifactShape.describe('A picture of the differences.'),
  }),
  examples: [
    {
      description: 'Did a screen change?',
      arguments: { path: 'examples/data/before.png', otherPath: 'examples/data/after.png' },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ path, otherPath }) => [
    `Reads "${path}" and "${otherPath}".`,
    'Keeps a picture as an artifact.',
  ],
  async run({ path, otherPath, threshold }, context) {
    const pictures = [
      await readPicture(context, path, ['path']),
      await readPicture(context, otherPath, ['otherPath']),
    ];
    const { value, data } = await askPictures<Difference>(context, { job: 'compare', threshold }, pictures);
    const difference = await keep(context, 'difference.png', data);
    const { differingPixels, share, ssim } = value;
    const alike = ssim === null ? '' : ` SSIM ${ssim.toFixed(4)}.`;
    return toolResult({ ...value, difference }, [
      { type: 'text', text: `${differingPixels} pixels differ (${(share * 100).toFixed(2)} %).${alike}` },
      { type: 'media', artifact: difference },
    ]);
  },
});
