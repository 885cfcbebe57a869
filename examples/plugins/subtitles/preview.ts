import type { Config } from './config.ts';
import { readingSpeed } from './markup.ts';
import type { Cue } from './srt.ts';

const WIDTH = 800;
const HEIGHT = 120;

/** A picture of the film: a bar for each cue, as high as it is fast, in red where it is too fast. SVG. */
export function timeline(cues: readonly Cue[], { charactersPerSecond: limit }: Config): string {
  const end = Math.max(...cues.map((cue) => cue.end), 1);
  const fastest = Math.max(limit, ...cues.map(readingSpeed));
  const x = (ms: number) => round((ms / end) * WIDTH);
  const y = (speed: number) => round(HEIGHT - (speed / fastest) * HEIGHT);
  const bars = cues.map((cue) => {
    const speed = readingSpeed(cue);
    const colour = speed > limit ? '#c62828' : '#1565c0';
    const width = Math.max(x(cue.end) - x(cue.start), 0.5);
    return `<rect x="${x(cue.start)}" y="${y(speed)}" width="${width}" height="${HEIGHT - y(speed)}" fill="${colour}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">` +
    `<title>Reading speed over time; the line is ${limit} characters a second</title>` +
    `${bars.join('')}<path d="M0 ${y(limit)}H${WIDTH}" stroke="#757575" stroke-dasharray="4"/></svg>\n`
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
