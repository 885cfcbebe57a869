import { z } from 'gathering/plugin';

/** What those who run the server may choose; all of it may be left out. */
export const config = z.strictObject({
  yahooBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'A server that stands in for those of Yahoo Finance, such as a proxy of your company. Default: those of Yahoo.',
    ),
});

export type Config = z.output<typeof config>;
