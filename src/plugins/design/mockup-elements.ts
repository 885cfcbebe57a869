/** A layout as a caller describes it: boxes in boxes. */
import { z } from 'gathering/plugin';
import { color } from './operations.ts';

const length = z.number().min(0).max(4_000);
const box = {
  width: length.optional().describe('In pixels. Default: as its content and its container ask for.'),
  height: length.optional().describe('In pixels.'),
  grow: z.number().min(0).max(100).default(0).describe('Its share of the room that is left.'),
};
const words = z.string().min(1).max(500);

const text = z.strictObject({
  type: z.literal('text'),
  text: words,
  size: z.int().min(8).max(120).default(16).describe('Of the letters, in pixels.'),
  color: color.default('#1f2937'),
  ...box,
});
const button = z.strictObject({
  type: z.literal('button'),
  text: words,
  primary: z.boolean().default(true),
  ...box,
});
const input = z.strictObject({
  type: z.literal('input'),
  label: words.optional(),
  placeholder: words.optional(),
  ...box,
});
const image = z.strictObject({ type: z.literal('image'), label: words.optional(), ...box });
const nav = z.strictObject({
  type: z.literal('nav'),
  title: words.optional(),
  items: z.array(words).max(12).default([]),
  ...box,
});
const holder = {
  type: z.enum(['row', 'column', 'box']),
  gap: length.default(12).describe('Between its children, in pixels.'),
  padding: length.default(0).describe('Around its children, in pixels.'),
  align: z.enum(['start', 'center', 'end', 'stretch']).default('stretch').describe('Across its direction.'),
  justify: z.enum(['start', 'center', 'end', 'between']).default('start').describe('Along its direction.'),
  background: color.optional(),
  border: z.boolean().default(false),
  ...box,
};
const leaf = z.discriminatedUnion('type', [text, button, input, image, nav]);
const bare = z.strictObject(holder);

export type Leaf = z.output<typeof leaf>;
export type Container = z.output<typeof bare> & { children: Element[] };
export type Element = Leaf | Container;

export const element: z.ZodType<Element> = z.lazy(() => z.union([container, leaf]));
const container: z.ZodType<Container> = bare.extend({ children: z.array(element).max(100).default([]) });
