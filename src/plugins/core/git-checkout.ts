import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import type { GuardedRepository } from './git-guard.ts';
import { answerOf, commitOf, file, folder, headOf, pathspec, ref } from './git-refs.ts';
import { branchName, changedFile, NOTHING_RUNS, WRITE_LIMITS } from './git-shapes.ts';
import { currentBranch, explained, openToWrite, parseChanges, refuseHidden, shortName } from './git-write.ts';

const MAX_FILES = 2000;
const parameters = z.strictObject({
  path: folder,
  branch: branchName
    .optional()
    .describe('The branch to be on: one of this repository (git_branches), or with `create` a new one.'),
  create: z.boolean().default(false).describe('Make the branch, at `ref`.'),
  ref: ref
    .optional()
    .describe(
      'A commit: where a new branch begins; without `branch`, and without `files`, the commit to be on (HEAD is detached ' +
        'then); with `files`, where their content comes from. Default: HEAD.',
    ),
  files: z
    .array(file)
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'Instead of changing the branch: give these files the content that they have in `ref`. Their changes are lost.',
    ),
});
type Arguments = z.output<typeof parameters>;

export const gitCheckout = defineTool({
  name: 'git_checkout',
  title: 'Git checkout',
  description:
    'Changes to a branch or commit, makes a branch, or takes files back from a commit. Changes that are not committed are carried ' +
    `over; where they would be lost, it is refused, but for \`files\` that are named. ${NOTHING_RUNS}`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'branch', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters,
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    branch: z.string().nullable().describe('The branch that is checked out now; null when HEAD is detached.'),
    hash: z.string().nullable().describe('The commit that is checked out now; null where there is none yet.'),
    previousHash: z.string().nullable().describe('The one before.'),
    files: z
      .array(changedFile)
      .describe(`What differs between the two commits, or was taken back; at most ${MAX_FILES}.`),
  }),
  examples: [
    { description: 'Begin a branch', arguments: { branch: 'feature/login', create: true } },
    { description: 'Take a file back as it was committed', arguments: { files: ['README.md'] } },
  ],
  limits: WRITE_LIMITS,
  effects: (args) => [effectOf(args)],
  async run(args, context) {
    refuseContradiction(args);
    const repository = await openToWrite(context, args.path);
    const before = await headOf(repository);
    const taken = args.files ? await takeFiles(repository, args, args.files) : await change(repository, args);
    const hash = await headOf(repository);
    const files = taken ?? (await differences(repository, before, hash));
    const branch = await currentBranch(repository);
    return toolResult(
      { repository: repository.top, branch, hash, previousHash: before, files: files.slice(0, MAX_FILES) },
      `On ${branch ?? 'no branch'} at ${hash?.slice(0, 12) ?? 'no commit'}; ${files.length} files changed.`,
    );
  },
});

function effectOf({ path, branch, create, ref = 'HEAD', files }: Arguments): string {
  const where = `in the git repository of "${path}"`;
  if (files)
    return `Replaces ${files.map(shortName).join(', ')} ${where} by what ${shortName(ref)} has; changes are lost.`;
  if (branch === undefined) return `Checks out the commit ${shortName(ref)} ${where}.`;
  if (!create) return `Checks out the branch ${shortName(branch)} ${where}.`;
  return `Makes the branch ${shortName(branch)} at ${shortName(ref)} and checks it out ${where}.`;
}

function refuseContradiction(args: Arguments): void {
  const found = CONTRADICTIONS.find(([applies]) => applies(args));
  if (found) throw new ToolError(found[2], { path: [found[1]] });
}

const CONTRADICTIONS: readonly (readonly [(args: Arguments) => boolean, string, string])[] = [
  [
    ({ files, branch }) => files !== undefined && branch !== undefined,
    'files',
    '`files` are taken from a `ref`; a `branch` is not changed to meanwhile. Give one of them.',
  ],
  [
    ({ create, branch }) => create && branch === undefined,
    'branch',
    '`create` needs the name of the `branch`.',
  ],
  [
    ({ create, branch, ref }) => !create && branch !== undefined && ref !== undefined,
    'ref',
    'A branch that is there has its commit. Leave `ref` out, or `create` a branch.',
  ],
  [
    ({ branch, ref, files }) => branch === undefined && ref === undefined && files === undefined,
    'branch',
    'Say what to check out: a `branch`, a `ref`, or `files`.',
  ],
];

async function takeFiles(
  repository: GuardedRepository,
  { ref = 'HEAD' }: Arguments,
  files: readonly string[],
) {
  const paths = files.map((name, index) => pathspec(name, ['files', String(index)]));
  const commit = await commitOf(repository, ref, 'ref');
  await refuseHidden(repository, commit, 'files');
  const between = ['diff', '--name-status', '--no-renames', '-z', '-R', commit, '--', ...paths];
  const changes = parseChanges((await repository.git(between)).bytes);
  await repository
    .git(['restore', `--source=${commit}`, '--staged', '--worktree', '--', ...paths])
    .catch((error: unknown) => {
      throw explained(error, 'files', [
        [/did not match any file/, 'That commit has no such file. git_show tells what it has.'],
      ]);
    });
  return changes;
}

/** Null: what differs is to be looked up. */
async function change(repository: GuardedRepository, args: Arguments): Promise<null> {
  const { branch, create, ref = 'HEAD' } = args;
  const target = branch === undefined || create ? ref : `refs/heads/${branch}`;
  const argument = branch === undefined || create ? 'ref' : 'branch';
  const isUnborn = create && args.ref === undefined && (await headOf(repository)) === null;
  const commit = isUnborn ? null : await commitOf(repository, target, argument);
  if (commit !== null) await refuseHidden(repository, commit, argument);
  await repository
    .git(['switch', '--no-guess', '--no-progress', ...targetOf(args, commit)])
    .catch((error: unknown) => {
      throw explained(error, branch === undefined ? 'ref' : 'branch', FAILURES);
    });
  return null;
}

function targetOf({ branch, create }: Arguments, commit: string | null): string[] {
  if (branch === undefined) return ['--detach', commit!];
  return create ? ['--create', branch, ...(commit === null ? [] : [commit])] : [branch];
}

const FAILURES = [
  [/already exists/, 'There is a branch of that name already. Leave `create` out to change to it.'],
  [
    /not a valid branch name|cannot lock ref/,
    'A branch cannot have that name (`git check-ref-format` tells the rules), or another one is in its way.',
  ],
  [
    /would be overwritten/,
    'Changes that are not committed would be lost. Commit them, or take the files back, first. git_status names them.',
  ],
  [
    /resolve your current index|unmerged|in the middle of|cannot switch branch while/,
    'A merge or rebase is not finished here. Finish it first.',
  ],
  [/already checked out at/, 'Another working tree has that branch.'],
] as const;

async function differences(repository: GuardedRepository, from: string | null, to: string | null) {
  if (to === null || from === to) return [];
  const empty = from ?? (await answerOf(repository, ['hash-object', '-t', 'tree', '/dev/null']))!;
  return parseChanges(
    (await repository.git(['diff', '--name-status', '--no-renames', '-z', empty, to, '--'])).bytes,
  );
}
