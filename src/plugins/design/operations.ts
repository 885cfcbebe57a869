/** What can be done with a picture, as a caller writes it. */
import { z } from 'gathering/plugin';

const SIDE = 16_384;
const side = z.int().min(1).max(SIDE);
const offset = z.int().min(0).max(SIDE);
const shift = z.int().min(-SIDE).max(SIDE);
const margin = offset.default(0);
export const color = z
  .string()
  .regex(/^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/)
  .describe('`#rrggbb` or `#rrggbbaa`.');
const fraction = z.number().min(0).max(1);
const path = z.string().min(1).describe('A picture in the workspace, or `artifact:ID`.');
const text = z.string().min(1).max(2_000);
const fontSize = z.int().min(4).max(1_000).describe('Of the letters, in pixels.');

const resize = z.strictObject({
  type: z.literal('resize'),
  width: side.optional().describe('In pixels. Without it, as the height asks for.'),
  height: side.optional().describe('In pixels. Without it, as the width asks for.'),
  fit: z
    .enum(['cover', 'contain', 'fill', 'inside', 'outside'])
    .default('inside')
    .describe('As in CSS; `inside` keeps the proportions and all of the picture within the size.'),
});
const crop = z.strictObject({
  type: z.literal('crop'),
  left: offset,
  top: offset,
  width: side,
  height: side,
});
const rotate = z.strictObject({
  type: z.literal('rotate'),
  angle: z.number().min(-360).max(360).describe('In degrees, clockwise.'),
  background: color.default('#00000000').describe('Of the corners that come into being.'),
});
const flip = z.strictObject({
  type: z.literal('flip'),
  direction: z.enum(['horizontal', 'vertical']).describe('`horizontal` swaps left and right.'),
});
const blur = z.strictObject({ type: z.literal('blur'), sigma: z.number().min(0.3).max(100) });
const sharpen = z.strictObject({ type: z.literal('sharpen'), sigma: z.number().min(0.1).max(10).default(1) });
const grayscale = z.strictObject({ type: z.literal('grayscale') });
const tint = z.strictObject({ type: z.literal('tint'), color });
const modulate = z.strictObject({
  type: z.literal('modulate'),
  brightness: z.number().min(0).max(10).default(1).describe('A factor.'),
  saturation: z.number().min(0).max(10).default(1).describe('A factor.'),
  hue: z.int().min(-360).max(360).default(0).describe('Degrees to turn it by.'),
});
const composite = z.strictObject({
  type: z.literal('composite'),
  path,
  left: shift.default(0),
  top: shift.default(0),
  opacity: fraction.default(1),
  blend: z.enum(['over', 'multiply', 'screen', 'overlay', 'darken', 'lighten', 'difference']).default('over'),
});
const watermark = z.strictObject({
  type: z.literal('watermark'),
  text: text.optional().describe('This, or `path`.'),
  path: path.optional(),
  position: z
    .enum(['center', 'north', 'south', 'east', 'west', 'northeast', 'northwest', 'southeast', 'southwest'])
    .default('southeast'),
  opacity: fraction.default(0.5),
  color: color.default('#ffffff'),
  size: fontSize.default(24),
});
const write = z.strictObject({
  type: z.literal('text'),
  text,
  left: offset.default(0),
  top: offset.default(0),
  size: fontSize.default(24),
  color: color.default('#000000'),
});
const trim = z.strictObject({
  type: z.literal('trim'),
  threshold: z
    .number()
    .min(0)
    .max(255)
    .default(10)
    .describe('How far from the colour of the corner still is border.'),
});
const extend = z.strictObject({
  type: z.literal('extend'),
  ...{ top: margin, bottom: margin, left: margin, right: margin },
  background: color.default('#00000000'),
});
const format = z.strictObject({
  type: z.literal('format'),
  format: z.enum(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif']),
  quality: z.int().min(1).max(100).optional().describe('Of JPEG, WebP, AVIF and TIFF.'),
});

export const operation = z.discriminatedUnion('type', [
  ...([resize, crop, rotate, flip, blur, sharpen, grayscale, tint] as const),
  ...([modulate, composite, watermark, write, trim, extend, format] as const),
]);
export type Operation = z.output<typeof operation>;
