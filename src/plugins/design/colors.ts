/** Colours: harmonies, contrast, and the few that stand for many. Distances are those of Oklab, where they are as the eye sees them. */
import { type Oklab, converter, formatHex, toGamut, wcagContrast } from 'culori';
import { HARMONIES, type Harmony } from './harmonies.ts';

const toOklab = converter('oklab');
const toOklch = converter('oklch');
const toLab = converter('lab65');
/** Into what a screen shows, hue and lightness kept. */
const shown = toGamut('rgb', 'oklch');

/** Lightness from 0 to 1, for one hue. */
const SHADES = [0.25, 0.4, 0.55, 0.7, 0.85];

/** Colours that go with a seed, as `#rrggbb`. */
export function harmonyOf(seed: string, harmony: Harmony): string[] {
  const { l, c, h = 0 } = toOklch(seed)!;
  const tones =
    harmony === 'monochromatic'
      ? SHADES.map((shade) => ({ l: shade, c, h }))
      : HARMONIES[harmony].map((turn) => ({ l, c, h: (h + turn + 360) % 360 }));
  // As it was given, not as it comes back from there.
  return tones.map((tone) =>
    tone.l === l && tone.h === h ? formatHex(seed)! : formatHex(shown({ mode: 'oklch', ...tone })),
  );
}

/** Facts of one colour. CIELAB is that of the white D65, which sRGB has. */
export function describeColor(hex: string) {
  const lab = toLab(hex)!;
  return {
    hex,
    lab: { l: rounded(lab.l), a: rounded(lab.a), b: rounded(lab.b) },
    onWhite: contrastOf(hex, '#ffffff'),
    onBlack: contrastOf(hex, '#000000'),
  };
}

/** WCAG 2.2: contrast from 1 to 21, and what it suffices for, text of normal size meant. */
export function contrastOf(
  first: string,
  second: string,
): { ratio: number; level: 'AAA' | 'AA' | 'AA-large' | 'none' } {
  const ratio = wcagContrast(first, second);
  const level = ratio >= 7 ? 'AAA' : ratio >= 4.5 ? 'AA' : ratio >= 3 ? 'AA-large' : 'none';
  // Down: what is shown never promises more than there is.
  return { ratio: Math.floor(ratio * 100) / 100, level };
}

const MAX_ROUNDS = 50;

interface Cluster {
  hex: string;
  /** Of all pixels. */
  share: number;
}

/**
 * The colours of a picture, by k-means in Oklab; the most frequent first. The same pixels always give the same: the first
 * centre is the colour farthest from the mean, each further one that farthest from those before.
 * @param pixels three bytes each, sRGB. @param count at most so many are given.
 */
export function clustersOf(pixels: Uint8Array, count: number): Cluster[] {
  const points = countedColors(pixels);
  let centres = startCentres(points, count);
  let owners: number[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = points.map(({ at }) => nearest(at, centres));
    if (next.every((owner, index) => owner === owners[index])) break;
    owners = next;
    centres = centres.map((centre, index) => meanOf(points.filter((_, i) => owners[i] === index)) ?? centre);
  }
  const weights = centres.map((_, index) =>
    points.reduce((sum, { weight }, i) => sum + (owners[i] === index ? weight : 0), 0),
  );
  const all = pixels.length / 3;
  return centres
    .map(([l, a, b], index) => ({ hex: formatHex({ mode: 'oklab', l, a, b }), share: weights[index]! / all }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share || (one.hex < other.hex ? -1 : 1));
}

type Place = readonly [l: number, a: number, b: number];
interface Point {
  at: Place;
  weight: number;
}

function countedColors(pixels: Uint8Array): Point[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length; i += 3) {
    const key = (pixels[i]! << 16) | (pixels[i + 1]! << 8) | pixels[i + 2]!;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one - other)
    .map(([key, weight]) => ({ at: oklabOf(key), weight }));
}

function oklabOf(key: number): Place {
  const rgb = {
    mode: 'rgb' as const,
    r: (key >> 16) / 255,
    g: ((key >> 8) & 255) / 255,
    b: (key & 255) / 255,
  };
  const { l, a, b }: Oklab = toOklab(rgb);
  return [l, a, b];
}

function startCentres(points: readonly Point[], count: number): Place[] {
  const mean = meanOf(points)!;
  const centres = [farthest(points, [mean])!.at];
  while (centres.length < count) {
    const next = farthest(points, centres)!;
    if (distance(next.at, centres[nearest(next.at, centres)]!) === 0) break;
    centres.push(next.at);
  }
  return centres;
}

function farthest(points: readonly Point[], centres: readonly Place[]): Point | undefined {
  let [found, most] = [points[0], -1];
  for (const point of points) {
    const away = distance(point.at, centres[nearest(point.at, centres)]!);
    if (away > most) [found, most] = [point, away];
  }
  return found;
}

function nearest(at: Place, centres: readonly Place[]): number {
  let best = 0;
  for (let i = 1; i < centres.length; i++)
    if (distance(at, centres[i]!) < distance(at, centres[best]!)) best = i;
  return best;
}

function distance(one: Place, other: Place): number {
  return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
}

function meanOf(points: readonly Point[]): Place | null {
  const weight = points.reduce((sum, point) => sum + point.weight, 0);
  const mean = (axis: 0 | 1 | 2) =>
    points.reduce((sum, point) => sum + point.at[axis] * point.weight, 0) / weight;
  return weight === 0 ? null : [mean(0), mean(1), mean(2)];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
