import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createColorPalette } from '../../../src/plugins/design/color-palette.ts';
import { clustersOf, contrastOf, describeColor, harmonyOf } from '../../../src/plugins/design/colors.ts';
import { BLUE, RED, WHITE, png, studio } from './pictures.ts';

describe('CIELAB (D65) of the primaries of sRGB, as Lindbloom publishes it', () => {
  it.for([
    ['#ff0000', 53.24, 80.09, 67.2],
    ['#00ff00', 87.73, -86.18, 83.18],
    ['#0000ff', 32.3, 79.19, -107.86],
    ['#ffffff', 100, 0, 0],
  ] as const)('%s', ([hex, l, a, b]) => {
    const { lab } = describeColor(hex);
    for (const [found, published] of [
      [lab.l, l],
      [lab.a, a],
      [lab.b, b],
    ] as const)
      expect(Math.abs(found - published)).toBeLessThan(0.03);
  });
});

describe('contrast by WCAG 2.2, success criteria 1.4.3 and 1.4.6', () => {
  it.for([
    ['#000000', 21, 'AAA'],
    ['#ffffff', 1, 'none'],
    ['#767676', 4.54, 'AA'],
    // The well-known failure: never rounded up to 4.5.
    ['#777777', 4.47, 'AA-large'],
    ['#959595', 2.99, 'none'],
  ] as const)('%s on white', ([hex, ratio, level]) => {
    expect(contrastOf(hex, '#ffffff')).toEqual({ ratio, level });
  });
});

describe('harmonies', () => {
  it('begin with the seed as it was given, and turn the hue of Oklch alone', () => {
    expect(harmonyOf('#1f77b4', 'triadic')).toHaveLength(3);
    expect(harmonyOf('#1f77b4', 'triadic')[0]).toBe('#1f77b4');
    expect(harmonyOf('#1f77b4', 'tetradic')).toHaveLength(4);
  });
  it('of gray are gray', () => {
    for (const hex of harmonyOf('#808080', 'tetradic')) expect(hex).toBe('#808080');
  });
});

describe('the colours of a picture', () => {
  it('are those that it has where they are few, by their share', () => {
    const pixels = Uint8Array.from([...RED, ...RED, ...BLUE, ...RED]);
    expect(clustersOf(pixels, 5)).toEqual([
      { hex: '#ff0000', share: 0.75 },
      { hex: '#0000ff', share: 0.25 },
    ]);
  });
  it('are the same each time', () => {
    const pixels = Uint8Array.from({ length: 3_000 }, (_, i) => (i * i * 31) % 256);
    const first = clustersOf(pixels, 4);
    expect(first).toHaveLength(4);
    expect(first.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(clustersOf(pixels, 4)).toEqual(first);
  });
  it('are found in the jail, transparent pixels over white', async (test) => {
    const clear = await sharp({ create: { width: 1, height: 1, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { run } = await studio(test, { 'a.png': await png([[RED, WHITE, RED]]), 'clear.png': clear });
    const { colors } = await run(createColorPalette, { path: 'a.png' });
    expect(colors).toMatchObject([{ hex: '#ff0000' }, { hex: '#ffffff' }]);
    expect((await run(createColorPalette, { path: 'clear.png' })).colors).toMatchObject([{ hex: '#ffffff' }]);
  });
  it('need a picture or a seed, not both', async (test) => {
    const { run } = await studio(test, {});
    await expect(run(createColorPalette, {})).rejects.toMatchObject({ name: 'ToolError', path: ['seed'] });
    const both = { path: 'a.png', seed: '#000000' };
    await expect(run(createColorPalette, both)).rejects.toMatchObject({ name: 'ToolError', path: ['path'] });
  });
});
