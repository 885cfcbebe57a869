import { defineTool, z } from 'gathering/plugin';

const path = (what: string) =>
  z.string().min(1).describe(`${what}, relative to the workspace, e.g. \`docs/old.md\`.`);
const shared = {
  category: 'FILE_SYSTEM',
  tags: ['file', 'workspace'],
  requiredCompetencies: ['file_management'],
} as const;

export const fsMove = defineTool({
  ...shared,
  name: 'fs_move',
  title: 'Move a file or folder',
  description:
    'Gives a file or folder of the workspace another path, which renames it. Folders on the way are made. What has that path ' +
    'already stays, and the call fails. A link is moved itself. What holds a `.git` stays where it is.',
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    from: path('Path that it has'),
    to: path('Path that it gets; nothing may be there yet'),
  }),
  returns: z.strictObject({
    from: z.string().describe('The path that it had, as it was given.'),
    to: z.string().describe('The path that it has now, as it was given.'),
  }),
  examples: [
    {
      description: 'Rename a file',
      arguments: { from: 'notes.md', to: 'archive/notes-2026.md' },
      result: { from: 'notes.md', to: 'archive/notes-2026.md' },
    },
  ],
  effects: ({ from, to }) => [`Moves "${from}" to "${to}".`],
  async run({ from, to }, { workspace }) {
    await workspace.move(from, to);
    return { from, to };
  },
});

export const fsDelete = defineTool({
  ...shared,
  name: 'fs_delete',
  title: 'Delete a file or folder',
  description:
    'Removes a file, a link (not what it leads to), or an empty folder of the workspace; with `recursive` a folder with all in it. ' +
    'It cannot be undone. What holds a `.git` is not removed.',
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    path: path('Path of what is to go'),
    recursive: z.boolean().default(false).describe('Remove a folder with all in it.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The path as it was given.'),
    kind: z.enum(['file', 'directory', 'link', 'other']).describe('What was removed.'),
  }),
  examples: [
    {
      description: 'Remove a folder with all in it',
      arguments: { path: 'build', recursive: true },
      result: { path: 'build', kind: 'directory' },
    },
  ],
  effects: ({ path, recursive }) => [`Removes "${path}"${recursive ? ' and all in it' : ''} for good.`],
  async run({ path, recursive }, { workspace }) {
    return { path, kind: await workspace.remove(path, { recursive }) };
  },
});
