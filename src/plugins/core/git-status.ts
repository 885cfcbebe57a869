import { defineTool, type ToolContext, toolResult, z } from 'gathering/plugin';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { folder, limitedTo } from './git-refs.ts';
import { refuseSpecialFiles, TIME_LIMITS } from './git-special-files.ts';

const MAX_FILES = 2000;

const STATES = {
  '.': 'unmodified',
  M: 'modified',
  T: 'typechange',
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  U: 'unmerged',
  '?': 'untracked',
} as const;
const state = z.enum(Object.values(STATES));

const fileState = z.strictObject({
  path: z.string().describe('Relative to the top of the repository; an untracked folder ends in `/`.'),
  index: state.describe('What is staged, compared with HEAD.'),
  workingTree: state.describe('What is not staged, compared with the index.'),
  from: z.string().optional().describe('Its former path, of one renamed or copied.'),
});
type FileState = z.output<typeof fileState>;

const result = z.strictObject({
  repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
  branch: z.string().nullable().describe('The current branch; null when HEAD is detached.'),
  upstream: z.string().nullable().describe('The branch it follows, e.g. `origin/main`.'),
  ahead: z.int().min(0).nullable().describe('Commits that upstream lacks; null without one.'),
  behind: z.int().min(0).nullable().describe('Commits of upstream that it lacks; null without one.'),
  detached: z.boolean().describe('True when HEAD is no branch.'),
  clean: z.boolean().describe('True when `files` is empty.'),
  files: z
    .array(fileState)
    .describe(`At most ${MAX_FILES}. Unchanged, ignored and submodule files are left out.`),
  truncated: z.boolean().describe('True when there are more files.'),
});
type Status = z.output<typeof result>;

export const gitStatus = defineTool({
  name: 'git_status',
  title: 'Git status',
  description:
    'Tells the state of a git repository: its branch, how far it is from upstream, and which files are changed, ' +
    'staged, in conflict or untracked.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({ path: folder }),
  returns: result,
  examples: [{ description: 'The repository at the top of the workspace', arguments: {} }],
  limits: TIME_LIMITS,
  effects: (args) => [`Looks at the git repository of "${args.path}"; changes nothing.`],
  async run(args, context) {
    const options = ['--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--find-renames'];
    const status = await unlessSpecial(context, args.path, async (repository) => {
      const paths = limitedTo(repository, undefined);
      const output = await repository.git(['status', ...options, '--ignore-submodules=all', ...paths]);
      return parseStatus(output.bytes.toString(), repository.top, output.truncated);
    });
    return toolResult(status, summary(status));
  },
});

/**
 * Runs git while it is looked for special files that git would wait for; where there is one, git is ended.
 * @throws ToolError for such a file; what the work throws.
 */
async function unlessSpecial<T>(
  context: Pick<ToolContext, 'workspace' | 'jail' | 'signal'>,
  path: string,
  work: (repository: GuardedRepository) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const repository = await openRepository({ ...context, signal }, path);
  const check = refuseSpecialFiles(repository, signal).catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  const [checked, done] = await Promise.allSettled([check, work(repository)]);
  if (checked.status === 'rejected') throw checked.reason;
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}

/** Reads `git status --porcelain=v2 --branch -z`: records end in NUL, a rename has its former path as a second one. */
function parseStatus(output: string, repository: string, truncated: boolean): Status {
  const records = output.split('\0').slice(0, -1);
  const heads = new Map<string, string>();
  const files: FileState[] = [];
  while (records.length > 0) {
    const record = records.shift()!;
    const head = /^# (\S+) (.*)$/s.exec(record);
    if (head) heads.set(head[1]!, head[2]!);
    else files.push(parseFile(record, () => records.shift()));
  }
  const detached = heads.get('branch.head') === '(detached)';
  const [, ahead = null, behind = null] = /^\+(\d+) -(\d+)$/.exec(heads.get('branch.ab') ?? '') ?? [];
  return {
    repository,
    branch: detached ? null : (heads.get('branch.head') ?? null),
    upstream: heads.get('branch.upstream') ?? null,
    ahead: ahead === null ? null : Number(ahead),
    behind: behind === null ? null : Number(behind),
    detached,
    clean: files.length === 0,
    files: files.slice(0, MAX_FILES),
    truncated: truncated || files.length > MAX_FILES,
  };
}

/** Fields before the path: 8 of an ordinary change, 9 of a rename, 10 of a conflict. */
function parseFile(record: string, former: () => string | undefined): FileState {
  const [, kind, index, workingTree] = /^(.) (.)(.)/s.exec(record) ?? [];
  const path = (fields: number) => record.split(' ').slice(fields).join(' ');
  if (kind === '1') return { path: path(8), index: stateOf(index), workingTree: stateOf(workingTree) };
  if (kind === 'u') return { path: path(10), index: 'unmerged', workingTree: 'unmerged' };
  if (kind === '2') {
    return { path: path(9), index: stateOf(index), workingTree: stateOf(workingTree), from: former() };
  }
  return { path: path(1), index: 'untracked', workingTree: 'untracked' };
}

function stateOf(letter: string | undefined): FileState['index'] {
  return STATES[letter as keyof typeof STATES] ?? 'modified';
}

function summary({ branch, upstream, ahead, behind, files, truncated }: Status): string {
  const distance = upstream === null ? '' : `, ${ahead ?? 0} ahead of and ${behind ?? 0} behind ${upstream}`;
  const lines = files.map(({ path, index, workingTree, from }) => {
    const former = from === undefined ? '' : ` (was ${JSON.stringify(from)})`;
    return `${JSON.stringify(path)}${former}: index ${index}, working tree ${workingTree}`;
  });
  const rest = lines.length === 0 ? ['Nothing is changed.'] : lines;
  return [`Branch: ${branch ?? '(detached)'}${distance}`, ...rest, ...(truncated ? ['… and more'] : [])].join(
    '\n',
  );
}
