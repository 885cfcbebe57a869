import sharp from 'sharp';
import { type TestContext, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { editImage } from '../../../src/plugins/design/edit-image.ts';
import { BLUE, GREEN, type Pixel, RED, WHITE, png, rowsOf, studio } from './pictures.ts';

const ROWS = [
  [RED, GREEN],
  [BLUE, WHITE],
];

async function edited(
  test: TestContext,
  operations: JsonObject[],
  rows: readonly (readonly Pixel[])[] = ROWS,
) {
  const { run, kept } = await studio(test, { 'a.png': await png(rows) });
  const value = await run(editImage, { path: 'a.png', operations });
  return { value, rows: await rowsOf(kept[0]!) };
}

describe('edit_image against known pixels', () => {
  it.for<[string, JsonObject[], Pixel[][]]>([
    ['crops', [{ type: 'crop', left: 1, top: 0, width: 1, height: 2 }], [[GREEN], [WHITE]]],
    [
      'turns clockwise',
      [{ type: 'rotate', angle: 90 }],
      [
        [BLUE, RED],
        [WHITE, GREEN],
      ],
    ],
    [
      'swaps left and right',
      [{ type: 'flip', direction: 'horizontal' }],
      [
        [GREEN, RED],
        [WHITE, BLUE],
      ],
    ],
    [
      'swaps top and bottom',
      [{ type: 'flip', direction: 'vertical' }],
      [
        [BLUE, WHITE],
        [RED, GREEN],
      ],
    ],
    [
      'extends',
      [{ type: 'extend', right: 1, background: '#0000ff' }],
      [
        [RED, GREEN, BLUE],
        [BLUE, WHITE, BLUE],
      ],
    ],
  ])('%s', async ([, operations, expected], test) => {
    expect((await edited(test, operations)).rows).toEqual(expected);
  });

  it('applies operations in the order given, also where sharp would change it', async (test) => {
    const flip = { type: 'rotate', angle: 90 };
    const crop = { type: 'crop', left: 0, top: 0, width: 1, height: 1 };
    expect((await edited(test, [flip, crop])).rows).toEqual([[BLUE]]);
    expect((await edited(test, [crop, flip])).rows).toEqual([[RED]]);
    const extend = { type: 'extend', left: 2, background: '#00ff00' };
    expect((await edited(test, [extend, crop])).rows).toEqual([[GREEN]]);
  });

  it('makes gray, by the luminance of Rec. 709, which sRGB has', async (test) => {
    const { rows } = await edited(test, [{ type: 'grayscale' }], [[WHITE, RED]]);
    expect(rows[0]![0]).toEqual(WHITE);
    const [r, g, b] = rows[0]![1]!;
    expect(r === g && g === b).toBe(true);
    expect(Math.abs(r - 127)).toBeLessThanOrEqual(2);
  });

  it('keeps the proportions by default, and covers where it is told to', async (test) => {
    const wide = [Array<Pixel>(8).fill(RED), Array<Pixel>(8).fill(RED)];
    expect((await edited(test, [{ type: 'resize', width: 4, height: 4 }], wide)).value).toMatchObject({
      width: 4,
      height: 1,
    });
    const cover = { type: 'resize', width: 2, height: 2, fit: 'cover' };
    expect((await edited(test, [cover], wide)).value).toMatchObject({ width: 2, height: 2 });
  });

  it('trims a border', async (test) => {
    // Three pixels wide: libvips takes less for noise.
    const [row, red] = [Array<Pixel>(7).fill(WHITE), Array<Pixel>(3).fill(RED)];
    const marked = [WHITE, WHITE, ...red, WHITE, WHITE];
    const { rows } = await edited(test, [{ type: 'trim' }], [row, row, marked, marked, marked, row, row]);
    expect(rows).toEqual([red, red, red]);
  });

  it('lays a picture over another, as opaque as it is told', async (test) => {
    const { run, kept } = await studio(test, { 'a.png': await png(ROWS), 'b.png': await png([[BLUE]]) });
    const over = { type: 'composite', path: 'b.png', left: 1, top: 1, opacity: 0.5 };
    await run(editImage, { path: 'a.png', operations: [over] });
    const [[first], [, last]] = (await rowsOf(kept[0]!)) as [[Pixel], [Pixel, Pixel]];
    expect(first).toEqual(RED);
    expect(last[2]).toBe(255);
    expect(Math.abs(last[0] - 127)).toBeLessThanOrEqual(1);
  });

  it.for(['text', 'watermark'])('draws %s, whatever markup is in it', async (type, test) => {
    const white = Array.from({ length: 40 }, () => Array<Pixel>(120).fill(WHITE));
    const { rows } = await edited(test, [{ type, text: '<b>&Hi', color: '#ff0000', size: 20 }], white);
    expect(rows.flat().filter(([, g]) => g < 200).length).toBeGreaterThan(20);
  });

  it.for<JsonObject>([
    { type: 'blur', sigma: 2 },
    { type: 'sharpen' },
    { type: 'tint', color: '#ff0000' },
    { type: 'modulate', brightness: 0.5 },
  ])('changes pixels by $type', async (operation, test) => {
    const stripes = Array.from({ length: 8 }, () => [
      ...Array<Pixel>(4).fill([90, 90, 90]),
      ...Array<Pixel>(4).fill([160, 160, 160]),
    ]);
    const { rows } = await edited(test, [operation], stripes);
    expect(rows).not.toEqual(stripes);
    expect(rows).toHaveLength(8);
  });

  it.for(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'])(
    'writes %s, also into the workspace',
    async (format, test) => {
      const { run, read } = await studio(test, { 'a.png': await png(ROWS) });
      const value = await run(editImage, {
        path: 'a.png',
        operations: [{ type: 'format', format }],
        output: 'out',
      });
      expect(value).toMatchObject({ format, width: 2, height: 2, output: 'out' });
      const { format: found } = await sharp(await read('out')).metadata();
      expect(found).toBe(format === 'avif' ? 'heif' : format);
    },
  );

  it.for([
    ['out.jpg', [], 'jpeg'],
    ['out.WEBP', [], 'webp'],
    ['out', [], 'png'],
    ['out.jpg', [{ type: 'format', format: 'gif' }], 'gif'],
  ] as const)(
    'the ending of %s says the format where %j does not: %s',
    async ([output, more, format], test) => {
      const { run, read } = await studio(test, { 'a.png': await png(ROWS) });
      const operations = [{ type: 'grayscale' }, ...more];
      expect(await run(editImage, { path: 'a.png', operations, output })).toMatchObject({ format });
      expect((await sharp(await read(output)).metadata()).format).toBe(format);
    },
  );
});
