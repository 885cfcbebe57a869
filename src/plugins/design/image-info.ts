import { defineTool, toolResult, z } from 'gathering/plugin';
import { picturePath } from './edit-image.ts';
import { LIMITS, askPictures, readPicture } from './picture-worker.ts';

const facts = z.strictObject({
  format: z.string().describe('By content: `jpeg`, `png`, `webp`, `avif`, `tiff`, `gif` or `svg`.'),
  width: z.int().describe('In pixels, as it is seen: turned as its camera says.'),
  height: z.int().describe('In pixels, as it is seen.'),
  channels: z.int().describe('Values of a pixel, alpha included.'),
  hasAlpha: z.boolean().describe('Does it have a channel of transparency?'),
  isOpaque: z.boolean().describe('Is no pixel transparent?'),
  colorSpace: z.string().describe('As libvips calls it: `srgb`, `b-w`, `cmyk` …'),
  bitDepth: z.string().describe('Type of a value: `uchar` has 8 bits, `ushort` 16.'),
  density: z.number().nullable().describe('Pixels per inch; null where it says none.'),
  orientation: z.int().describe('As EXIF numbers it: 1 is upright.'),
  pages: z.int().describe('Frames or pages.'),
  hasColorProfile: z.boolean().describe('Does it bring an ICC profile?'),
  dominantColor: z.string().describe('`#rrggbb`, the most frequent colour of a coarse histogram.'),
  exif: z.json().describe('What its camera wrote, grouped as EXIF groups it; null where there is nothing.'),
});

export const imageInfo = defineTool({
  name: 'image_info',
  title: 'Facts about an image',
  description: 'Tells what a picture is, by its content: format, size, colours, transparency, frames, EXIF.',
  category: 'IMAGE',
  tags: ['image', 'metadata', 'exif'],
  requiredCompetencies: ['image_editing'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({ path: picturePath }),
  returns: facts,
  examples: [{ description: 'Look at a photo', arguments: { path: 'examples/data/photo.jpg' } }],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ path }) => [`Reads "${path}".`],
  async run({ path }, context) {
    const bytes = await readPicture(context, path, ['path']);
    const { value } = await askPictures<z.output<typeof facts>>(context, { job: 'info' }, [bytes]);
    const { format, width, height, colorSpace, hasAlpha } = value;
    return toolResult(
      value,
      `${format}, ${width} × ${height} pixels, ${colorSpace}${hasAlpha ? ' with alpha' : ''}.`,
    );
  },
});
