/** Draws a mockup as SVG. All text of the caller is escaped. */
import { LABEL_HEIGHT, type Placed, isContainer } from './mockup-layout.ts';

const INK = '#1f2937';
const PALE = '#9ca3af';
const LINE = '#d1d5db';
const BLUE = '#2563eb';
const FONT_SIZE = 16;

export function drawSvg(parts: readonly Placed[], width: number, height: number): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts.flatMap(draw),
    '</svg>',
  ].join('\n');
}

function draw(part: Placed): string[] {
  const { element, left, top, width, height } = part;
  const middle = top + height / 2;
  if (isContainer(element)) {
    const { background, border } = element;
    return background || border ? [box(part, background ?? 'none', border ? LINE : 'none')] : [];
  }
  switch (element.type) {
    case 'text':
      return part.lines.map((line, i) =>
        text(line, left, top + element.size * (1 + 1.3 * i), element.size, element.color),
      );
    case 'button': {
      const [fill, ink] = element.primary ? [BLUE, '#ffffff'] : ['#ffffff', BLUE];
      return [
        box(part, fill, BLUE, 6),
        text(element.text, left + width / 2, middle + 6, FONT_SIZE, ink, 'middle'),
      ];
    }
    case 'input': {
      const above = element.label ? LABEL_HEIGHT : 0;
      const field = { left, top: top + above, width, height: height - above };
      const hint = element.placeholder ?? '';
      return [
        ...(element.label ? [text(element.label, left, top + 14, 14, INK)] : []),
        box(field, '#ffffff', LINE, 6),
        text(hint, left + 12, field.top + field.height / 2 + 6, FONT_SIZE, PALE),
      ];
    }
    case 'image': {
      const cross = `<path d="M${left} ${top}l${width} ${height}M${left + width} ${top}l${-width} ${height}" stroke="${LINE}"/>`;
      return [
        box(part, '#f3f4f6', LINE),
        cross,
        text(element.label ?? '', left + width / 2, middle + 6, 14, INK, 'middle'),
      ];
    }
    case 'nav': {
      const step = element.items.length > 0 ? (width * 0.6) / element.items.length : 0;
      const items = element.items.map((item, i) =>
        text(item, left + width * 0.4 + step * (i + 0.5), middle + 6, FONT_SIZE, INK, 'middle'),
      );
      return [
        box(part, '#f9fafb', LINE),
        text(element.title ?? '', left + 16, middle + 6, 18, INK),
        ...items,
      ];
    }
  }
}

function box(
  { left, top, width, height }: Omit<Placed, 'element' | 'lines'>,
  fill: string,
  line: string,
  radius = 0,
): string {
  return `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${line}"/>`;
}

function text(words: string, x: number, y: number, size: number, fill: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** Without characters that XML has no way to write. */
function escaped(words: string): string {
  return words
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
