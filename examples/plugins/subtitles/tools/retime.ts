import { ToolError, defineTool, toolResult, z } from 'gathering/plugin';
import { type Cue, formatSrt, readCues, srtTime } from '../srt.ts';

export const retime = defineTool({
  name: 'subtitles_retime',
  title: 'Retime subtitles',
  description:
    'Makes subtitles fit another copy of the film: shifts all times of a SubRip file, and stretches them where ' +
    'the copy runs at another speed. Numbers the subtitles anew.',
  category: 'VIDEO',
  tags: ['subtitles', 'timing'],
  parameters: z.strictObject({
    path: z.string().describe('Path of the .srt file, relative to the workspace.'),
    to: z.string().optional().describe('Path of the file to write. Default: the same file.'),
    shiftMs: z.int().default(0).describe('Milliseconds by which all come later; negative for earlier.'),
    factor: z
      .number()
      .min(0.1)
      .max(10)
      .default(1)
      .describe('By which all times are multiplied first: frame rate of the old copy / that of the new one.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The file that was written.'),
    cues: z.int().min(1),
    from: z.string().describe('When the first one begins now.'),
    to: z.string().describe('When the last one ends now.'),
  }),
  examples: [
    { description: 'Two and a half seconds later', arguments: { path: 'film.srt', shiftMs: 2500 } },
    {
      description: 'From a copy of 25 frames a second to one of 23.976',
      arguments: { path: 'film.srt', to: 'film.23976.srt', factor: 1.0427 },
    },
  ],
  requiredCompetencies: [{ id: 'subtitling', level: 'INTERMEDIATE' }],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  effects: ({ path, to = path }) =>
    to === path ? [`Replaces all times in "${path}".`] : [`Creates "${to}", or replaces all of its content.`],
  async run({ path, to = path, shiftMs, factor }, { workspace }) {
    const cues = readCues(await workspace.read(path)).map((cue) => moved(cue, shiftMs, factor));
    refuseNegative(cues);
    await workspace.write(to, formatSrt(cues));
    const span = { from: srtTime(cues[0]!.start), to: srtTime(Math.max(...cues.map(({ end }) => end))) };
    const said = `${to}: ${cues.length} subtitles, from ${span.from} to ${span.to}.`;
    return toolResult({ path: to, cues: cues.length, ...span }, said);
  },
});

function moved(cue: Cue, shiftMs: number, factor: number): Cue {
  const at = (ms: number) => Math.round(ms * factor) + shiftMs;
  return { ...cue, start: at(cue.start), end: at(cue.end) };
}

function refuseNegative(cues: readonly Cue[]): void {
  const first = Math.min(...cues.map(({ start }) => start));
  if (first >= 0) return;
  throw new ToolError(`The first subtitle would begin ${-first} ms before the film. Shift less.`, {
    path: ['shiftMs'],
  });
}
