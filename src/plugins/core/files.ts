import { defineTool, ToolError, toolResult, type Workspace, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { decodedAs, decodedByItself, encoded, ENCODINGS } from './file-encoding.ts';

const path = z.string().min(1).describe('Path of the file, relative to the workspace, e.g. `docs/notes.md`.');
const encoding = z.enum(ENCODINGS);
const requiredCompetencies = ['file_management'];
const category = 'FILE_SYSTEM';
const tags = ['file', 'workspace'];

/** Most bytes that one fs_read gives: as base64, they still fit into a result. */
export const MAX_FS_READ_BYTES = 700 * 1024;

export const fsRead = defineTool({
  name: 'fs_read',
  title: 'Read a file',
  description:
    'Reads a file of the workspace: as UTF-16 where it begins with the mark of that, as text where it is valid UTF-8, else ' +
    'as base64; or in the `encoding` that is asked for. ' +
    `One call gives at most ${MAX_FS_READ_BYTES} bytes: larger files are read in ranges with \`start\` and \`end\`; a range that cuts a character comes as base64.`,
  category,
  tags,
  requiredCompetencies,
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: path.describe(
      'Path of the file, relative to the workspace, e.g. `docs/notes.md`; or `artifact:ID`, a file that was kept.',
    ),
    start: z.int().min(0).optional().describe('First byte, counted from 0. Default: the beginning.'),
    end: z.int().min(0).optional().describe('The byte after the last one. Default: the end of the file.'),
    encoding: encoding.optional().describe('How to read the bytes. Default: told by the bytes themselves.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The path as it was given.'),
    content: z.string().describe('The text, or base64 of the bytes.'),
    byteSize: z.int().min(0).describe('Size of the whole file, in bytes.'),
    encoding: encoding.describe('How `content` is written.'),
  }),
  examples: [{ description: 'Read the README', arguments: { path: 'README.md' } }],
  effects: (args) => [`Reads the file "${args.path}"; changes nothing.`],
  async run(args, { workspace }) {
    const { byteSize } = await workspace.stat(args.path);
    const bytes = Buffer.from(await workspace.read(args.path, checkedRange(args, byteSize)));
    const read = args.encoding
      ? { content: decodedAs(bytes, args.encoding), encoding: args.encoding }
      : decodedByItself(bytes, (args.start ?? 0) === 0);
    const result = { path: args.path, byteSize, ...read };
    return read.encoding === 'base64' ? result : toolResult(result, read.content);
  },
});

export const fsWrite = defineTool({
  name: 'fs_write',
  title: 'Write a file',
  description:
    'Writes a file of the workspace, replacing all of it if it exists, else making it and the folders on the way. ' +
    'Nothing can be written inside a `.git` folder.',
  category,
  tags,
  requiredCompetencies,
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path,
    content: z.string().describe('The whole new content: text, or base64 of the bytes.'),
    encoding: encoding.default('utf-8').describe('How `content` is written.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The path as it was given.'),
    byteSize: z.int().min(0).describe('Size of the file now, in bytes.'),
    created: z.boolean().describe('True when there was no such file before.'),
  }),
  examples: [
    {
      description: 'Keep a note',
      arguments: { path: 'notes/today.md', content: '# Today\n' },
      result: { path: 'notes/today.md', byteSize: 8, created: true },
    },
  ],
  effects: (args) => [`Creates the file "${args.path}", or replaces all of its content.`],
  async run(args, { workspace }) {
    const bytes = encoded(args.content, args.encoding);
    const created = !(await exists(workspace, args.path));
    await workspace.write(args.path, bytes);
    return { path: args.path, byteSize: bytes.length, created };
  },
});

export const fsList = defineTool({
  name: 'fs_list',
  title: 'List a folder',
  description: 'Lists the files and folders directly in a folder of the workspace, by name.',
  category,
  tags,
  requiredCompetencies,
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: z.string().default('.').describe('Path of the folder, relative to the workspace; `.` is its top.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The path as it was given.'),
    entries: z.array(
      z.strictObject({
        name: z.string().describe('Name in the folder.'),
        path: z.string().describe('Path relative to the workspace.'),
        kind: z.enum(['file', 'directory', 'link', 'other']).describe('What it is; a link is not followed.'),
        byteSize: z.int().min(0).describe('Size of a file, in bytes; 0 for all else.'),
        modifiedAt: z.string().describe('When it last changed, RFC 3339.'),
      }),
    ),
  }),
  examples: [{ description: 'List the top of the workspace', arguments: {} }],
  effects: (args) => [`Lists the folder "${args.path}"; changes nothing.`],
  async run(args, { workspace }) {
    return { path: args.path, entries: await workspace.list(args.path) };
  },
});

/** @throws ToolError for a range that is none or too long to answer, before any of it is read. */
function checkedRange(
  { path, start = 0, end }: { path: string; start?: number | undefined; end?: number | undefined },
  byteSize: number,
): { start: number; end: number } {
  if (end !== undefined && start > end) {
    throw new ToolError(
      `\`start\` (${start}) is behind \`end\` (${end}). Give a range that ends behind its start.`,
      { path: ['start'] },
    );
  }
  const length = Math.max(0, Math.min(end ?? byteSize, byteSize) - start);
  if (length <= MAX_FS_READ_BYTES) return { start, end: start + length };
  throw new ToolError(
    `${length} bytes of "${printable(path)}" are too many: one call gives at most ${MAX_FS_READ_BYTES}. ` +
      'Read it in parts with `start` and `end`.',
    { path: ['end'] },
  );
}

async function exists(workspace: Workspace, path: string): Promise<boolean> {
  return workspace.stat(path).then(
    () => true,
    // What may not be looked at may not be written either, and `write` says why.
    () => false,
  );
}
