import { defineTool, z } from 'gathering/plugin';
import { committed } from '../committed.ts';
import { type Change, KINDS, compare } from '../compare.ts';
import { readCues } from '../srt.ts';

export const changes = defineTool({
  name: 'subtitles_changes',
  title: 'Compare subtitles with the last commit',
  description:
    'Tells what was changed in a SubRip file since the last git commit, by subtitles rather than by lines: ' +
    'which were added, removed, reworded or retimed.',
  category: 'VERSION_CONTROL',
  tags: ['subtitles', 'git'],
  parameters: z.strictObject({
    path: z.string().describe('Path of the .srt file, relative to the workspace.'),
  }),
  returns: z.strictObject({
    changes: z.array(
      z.strictObject({
        kind: z.enum(KINDS),
        at: z.string().describe('When it begins: now, or before where it was removed.'),
        before: z.string().nullable().describe('Text, or the times of one that was retimed.'),
        after: z.string().nullable(),
      }),
    ),
  }),
  examples: [{ description: 'What I did today', arguments: { path: 'film.srt' } }],
  requiredCompetencies: ['subtitling', { id: 'git', level: 'BEGINNER' }],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  effects: ['Reads one file, and what git has of it; changes nothing.'],
  async run({ path }, { workspace, signal }): Promise<{ changes: Change[] }> {
    const now = readCues(await workspace.read(path));
    const before = readCues(await committed(workspace.root, path, signal));
    return { changes: compare(before, now) };
  },
});
