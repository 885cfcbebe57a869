import { defineTool, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import { RE2JS } from 're2js';
import { MAX_FILE_MIB, runSearch } from './search/ripgrep.ts';
import { linesIn, namesIn } from './search/found.ts';
import type { FoundFile } from './search/matches.ts';

const LIMITS = {
  timeoutMs: 60_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 64 * 1024 * 1024,
  processes: 4,
};

const line = z.strictObject({
  line: z.int().min(1).describe('Its number in the file, counted from 1.'),
  column: z.int().min(1).nullable().describe('The character where the first match begins, counted from 1; null for a line around a match.'), // prettier-ignore
  text: z.string().describe('The line without its end; of a long one, 400 characters around the match.'),
});

export const fsSearch = defineTool({
  name: 'fs_search',
  title: 'Search files',
  description:
    'Finds the lines of the files of a folder that hold a text or match a regular expression; without `pattern`, the files whose ' +
    'names match. What `.gitignore` files ignore, `.git` folders and links are left out; of contents also binary files, those with a second name (hard links), and ' +
    `those of more than ${MAX_FILE_MIB} MiB. Uses ripgrep where that is installed.`,
  category: 'FILE_SYSTEM',
  tags: ['file', 'workspace', 'search', 'grep'],
  requiredCompetencies: ['file_management'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: z.string().min(1).default('.').describe('The folder or file, relative to the workspace; `.` is its top. One that is ignored is searched when it is named.'), // prettier-ignore
    pattern: z
      .string()
      .min(1)
      .max(1_000)
      .regex(/^[^\r\n\0]*$/, 'must be of one line')
      .optional()
      .describe('What a line must hold. Default: names of files are searched instead.'),
    regex: z.boolean().default(false).describe('Is `pattern` a regular expression, in the syntax of RE2?'),
    caseSensitive: z
      .boolean()
      .default(true)
      .describe('Are capitals different from small letters in `pattern`?'),
    names: z
      .array(
        z
          .string()
          .max(200)
          .regex(
            /^[^/\\{}:!#\0][^/\\{}:\0]*$/,
            'must be the name of a file, with `*`, `?` and `[…]` as wildcards',
          ),
      )
      .max(50)
      .default([])
      .describe('Only files with one of these names, such as `*.ts`. Default: all.'),
    includeIgnored: z.boolean().default(false).describe('Also search what `.gitignore` files ignore?'),
    contextLines: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe('How many lines before and behind each match are told, too.'),
    maxResults: z
      .int()
      .min(1)
      .max(1_000)
      .default(100)
      .describe('Most matching lines, or files where there is no `pattern`.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The path as it was given.'),
    files: z
      .array(
        z.strictObject({
          path: z.string().describe('Path relative to the workspace.'),
          lines: z.array(line).describe('In order; none where names are searched.'),
        }),
      )
      .describe('Where something was found, by path.'),
    truncated: z
      .boolean()
      .describe('True when there is more: narrow the search down, or raise `maxResults`.'),
  }),
  examples: [
    { description: 'Where something is to be done', arguments: { pattern: 'TODO', contextLines: 1 } },
    { description: 'All CSV files', arguments: { names: ['*.csv'] } },
    {
      description: 'Functions of a certain name',
      arguments: { pattern: 'function \\w*sum', regex: true, caseSensitive: false, names: ['*.js', '*.ts'] },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: (args) => [`Searches the files in "${args.path}"; changes nothing.`],
  async run(args, context) {
    const { jail, workspace } = context;
    const { path } = await workspace.stat(args.path);
    refuseBad(args);
    const search = { ...args, path, pattern: args.pattern ?? null };
    const read = args.pattern === undefined ? namesIn : linesIn;
    const found = await read(search, args.maxResults, (hear, signal) =>
      runSearch(jail, search, hear, signal),
    );
    const files: FoundFile[] = [];
    for (const file of found.files) if (await mayBeRead(file, context)) files.push(file);
    const { truncated } = found;
    return toolResult({ path: args.path, files, truncated }, shown(files, truncated));
  },
});

/** As fs_read does, it tells nothing of what is in a file that has a second name, which may lie outside the workspace. */
async function mayBeRead({ path, lines }: FoundFile, { workspace, signal }: ToolContext): Promise<boolean> {
  signal.throwIfAborted();
  if (workspace.hidden.some((hidden) => path === hidden || path.startsWith(`${hidden}/`))) return false;
  if (lines.length === 0) return true;
  return workspace.read(path, { start: 0, end: 0 }).then(
    () => true,
    () => false,
  );
}

/** Ripgrep's syntax is RE2's; it would not tell where in its arguments the fault is. */
function refuseBad({ pattern = '', regex }: { pattern?: string | undefined; regex: boolean }): void {
  if (!regex) return;
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    const reason = (error as Error).message.replace('error parsing regexp: ', '');
    throw new ToolError(`\`pattern\` is no regular expression that RE2 knows: ${reason}.`, {
      path: ['pattern'],
    });
  }
}

function shown(files: readonly FoundFile[], truncated: boolean): string {
  const rows = files.flatMap(({ path, lines }) =>
    lines.length === 0
      ? [path]
      : lines.map(({ line, column, text }) => `${path}${column ? ':' : '-'}${line}: ${text}`),
  );
  if (truncated) rows.push('… there is more');
  return rows.join('\n') || 'Nothing was found.';
}
