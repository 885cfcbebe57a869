/** Each operation: the pipeline that does it, from the state before. `at(name)` is the place of its argument. */
import sharp from 'sharp';
import { decoded, fits, headerOf, open, seenSize } from './open.mjs';
import { problem } from './problem.mjs';

export const OPERATIONS = {
  resize({ pipeline, width, height }, { width: toWidth, height: toHeight, fit }, { at }) {
    const scale = (length, from, to) => Math.max(1, Math.round((length * to) / from));
    fits(
      toWidth ?? scale(width, height, toHeight),
      toHeight ?? scale(height, width, toWidth),
      at(toWidth ? 'width' : 'height'),
    );
    return pipeline.resize({ width: toWidth, height: toHeight, fit, background: CLEAR });
  },
  crop({ pipeline, width, height }, area, { at }) {
    for (const [start, length, all] of [
      ['left', 'width', width],
      ['top', 'height', height],
    ]) {
      if (area[start] >= all)
        throw problem(`\`${start}\` must be below ${all}, the ${length} of the picture.`, at(start));
      if (area[start] + area[length] > all)
        throw problem(
          `\`${length}\` must be at most ${all - area[start]}: the picture ends there.`,
          at(length),
        );
    }
    const { left, top, width: wide, height: high } = area;
    return pipeline.extract({ left, top, width: wide, height: high });
  },
  rotate({ pipeline, width, height }, { angle, background }, { at }) {
    const radians = (angle * Math.PI) / 180;
    const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
    fits(Math.ceil(width * cos + height * sin), Math.ceil(width * sin + height * cos), at('angle'));
    return pipeline.rotate(angle, { background });
  },
  flip: ({ pipeline }, { direction }) => (direction === 'vertical' ? pipeline.flip() : pipeline.flop()),
  blur: ({ pipeline }, { sigma }) => pipeline.blur(sigma),
  sharpen: ({ pipeline }, { sigma }) => pipeline.sharpen({ sigma }),
  grayscale: ({ pipeline }) => pipeline.grayscale(),
  tint: ({ pipeline }, { color }) => pipeline.tint(color),
  modulate: ({ pipeline }, { brightness, saturation, hue }) =>
    pipeline.modulate({ brightness, saturation, hue }),
  async composite({ pipeline }, { picture, left, top, opacity, blend }, { at, pictures }) {
    const { data, raw } = await overlay(pictures[picture], opacity, at('path'));
    return pipeline.composite([{ input: data, raw, left, top, blend }]);
  },
  async watermark(
    { pipeline, width, height },
    { text, picture, position, opacity, color, size },
    { at, pictures },
  ) {
    const input =
      picture === undefined
        ? await rendered({ text, color, size, width }, at('text'))
        : await overlay(pictures[picture], 1, at('path'));
    const small = await open(input.data, { raw: input.raw })
      .resize({ width, height, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const faded = fade(small.data, opacity);
    const { width: wide, height: high } = small.info;
    const raw = { width: wide, height: high, channels: 4 };
    return pipeline.composite([{ input: faded, raw, gravity: position }]);
  },
  async text({ pipeline, width, height }, { text, left, top, size, color }, { at }) {
    if (left >= width)
      throw problem(`\`left\` must be below ${width}, the width of the picture.`, at('left'));
    if (top >= height)
      throw problem(`\`top\` must be below ${height}, the height of the picture.`, at('top'));
    const { data, raw } = await rendered({ text, color, size, width: width - left }, at('text'));
    const seen = {
      left: 0,
      top: 0,
      width: Math.min(raw.width, width - left),
      height: Math.min(raw.height, height - top),
    };
    const input = await open(data, { raw }).extract(seen).raw().toBuffer();
    return pipeline.composite([{ input, raw: { ...seen, channels: 4 }, left, top }]);
  },
  trim: ({ pipeline }, { threshold }) => pipeline.trim({ threshold }),
  extend({ pipeline, width, height }, { top, bottom, left, right, background }, { at }) {
    fits(width + left + right, height + top + bottom, at());
    return pipeline.extend({ top, bottom, left, right, background });
  },
};

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

/** Another picture, as pixels with alpha. */
async function overlay(bytes, opacity, path) {
  seenSize(await headerOf(bytes, path));
  const run = () =>
    open(bytes).autoOrient().toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { data, info } = await decoded(run, path);
  return { data: fade(data, opacity), raw: { width: info.width, height: info.height, channels: 4 } };
}

function fade(data, opacity) {
  if (opacity < 1) for (let i = 3; i < data.length; i += 4) data[i] = Math.round(data[i] * opacity);
  return data;
}

/** Text as pixels. Pango takes markup: none of the caller's. */
async function rendered({ text, color, size, width }, path) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const [opaque, alpha] = [color.slice(0, 7), color.slice(7)];
  const fill = `<span foreground="${opaque}">${escaped}</span>`;
  // At 72 dots per inch a point is a pixel.
  const input = { text: { text: fill, font: `DejaVu Sans ${size}`, width, rgba: true, dpi: 72 } };
  const run = () => sharp(input).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { data, info } = await decoded(run, path);
  return {
    data: fade(data, alpha ? parseInt(alpha, 16) / 255 : 1),
    raw: { width: info.width, height: info.height, channels: 4 },
  };
}
