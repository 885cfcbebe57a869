/** Opens a picture of a stranger. */
import sharp from 'sharp';
import { problem } from './problem.mjs';

sharp.cache(false);

/** Of a picture that is read, and of every step between. */
export const MAX_PIXELS = 64_000_000;
export const MAX_SIDE = 16_384;
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'svg'];

/** A pipeline on the first page of a picture. @param path into the arguments, which a refusal names. */
export function open(bytes, options = {}) {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1, ...options });
}

/** What its header says. Refuses what is no picture, by content, and what is too large, before any pixel is read. */
export async function headerOf(bytes, path) {
  const header = await open(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw problem(
        'The file is no picture that can be read: PNG, JPEG, WebP, AVIF, TIFF, GIF or SVG.',
        path,
      );
    });
  const { format, width, height } = header;
  if (!FORMATS.includes(format)) throw problem(`Pictures of the format ${format} are not read.`, path);
  if (width * height > MAX_PIXELS)
    throw problem(`The picture has ${width} × ${height} pixels; at most ${MAX_PIXELS} are read.`, path);
  return header;
}

/** Size as it is seen: a camera may tell to turn it. */
export function seenSize({ width, height, autoOrient }) {
  return { width: autoOrient?.width ?? width, height: autoOrient?.height ?? height };
}

/** Runs a pipeline on a picture. A file that ends early or is damaged is the caller's. */
export async function decoded(run, path) {
  try {
    return await run();
  } catch (error) {
    if (Object.getOwnPropertySymbols(error).length > 0) throw error;
    throw problem(
      `The picture is damaged or cut off: ${String(error.message).split('\n')[0].slice(0, 200)}`,
      path,
    );
  }
}

/** @throws for a size that is not made. */
export function fits(width, height, path) {
  if (width < 1 || height < 1) throw problem('Nothing of the picture would be left.', path);
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw problem(
      `It would have ${width} × ${height} pixels; at most ${MAX_SIDE} a side and ${MAX_PIXELS} in all are made.`,
      path,
    );
}
