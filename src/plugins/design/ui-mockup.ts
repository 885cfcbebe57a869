import { ToolError, defineTool, toolResult, z } from 'gathering/plugin';
import { artifactShape, keep } from './edit-image.ts';
import { type Element, element } from './mockup-elements.ts';
import { LIMITS, askPictures } from './picture-worker.ts';

const MAX_ELEMENTS = 500;
const MAX_DEPTH = 20;
const side = z.int().min(64).max(4_000);

export const createUiMockup = defineTool({
  name: 'create_ui_mockup',
  title: 'Create UI mockup',
  description:
    'Draws a wireframe of a user interface as SVG and PNG, from boxes in boxes: `row`, `column` and `box` hold `children`, laid out as ' +
    'CSS flexbox does (Yoga); in them are `text`, `button`, `input`, `image` (a placeholder) and `nav`.',
  category: 'IMAGE',
  tags: ['wireframe', 'ui', 'design', 'svg'],
  requiredCompetencies: ['wireframing'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    layout: element.describe('The page: usually a `column`.'),
    width: side.default(800).describe('Of the page, in pixels.'),
    height: side.default(600).describe('Of the page, in pixels.'),
  }),
  returns: z.strictObject({
    svg: artifactShape.describe('The drawing, to be scaled and edited.'),
    png: artifactShape.describe('The picture of it.'),
    elements: z.int().describe('How many there are, containers included.'),
    overflowing: z.int().describe('How many of them do not lie within the page as a whole.'),
  }),
  examples: [
    {
      description: 'A page to sign in',
      arguments: {
        width: 480,
        height: 400,
        layout: {
          type: 'column',
          children: [
            { type: 'nav', title: 'Acme', items: ['Home', 'Help'] },
            {
              type: 'column',
              padding: 24,
              children: [
                { type: 'text', text: 'Sign in', size: 28 },
                { type: 'input', label: 'E-mail', placeholder: 'ann@example.org' },
                { type: 'input', label: 'Password' },
                { type: 'row', justify: 'end', children: [{ type: 'button', text: 'Go' }] },
              ],
            },
          ],
        },
      },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ['Keeps two pictures as artifacts.'],
  async run({ layout, width, height }, context) {
    const elements = counted(layout, 1);
    if (elements > MAX_ELEMENTS)
      throw new ToolError(`The layout has ${elements} elements; at most ${MAX_ELEMENTS} are drawn.`, {
        path: ['layout'],
      });
    const [{ layOut }, { drawSvg }] = await Promise.all([
      import('./mockup-layout.ts'),
      import('./mockup-svg.ts'),
    ]);
    const parts = layOut(layout, width, height);
    const svg = Buffer.from(drawSvg(parts, width, height));
    const asPng = { job: 'edit', operations: [{ type: 'format', format: 'png' }] };
    const { data } = await askPictures(context, asPng, [svg]);
    const value = {
      svg: await keep(context, 'mockup.svg', svg),
      png: await keep(context, 'mockup.png', data),
      elements,
      overflowing: parts.filter(
        (part) =>
          part.left < 0 ||
          part.top < 0 ||
          part.left + part.width > width + 0.5 ||
          part.top + part.height > height + 0.5,
      ).length,
    };
    const left =
      value.overflowing === 0 ? '' : ` ${value.overflowing} do not lie within the page: make it larger.`;
    return toolResult(value, [
      { type: 'text', text: `Drew ${elements} elements as ${value.svg.uri} and ${value.png.uri}.${left}` },
      { type: 'media', artifact: value.png },
    ]);
  },
});

function counted(one: Element, depth: number): number {
  if (depth > MAX_DEPTH)
    throw new ToolError(`The layout is nested more than ${MAX_DEPTH} deep.`, { path: ['layout'] });
  const inner = 'children' in one ? one.children : [];
  return inner.reduce((sum, child) => sum + counted(child, depth + 1), 1);
}
