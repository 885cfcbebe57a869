import { normalize } from 'node:path/posix';
import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { type BlamedLine, parseBlame } from './git-blame-output.ts';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { type Commit, commitsNamed } from './git-log.ts';
import { commitOf, file, folder, hiddenIn, pathspec, ref } from './git-refs.ts';
import { refuseSpecialFiles, TIME_LIMITS } from './git-special-files.ts';

/** Most lines of one answer. */
export const MAX_LINES = 1000;

const line = z.strictObject({
  line: z.int().min(1).describe('Its number in the file, counted from 1.'),
  hash: z.string().describe('The commit that it comes from: one of `commits`.'),
  originalLine: z.int().min(1).describe('Its number in that commit.'),
  originalPath: z.string().describe('What the file was called in that commit.'),
  text: z.string().describe('The line without its end.'),
});
const source = z.strictObject({
  hash: z.string(),
  date: z.string().describe('When it was written, RFC 3339.'),
  author: z.strictObject({ name: z.string(), email: z.string() }),
  message: z.string().describe('First paragraph of the message, as one line.'),
});

export const gitBlame = defineTool({
  name: 'git_blame',
  title: 'Git blame',
  description:
    'Says of each line of a committed file which commit it comes from, through renames, and who wrote that. ' +
    `One call gives at most ${MAX_LINES} lines; changes that are not committed are left out.`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'history', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    file: file.describe('The file, relative to the top of the repository as git_status names it.'),
    ref: ref.default('HEAD'),
    startLine: z.int().min(1).max(100_000_000).default(1).describe('First line, counted from 1.'),
    endLine: z.int().min(1).max(100_000_000).optional().describe('Last line. Default: that of the file.'),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    lines: z.array(line).describe('In order.'),
    commits: z.array(source).describe('Those that lines come from, each once.'),
    truncated: z
      .boolean()
      .describe('True when lines that were asked for are left out: ask from the next one.'),
  }),
  examples: [
    { description: 'Who wrote the beginning of the README', arguments: { file: 'README.md', endLine: 10 } },
  ],
  limits: TIME_LIMITS,
  effects: (args) => [
    `Reads the history of a file of the git repository of "${args.path}"; changes nothing.`,
  ],
  async run(args, context) {
    const { startLine, endLine = Infinity } = args;
    if (endLine < startLine)
      throw new ToolError('`endLine` is before `startLine`. Give the last line.', { path: ['endLine'] });
    pathspec(args.file);
    const repository = await openRepository(context, args.path);
    await refuseSpecialFiles(repository, context.signal);
    const hash = await commitOf(repository, args.ref, 'ref');
    const byteSize = await sizeOf(repository, hash, args.file);
    const last = Math.min(endLine, startLine + MAX_LINES);
    const all = byteSize === 0 ? [] : await blame(repository, hash, normalize(args.file), startLine, last);
    const lines = all.slice(0, MAX_LINES);
    const commits = await sourcesOf(repository, lines);
    const result = { repository: repository.top, lines, commits, truncated: all.length > MAX_LINES };
    return toolResult(result, textOf(result));
  },
});

/** In bytes. @throws ToolError when the commit has no such file, or it is hidden. */
async function sizeOf(repository: GuardedRepository, hash: string, file: string): Promise<number> {
  const path = normalize(file);
  const isHidden = hiddenIn(repository).some((hidden) => path === hidden || path.startsWith(`${hidden}/`));
  const args = ['ls-tree', '--long', '-z', '--full-tree', hash, '--', pathspec(file)];
  const said = isHidden ? '' : (await repository.git(args)).bytes.toString('latin1');
  const size = /^\d+ blob [0-9a-f]+ +(\d+)\t/.exec(said)?.[1];
  if (size !== undefined) return Number(size);
  throw new ToolError(`That commit has no file "${printable(file)}". Give one as git_status names it.`, {
    path: ['file'],
  });
}

async function blame(
  repository: GuardedRepository,
  hash: string,
  path: string,
  first: number,
  last: number,
): Promise<BlamedLine[]> {
  // The empty one drops those that the repository's configuration names.
  const safe = ['--no-textconv', '--no-progress', '--ignore-revs-file='];
  const args = ['blame', '--porcelain', ...safe, `-L${first},${last}`, hash, '--', path];
  const { bytes, truncated } = await repository.git(args).catch((error: unknown) => {
    const only = error instanceof ToolError && /has only (\d+) line/.exec(error.message);
    if (!only) throw error;
    throw new ToolError(`The file has only ${only[1]} lines. Start at one of them.`, { path: ['startLine'] });
  });
  if (!truncated) return parseBlame(bytes);
  throw new ToolError('These lines are too long to tell. Ask for fewer.', { path: ['endLine'] });
}

/** As git_log tells them: names and addresses as they were written, whatever a mailmap says. */
async function sourcesOf(repository: GuardedRepository, lines: readonly BlamedLine[]) {
  const hashes = [...new Set(lines.map(({ hash }) => hash))];
  if (hashes.length === 0) return [];
  const commits = await commitsNamed(repository, hashes);
  if (!commits)
    throw new ToolError('Their commits are too long to tell. Ask for fewer lines.', { path: ['endLine'] });
  return commits.map(({ hash, date, author, message }) => ({ hash, date, author, message }));
}

function textOf({
  lines,
  commits,
  truncated,
}: {
  lines: readonly BlamedLine[];
  commits: readonly Pick<Commit, 'hash' | 'date' | 'author'>[];
  truncated: boolean;
}): string {
  const by = new Map(commits.map((commit) => [commit.hash, commit]));
  const shown = lines.map(({ hash, line, text }) => {
    const { author, date } = by.get(hash)!;
    return `${hash.slice(0, 12)} (${author.name} ${date.slice(0, 10)}) ${line}: ${text}`;
  });
  if (truncated) shown.push('… (there are more lines)');
  return shown.join('\n') || 'The file is empty.';
}
