import type { FileHandlerDefinition } from 'gathering/plugin';
import type { Config } from './config.ts';
import { readingSpeed, spoken } from './markup.ts';
import { timeline } from './preview.ts';
import { problemsOf } from './rules.ts';
import { readCues, srtTime } from './srt.ts';

export const subRip: FileHandlerDefinition<Config> = {
  id: 'subrip',
  name: 'SubRip subtitles',
  description: 'Subtitles of a film: tells how many there are and how readable, and gives what is said.',
  extensions: ['.srt'],
  mimeTypes: ['application/x-subrip'],
  // `1`, an end of line and `00:`, with and without a byte order mark.
  magic: ['310a30303a', '310d0a30303a', 'efbbbf310a30303a', 'efbbbf310d0a30303a'].map((hex) => ({ hex })),

  async inspect(file, { config }) {
    const cues = readCues(await file.read());
    const speeds = cues.map(readingSpeed);
    return {
      cues: cues.length,
      from: srtTime(Math.min(...cues.map(({ start }) => start))),
      to: srtTime(Math.max(...cues.map(({ end }) => end))),
      fastest: Math.round(Math.max(...speeds) * 10) / 10,
      problems: cues.flatMap((_, i) => problemsOf(cues, i, config)).length,
    };
  },

  async text(file) {
    const cues = readCues(await file.read());
    return cues.map((cue) => spoken(cue).join(' ')).join('\n');
  },

  async preview(file, { config }) {
    const svg = timeline(readCues(await file.read()), config);
    return { mimeType: 'image/svg+xml', data: new TextEncoder().encode(svg) };
  },
};
