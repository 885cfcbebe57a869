import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { element } from '../../../src/plugins/design/mockup-elements.ts';
import { layOut } from '../../../src/plugins/design/mockup-layout.ts';
import { createUiMockup } from '../../../src/plugins/design/ui-mockup.ts';
import { rowsOf, studio } from './pictures.ts';

const places = (layout: JsonObject, width: number, height: number) =>
  layOut(element.parse(layout), width, height).map(({ left, top, width: wide, height: high }) => [
    left,
    top,
    wide,
    high,
  ]);
const image = { type: 'image', width: 50, height: 20 };

describe('a mockup is laid out as CSS flexbox says', () => {
  it('children of a row share the room that is left', () => {
    const grow = { type: 'box', grow: 1 };
    expect(places({ type: 'row', gap: 10, padding: 5, children: [image, grow, grow] }, 200, 100)).toEqual([
      [0, 0, 200, 100],
      [5, 5, 50, 20],
      [65, 5, 60, 90],
      [135, 5, 60, 90],
    ]);
  });
  it('a column puts them one below the other, at its end where it is told to', () => {
    const column = { type: 'column', gap: 10, align: 'end', justify: 'end', children: [image, image] };
    expect(places(column, 100, 100).slice(1)).toEqual([
      [50, 50, 50, 20],
      [50, 80, 50, 20],
    ]);
  });
});

it('create_ui_mockup draws SVG and PNG, with the text of the caller escaped', async (test) => {
  const { run, kept } = await studio(test, {});
  const children: JsonObject[] = [
    { type: 'text', text: '</text><script>&"' },
    { type: 'box', height: 50, background: '#00ff00' },
  ];
  const value = await run(createUiMockup, { width: 100, height: 100, layout: { type: 'column', children } });
  expect(value).toMatchObject({ elements: 3, svg: { name: 'mockup.svg' }, png: { name: 'mockup.png' } });
  const svg = Buffer.from(kept[0]!).toString();
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('&lt;script&gt;&amp;');
  const rows = await rowsOf(kept[1]!);
  expect([rows.length, rows[0]!.length]).toEqual([100, 100]);
  expect(rows.flat().filter(([r, g, b]) => r === 0 && g === 255 && b === 0).length).toBeGreaterThan(2_000);
});

it('tells how many elements leave the page, and refuses too many or too deep ones', async (test) => {
  const { run, kept } = await studio(test, {});
  const big = { type: 'image', width: 300, height: 20 };
  const row = { type: 'row', children: [big, big] };
  expect((await run(createUiMockup, { width: 100, height: 100, layout: row })).overflowing).toBeGreaterThan(
    0,
  );
  const nested = (depth: number): JsonObject => ({
    type: 'box',
    children: depth > 0 ? [nested(depth - 1)] : [],
  });
  const before = kept.length;
  for (const layout of [
    nested(25),
    { type: 'box', children: Array(10).fill({ type: 'box', children: Array(60).fill(image) }) },
  ])
    await expect(run(createUiMockup, { layout })).rejects.toMatchObject({
      name: 'ToolError',
      path: ['layout'],
    });
  expect(kept).toHaveLength(before);
});
