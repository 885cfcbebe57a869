import { type ToolContext, defineTool, z } from 'gathering/plugin';
import type { Config } from '../config.ts';
import { type Problem, RULES, problemsOf } from '../rules.ts';
import { readCues, srtTime } from '../srt.ts';

const MAX_PROBLEMS = 200;

export const check = defineTool({
  name: 'subtitles_check',
  title: 'Check subtitles',
  description:
    'Finds what makes a SubRip file hard to read: overlaps, texts that are too fast, too short, too wide, and ' +
    `numbers or times that are out of order. Tells at most ${MAX_PROBLEMS} problems.`,
  category: 'VIDEO',
  tags: ['subtitles', 'quality'],
  parameters: z.strictObject({
    path: z.string().describe('Path of the .srt file, relative to the workspace.'),
    rules: z.array(z.enum(RULES)).min(1).optional().describe('Only these rules. Default: all of them.'),
  }),
  returns: z.strictObject({
    cues: z.int().min(1).describe('How many subtitles there are.'),
    problemCount: z.int().min(0),
    problems: z.array(
      z.strictObject({
        cue: z.int().min(1).describe('Position in the file, from 1.'),
        at: z.string().describe('When it begins, e.g. `00:01:02,500`.'),
        rule: z.enum(RULES),
        message: z.string(),
      }),
    ),
  }),
  examples: [
    { description: 'All problems of a file', arguments: { path: 'film.srt' } },
    {
      description: 'Only what cannot be read in time',
      arguments: { path: 'film.srt', rules: ['fast', 'short'] },
    },
  ],
  requiredCompetencies: ['subtitling'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  effects: ['Reads one file; changes nothing.'],
  limits: { timeoutMs: 10_000 },
  async run({ path, rules }, { workspace, config, progress, output }: ToolContext<Config>) {
    const cues = readCues(await workspace.read(path));
    progress(0.5, `${cues.length} subtitles are read.`);
    const isAsked = ({ rule }: Problem) => rules?.includes(rule) ?? true;
    const found = cues.flatMap((cue, i) =>
      problemsOf(cues, i, config)
        .filter(isAsked)
        .map((problem) => ({ ...problem, at: srtTime(cue.start) })),
    );
    const problems = found.slice(0, MAX_PROBLEMS);
    for (const { at, cue, message } of problems) output(`${at} subtitle ${cue}: ${message}\n`);
    return { cues: cues.length, problemCount: found.length, problems };
  },
});
