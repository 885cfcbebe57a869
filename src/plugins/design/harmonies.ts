/** Degrees on the circle of hues of Oklch, from the seed. */
export const HARMONIES = {
  complementary: [0, 180],
  analogous: [-30, 0, 30],
  triadic: [0, 120, 240],
  tetradic: [0, 90, 180, 270],
  'split-complementary': [0, 150, 210],
} as const;
export type Harmony = keyof typeof HARMONIES | 'monochromatic';
