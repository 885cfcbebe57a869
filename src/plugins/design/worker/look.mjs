/** Looks at a picture. */
import exifReader from 'exif-reader';
import { decoded, headerOf, open, seenSize } from './open.mjs';

const PREVIEW_SIDE = 1024;

export async function info(_, [bytes]) {
  const header = await headerOf(bytes, ['path']);
  // All of it is read, so that a file that is cut off is told.
  const { dominant, isOpaque } = await decoded(() => open(bytes).stats(), ['path']);
  const value = {
    format: header.format === 'heif' ? 'avif' : header.format,
    ...seenSize(header),
    channels: header.channels,
    hasAlpha: header.hasAlpha,
    isOpaque,
    colorSpace: header.space,
    bitDepth: header.depth,
    density: header.density ?? null,
    orientation: header.orientation ?? 1,
    pages: header.pages ?? 1,
    hasColorProfile: header.icc !== undefined,
    dominantColor: hex(dominant),
    exif: exifOf(header.exif),
  };
  return { value, data: [] };
}

/** All pixels of a small copy, three bytes each, over white. */
export async function pixels({ side }, [bytes]) {
  await headerOf(bytes, ['path']);
  const run = () =>
    open(bytes)
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true, kernel: 'nearest' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
  const { data, info } = await decoded(run, ['path']);
  return { value: { width: info.width, height: info.height }, data: [data] };
}

export async function preview(_, [bytes]) {
  await headerOf(bytes, []);
  const size = { width: PREVIEW_SIDE, height: PREVIEW_SIDE, fit: 'inside', withoutEnlargement: true };
  const data = await decoded(() => open(bytes).autoOrient().resize(size).png().toBuffer(), []);
  return { value: null, data: [data] };
}

function hex({ r, g, b }) {
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** What a camera wrote, as JSON; null where nothing can be read. */
function exifOf(bytes) {
  if (!bytes) return null;
  try {
    return JSON.parse(JSON.stringify(exifReader(bytes), plain));
  } catch {
    return null;
  }
}

/** Without the bytes of a maker's own. */
function plain(_, value) {
  const isBytes = value?.type === 'Buffer' || value instanceof Uint8Array;
  if (isBytes) return undefined;
  return typeof value === 'string' ? value.slice(0, 1_000) : value;
}
