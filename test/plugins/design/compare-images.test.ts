import { expect, it } from 'vitest';
import { compareImages } from '../../../src/plugins/design/compare-images.ts';
import { BLUE, type Pixel, RED, WHITE, png, rowsOf, studio } from './pictures.ts';

const white = Array.from({ length: 20 }, () => Array<Pixel>(20).fill(WHITE));
const marked = white.map((row, y) =>
  row.map((pixel, x) => (x >= 5 && x < 9 && y >= 5 && y < 9 ? BLUE : pixel)),
);

it('the same picture differs in nothing, and its SSIM is 1', async (test) => {
  const { run } = await studio(test, { 'a.png': await png(marked) });
  const value = await run(compareImages, { path: 'a.png', otherPath: 'a.png' });
  expect(value).toMatchObject({ differingPixels: 0, share: 0, ssim: 1, width: 20, height: 20 });
});

it('what differs is counted, and shown in red', async (test) => {
  const { run, kept } = await studio(test, { 'a.png': await png(white), 'b.png': await png(marked) });
  const value = await run(compareImages, { path: 'a.png', otherPath: 'b.png' });
  expect(value).toMatchObject({ differingPixels: 16, share: 0.04 });
  expect(value.ssim).toBeLessThan(0.95);
  const shown = await rowsOf(kept[0]!);
  expect(shown[5]![5]).toEqual(RED);
});

it('SSIM is null where its window does not fit', async (test) => {
  const { run } = await studio(test, { 'a.png': await png([[RED]]) });
  expect((await run(compareImages, { path: 'a.png', otherPath: 'a.png' })).ssim).toBe(null);
});

it('pictures of two sizes are refused, naming the second', async (test) => {
  const { run, kept } = await studio(test, { 'a.png': await png(white), 'b.png': await png([[RED]]) });
  const answer = run(compareImages, { path: 'a.png', otherPath: 'b.png' });
  await expect(answer).rejects.toMatchObject({ name: 'ToolError', path: ['otherPath'] });
  expect(kept).toEqual([]);
});
