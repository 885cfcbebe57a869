import { defineTool, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import { stagedOf } from './git-add.ts';
import type { GuardedRepository } from './git-guard.ts';
import { answerOf, folder, headOf } from './git-refs.ts';
import { changedFile, NOTHING_RUNS, person, WRITE_LIMITS } from './git-shapes.ts';
import { currentBranch, explained, openToWrite, shortName } from './git-write.ts';

const MAX_FILES = 2000;

export const gitCommit = defineTool({
  name: 'git_commit',
  title: 'Git commit',
  description: `Commits what is staged (git_add). ${NOTHING_RUNS} The commit is not signed.`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'commit', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    message: z
      .string()
      .min(1)
      .max(65_536)
      .regex(/^[^\0]*$/, 'must not contain a NUL character')
      .describe('The message: a line that says what changes, then, behind an empty line, why.'),
    author: person
      .optional()
      .describe(
        'Who made it. Default: `gitAuthor` of the configuration of core, else `user.name` and `user.email` of the repository.',
      ),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    hash: z.string().describe('The new commit.'),
    branch: z.string().nullable().describe('The branch it is on; null when HEAD is detached.'),
    files: z.array(changedFile).describe(`What it changes; at most ${MAX_FILES}.`),
  }),
  examples: [
    {
      description: 'Commit what is staged',
      arguments: {
        message: 'Mend the sum of an empty list\n',
        author: { name: 'Ada', email: 'ada@example.org' },
      },
    },
  ],
  limits: WRITE_LIMITS,
  effects: (args) => [
    `Commits what is staged in the git repository of "${args.path}" as ${shortName(args.message.split('\n')[0]!)}.`,
  ],
  async run(args, context) {
    const repository = await openToWrite(context, args.path);
    const environment = await identity(repository, args.author, context as ToolContext<Config>);
    const files = await stagedOf(repository);
    if (files.length === 0 && !(await isMerging(repository)))
      throw new ToolError('Nothing is staged. Stage what belongs to the commit with git_add.', {
        path: ['path'],
      });
    const command = [
      'commit',
      '--quiet',
      '--file=-',
      '--cleanup=whitespace',
      '--no-verify',
      '--no-edit',
      '--no-status',
    ];
    await repository
      .git(command, { input: Buffer.from(args.message), environment })
      .catch((error: unknown) => {
        throw explained(error, 'message', FAILURES);
      });
    const hash = (await headOf(repository))!;
    const branch = await currentBranch(repository);
    const result = { repository: repository.top, hash, branch, files: files.slice(0, MAX_FILES) };
    return toolResult(
      result,
      `Committed ${hash.slice(0, 12)}, ${files.length} files, on ${branch ?? 'no branch'}.`,
    );
  },
});

const FAILURES = [
  [/empty commit message|Aborting commit due to empty/, '`message` has nothing but space. Say what changes.'],
  [
    /unmerged|unresolved conflict/,
    'Files are in conflict still: solve that, then git_add them. git_status names them.',
  ],
] as const;

async function isMerging(repository: GuardedRepository): Promise<boolean> {
  return (await answerOf(repository, ['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'])) !== null;
}

/** Nothing of the account that runs the server. */
async function identity(
  repository: GuardedRepository,
  given: z.output<typeof person> | undefined,
  { config }: ToolContext<Config>,
): Promise<Record<string, string>> {
  const { name, email } = given ?? config.gitAuthor ?? (await ownIdentity(repository));
  return {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
  };
}

async function ownIdentity(repository: GuardedRepository): Promise<{ name: string; email: string }> {
  const name = await answerOf(repository, ['config', '--get', 'user.name']);
  const email = await answerOf(repository, ['config', '--get', 'user.email']);
  if (name && email) return { name, email };
  throw new ToolError(
    'Nobody said who commits. Give `author`; or set `gitAuthor` in the configuration of core, or `user.name` and `user.email` in the repository.',
    { path: ['author'] },
  );
}
