/** Compares two pictures of one size. */
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';
import * as ssimModule from 'ssim.js';
import { decoded, headerOf, open, seenSize } from './open.mjs';
import { problem } from './problem.mjs';

const ssim = ssimModule.ssim ?? ssimModule.default.ssim;
/** Each needs some 100 bytes while it is compared. */
const MAX_COMPARED = 4_000_000;

export async function compare({ threshold }, pictures) {
  const [first, second] = [await rgba(pictures[0], ['path']), await rgba(pictures[1], ['otherPath'])];
  const { width, height } = first;
  if (width !== second.width || height !== second.height)
    throw problem(
      `The pictures differ in size: ${width} × ${height} and ${second.width} × ${second.height}. Resize one first.`,
      ['otherPath'],
    );
  const difference = new Uint8Array(width * height * 4);
  const differing = pixelmatch(first.data, second.data, difference, width, height, { threshold });
  const measure = width >= 11 && height >= 11 ? ssim(first, second, { ssim: 'fast' }).mssim : null;
  const data = await sharp(difference, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  const value = {
    width,
    height,
    differingPixels: differing,
    share: differing / (width * height),
    ssim: measure,
  };
  return { value, data: [data] };
}

async function rgba(bytes, path) {
  const { width, height } = seenSize(await headerOf(bytes, path));
  if (width * height > MAX_COMPARED)
    throw problem(`At most ${MAX_COMPARED} pixels are compared. Resize the pictures first.`, path);
  const run = () => open(bytes).autoOrient().toColourspace('srgb').ensureAlpha().raw().toBuffer();
  const data = await decoded(run, path);
  return { width, height, data: new Uint8ClampedArray(data) };
}
