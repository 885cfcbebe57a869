import { defineTool, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import { Door } from './git-door.ts';
import { commitOf, folder } from './git-refs.ts';
import { addressOf, LEADS_ELSEWHERE, reaching, unusable } from './git-remote.ts';
import { branchName, NETWORK_LIMITS, NOTHING_RUNS, remoteName } from './git-shapes.ts';
import { currentBranch, explained, openToWrite } from './git-write.ts';

export const gitPush = defineTool({
  name: 'git_push',
  title: 'Git push',
  description:
    'Brings a branch to the branch of the same name at a remote, over http: or https:. Where that has commits which are not ' +
    `here, it is refused, unless \`force\` is given. ${NOTHING_RUNS}`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'remote', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  parameters: z.strictObject({
    path: folder,
    remote: remoteName,
    branch: branchName
      .optional()
      .describe('The branch, of this repository. Default: the one that is checked out.'),
    force: z
      .boolean()
      .default(false)
      .describe(
        'Replace the commits of the remote, if they are still those of the last git_fetch (`--force-with-lease`).',
      ),
    setUpstream: z.boolean().default(false).describe('Let the branch follow that of the remote from now on.'),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    branch: z.string(),
    hash: z.string().describe('The commit that the branch has at the remote now.'),
    change: z.enum(['created', 'updated', 'forced', 'unchanged']).describe('What happened to it there.'),
  }),
  examples: [{ description: 'Bring the current branch to origin', arguments: { setUpstream: true } }],
  limits: NETWORK_LIMITS,
  needs: { programs: { git: '>=2.37' } },
  effects: ({ branch, remote, path, force }) => [
    `Brings ${branch === undefined ? 'the current branch' : `the branch "${branch}"`} of the git repository of "${path}" to the remote "${remote}"` +
      `${force ? ', and replaces the commits that it has there' : ''}.`,
  ],
  async run(args, context) {
    const repository = await openToWrite(context, args.path, LEADS_ELSEWHERE);
    const branch = args.branch ?? (await currentBranch(repository));
    if (branch === null)
      throw new ToolError('No branch is checked out here (HEAD is detached). Name one.', {
        path: ['branch'],
      });
    const name = `refs/heads/${branch}`;
    const hash = await commitOf(repository, name, 'branch');
    const address = await addressOf(repository, args.remote, true);
    await using door = new Door(
      { address, service: 'git-receive-pack', argument: 'remote' },
      context as ToolContext<Config>,
    );
    const options = [
      '--porcelain',
      '--progress',
      '--no-verify',
      '--no-recurse-submodules',
      '--no-signed',
      '--no-follow-tags',
    ];
    if (args.force) options.push(`--force-with-lease=${name}`);
    if (args.setUpstream) options.push('--set-upstream');
    const { bytes } = await repository
      .git(['push', ...options, '--', args.remote, `${name}:${name}`], reaching(door, context))
      .catch((error: unknown) => {
        throw unusable(explained(error, 'branch', REJECTIONS), 'remote');
      });
    const flag = /^([ +*=!-])\t/m.exec(bytes.toString())?.[1];
    const change = CHANGES[flag as keyof typeof CHANGES] ?? 'updated';
    return toolResult(
      { repository: repository.top, branch, hash, change },
      `${branch} is at ${hash.slice(0, 12)} at ${args.remote} (${change}).`,
    );
  },
});

/** Flags of `git push --porcelain`. */
const CHANGES = { '*': 'created', ' ': 'updated', '+': 'forced', '=': 'unchanged' } as const;

const REJECTIONS = [
  [
    /stale info/,
    'The remote has other commits than at the last fetch. git_fetch, look at them, then push again.',
  ],
  [
    /non-fast-forward|fetch first/,
    'The remote has commits that are not here. git_fetch, bring them in, then push again.',
  ],
  [
    /remote rejected|pre-receive hook|denied/,
    'The other host refuses that change of the branch; its rules say why.',
  ],
] as const;
