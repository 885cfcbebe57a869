import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { commitOf, file, folder, headOf, pathspec, ref } from './git-refs.ts';

/** Hash, date, author's name and address, subject, body, refs; each ends in NUL, which none can hold. */
const FORMAT = ['%H', '%aI', '%an', '%ae', '%s', '%b', '%D'].join('%x00');
const FIELDS = 7;
type Fields = [string, string, string, string, string, string, string];

export const commit = z.strictObject({
  hash: z.string(),
  date: z.string().describe('When it was written, RFC 3339.'),
  author: z.strictObject({ name: z.string(), email: z.string() }),
  message: z.string().describe('First paragraph of the message, as one line.'),
  body: z.string().describe('The rest of the message.'),
  refs: z
    .array(z.string())
    .describe('What points to it, in full: `HEAD`, `refs/heads/main`, `refs/tags/v1`.'),
});
export type Commit = z.output<typeof commit>;

export const gitLog = defineTool({
  name: 'git_log',
  title: 'Git log',
  description: 'Lists the commits of a git repository, newest first, from HEAD or from `ref`.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'history', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    maxCount: z.int().min(1).max(1000).default(20).describe('Most commits to list.'),
    ref: ref.optional(),
    file: file.optional(),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    commits: z.array(commit).describe('Newest first; empty in a repository without commits.'),
  }),
  examples: [{ description: 'The five newest commits', arguments: { maxCount: 5 } }],
  effects: (args) => [`Reads the history of the git repository of "${args.path}"; changes nothing.`],
  async run(args, context) {
    const repository = await openRepository(context, args.path);
    const start =
      args.ref === undefined ? await headOf(repository) : await commitOf(repository, args.ref, 'ref');
    const commits = start === null ? [] : await commitsFrom(repository, start, args);
    return toolResult({ repository: repository.top, commits }, commits.map(line).join('\n') || 'No commits.');
  },
});

async function commitsFrom(
  repository: GuardedRepository,
  start: string,
  { maxCount, file }: { maxCount: number; file?: string | undefined },
): Promise<Commit[]> {
  const paths = file === undefined ? [] : [pathspec(file)];
  const commits = await readLog(repository, [`--max-count=${maxCount}`, start, '--', ...paths]);
  if (commits) return commits;
  throw new ToolError('These commits are too long to list. Ask for fewer.', { path: ['maxCount'] });
}

/** Just these commits, in this order; null when they are too long to be told. */
export function commitsNamed(
  repository: GuardedRepository,
  hashes: readonly string[],
): Promise<Commit[] | null> {
  return readLog(repository, ['--no-walk=unsorted', ...hashes, '--']);
}

async function readLog(repository: GuardedRepository, args: string[]): Promise<Commit[] | null> {
  const plain = ['--no-color', '--no-show-signature', '--no-mailmap', '--no-follow', '--encoding=UTF-8'];
  const format = ['-z', '--decorate=full', `--format=${FORMAT}`];
  const { bytes, truncated } = await repository.git(['log', ...plain, ...format, ...args]);
  return truncated ? null : parseLog(bytes.toString());
}

function parseLog(output: string): Commit[] {
  const fields = output.split('\0');
  const commits: Commit[] = [];
  while (fields.length > FIELDS) {
    const [hash, date, name, email, message, body, refs] = fields.splice(0, FIELDS) as Fields;
    commits.push({
      hash,
      date,
      author: { name, email },
      message,
      body: body.trimEnd(),
      refs: refs === '' ? [] : refs.split(/, | -> /).map((ref) => ref.replace(/^tag: /, '')),
    });
  }
  return commits;
}

function line({ hash, date, author, message }: Commit): string {
  return `${hash.slice(0, 12)} ${date} ${author.name}: ${message}`;
}
