import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { nameOf, without, withSecondName } from './git-hard-links.ts';
import { commitOf, file, folder, limitedTo, ref } from './git-refs.ts';
import { refuseSpecialFiles, TIME_LIMITS } from './git-special-files.ts';

/** Most changed files that are listed. */
export const MAX_FILES = 2000;
/** Longest text of a diff, in bytes. */
export const MAX_DIFF_BYTES = 200 * 1024;

export const changedFile = z.strictObject({
  path: z.string().describe('Relative to the top of the repository.'),
  insertions: z.int().min(0).describe('Lines added; 0 of a binary file.'),
  deletions: z.int().min(0).describe('Lines removed; 0 of a binary file.'),
  binary: z.boolean(),
  from: z.string().optional().describe('Its former path, of one renamed.'),
});
type ChangedFile = z.output<typeof changedFile>;

export const gitDiff = defineTool({
  name: 'git_diff',
  title: 'Git diff',
  description:
    'Shows what changed in a git repository: in the working tree since it was staged; with `staged`, in the index ' +
    'since HEAD; with `from`, since that commit; with `from` and `to`, between two commits. Untracked files are left out.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'diff', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    staged: z.boolean().default(false).describe('Compare what is staged, not the working tree.'),
    from: ref.optional().describe('The older commit: branch, tag, hash, or an expression such as `HEAD~2`.'),
    to: ref.optional().describe('The newer commit; needs `from`.'),
    file: file.optional(),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    files: z.array(changedFile).describe(`At most ${MAX_FILES}.`),
    leftOut: z
      .array(z.string())
      .describe('Changed files that are not shown: they have a second name (a hard link), perhaps outside.'),
    diff: z.string().describe(`The unified diff, at most ${MAX_DIFF_BYTES} bytes.`),
    truncated: z.boolean().describe('True when `diff` or `files` is cut off: ask for one `file`.'),
  }),
  examples: [
    { description: 'What is not staged yet', arguments: {} },
    { description: 'What is staged', arguments: { staged: true } },
  ],
  limits: TIME_LIMITS,
  effects: (args) => [`Compares files of the git repository of "${args.path}"; changes nothing.`],
  async run(args, context) {
    const { signal } = context;
    refuseContradiction(args);
    const repository = await openRepository(context, args.path);
    if (showsWorkingTree(args)) await refuseSpecialFiles(repository, signal);
    const paths = limitedTo(repository, args.file);
    const sides = await sidesOf(repository, args);
    const all = await list(repository, [...sides, ...paths]);
    const linked = showsWorkingTree(args) ? await withSecondName(repository, all.paths, signal) : [];
    const shownPaths = [...paths, ...without(linked)];
    const listed = linked.length === 0 ? all : await list(repository, [...sides, ...shownPaths]);
    const result = {
      repository: repository.top,
      leftOut: linked.map(nameOf),
      ...(await shown(repository, listed, [...sides, ...shownPaths])),
    };
    return toolResult(result, textOf(result));
  },
});

function textOf({
  diff,
  leftOut,
  truncated,
}: {
  diff: string;
  leftOut: string[];
  truncated: boolean;
}): string {
  const notes = leftOut.map((path) => `… (${JSON.stringify(path)} has a second name and is left out)`);
  if (truncated) notes.push('… (cut off)');
  return [diff || 'No differences.', ...notes].join('\n');
}

/** What changed between two commits or trees. @param paths as `limitedTo` gives them. */
export async function changesBetween(
  repository: GuardedRepository,
  from: string,
  to: string,
  paths: string[],
): Promise<{ files: ChangedFile[]; diff: string; truncated: boolean }> {
  const args = [from, to, ...paths];
  return shown(repository, await list(repository, args), args);
}

async function shown(
  repository: GuardedRepository,
  { files, isCut }: { files: ChangedFile[]; isCut: boolean },
  args: string[],
) {
  const { bytes, truncated } = await diff(repository, ['--patch', ...args], MAX_DIFF_BYTES);
  return {
    files: files.slice(0, MAX_FILES),
    // A character that the limit has cut is dropped.
    diff: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true }),
    truncated: truncated || isCut || files.length > MAX_FILES,
  };
}

/** What changed, and where: `paths` are the bytes that git gives, as Latin-1. */
async function list(repository: GuardedRepository, args: string[]) {
  const { bytes, truncated } = await diff(repository, ['--numstat', '-z', ...args], 16 * 1024 * 1024);
  const listed = parseNumstat(bytes.toString('latin1'));
  const files = listed.map(({ path, from, ...counts }) => ({
    path: nameOf(path),
    ...counts,
    ...(from !== undefined && { from: nameOf(from) }),
  }));
  return { files, paths: listed.map(({ path }) => path), isCut: truncated };
}

interface Sides {
  staged: boolean;
  from?: string | undefined;
  to?: string | undefined;
}

function showsWorkingTree({ staged, to }: Sides): boolean {
  return !staged && to === undefined;
}

function refuseContradiction({ staged, from, to }: Sides): void {
  if (to === undefined) return;
  if (from === undefined) throw new ToolError('`to` needs `from`, the older commit.', { path: ['from'] });
  if (staged) throw new ToolError('`staged` compares the index, so it takes no `to`.', { path: ['staged'] });
}

async function sidesOf(repository: GuardedRepository, { staged, from, to }: Sides): Promise<string[]> {
  const sides = staged ? ['--cached'] : [];
  if (from !== undefined) sides.push(await commitOf(repository, from, 'from'));
  if (to !== undefined) sides.push(await commitOf(repository, to, 'to'));
  return sides;
}

function diff(repository: GuardedRepository, args: string[], maxBytes: number) {
  const safe = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=all', '--no-color'];
  const form = ['--find-renames', '--src-prefix=a/', '--dst-prefix=b/'];
  return repository.git(['diff', ...safe, ...form, ...args], { maxBytes });
}

/** Reads `git diff --numstat -z`: counts and path; of a rename no path, but two more records. */
function parseNumstat(output: string): ChangedFile[] {
  const records = output.split('\0').slice(0, -1);
  const files: ChangedFile[] = [];
  for (let record = records.shift(); record !== undefined; record = records.shift()) {
    const [insertions, deletions, ...rest] = record.split('\t');
    const counts = {
      insertions: Number(insertions) || 0,
      deletions: Number(deletions) || 0,
      binary: insertions === '-',
    };
    const path = rest.join('\t');
    if (path !== '') files.push({ path, ...counts });
    // The end may be cut off.
    else if (records.length >= 2) files.push({ from: records.shift()!, path: records.shift()!, ...counts });
  }
  return files;
}
