import { z } from 'gathering/plugin';

/** The limits' defaults are those of the Netflix Timed Text Style Guides for adult programmes in most languages. */
export const config = z.strictObject({
  charactersPerSecond: z.number().positive().default(17).describe('Fastest that people are asked to read.'),
  lineLength: z.int().min(10).default(42).describe('Most characters in a line.'),
  lines: z.int().min(1).default(2).describe('Most lines at once.'),
  minDurationMs: z.int().min(0).default(833).describe('Shortest time on the screen, in milliseconds.'),
  maxDurationMs: z.int().min(1).default(7000).describe('Longest time on the screen, in milliseconds.'),
  minGapMs: z.int().min(0).default(83).describe('Shortest pause between two, in milliseconds.'),
  deeplKey: z
    .string()
    .min(1)
    .optional()
    .meta({ writeOnly: true })
    .describe(
      'Key of the DeepL API. Default: the secret DEEPL_API_KEY; without either, nothing is translated.',
    ),
  deeplUrl: z.url().optional().describe('Where the DeepL API is. Default: where such a key belongs.'),
  usageMinutes: z
    .number()
    .positive()
    .max(10_000)
    .default(10)
    .describe('How often the used quota is asked for.'),
});

export type Config = z.output<typeof config>;
