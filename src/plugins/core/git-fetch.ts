import { defineTool, type ToolContext, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import type { GuardedRepository } from './git-guard.ts';
import { MAX_MIB } from './git-host.ts';
import { folder } from './git-refs.ts';
import { Door } from './git-door.ts';
import { addressOf, LEADS_ELSEWHERE, reaching, unusable } from './git-remote.ts';
import { NETWORK_LIMITS, NOTHING_RUNS, remoteName } from './git-shapes.ts';
import { openToWrite } from './git-write.ts';

const MAX_REFS = 2000;

export const gitFetch = defineTool({
  name: 'git_fetch',
  title: 'Git fetch',
  description:
    'Gets the branches and tags of a remote, over http: or https:; the working tree and the local branches stay as they are. ' +
    `\`FETCH_HEAD\` is not written. At most ${MAX_MIB} MiB. ${NOTHING_RUNS} Submodules are not entered.`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'remote', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: true },
  parameters: z.strictObject({
    path: folder,
    remote: remoteName,
    prune: z.boolean().default(false).describe('Forget the branches that the remote has no more.'),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    updates: z
      .array(
        z.strictObject({
          ref: z.string().describe('Its full name, such as `refs/remotes/origin/main`.'),
          from: z.string().nullable().describe('Its commit before; null when it is new.'),
          to: z.string().nullable().describe('Its commit now; null when it was forgotten.'),
        }),
      )
      .describe(`What changed, by name; at most ${MAX_REFS}.`),
  }),
  examples: [{ description: 'What is new at origin', arguments: { prune: true } }],
  limits: NETWORK_LIMITS,
  needs: { programs: { git: '>=2.37' } },
  effects: (args) => [
    `Gets what is new at the remote "${args.remote}" of the git repository of "${args.path}".`,
  ],
  async run(args, context) {
    const repository = await openToWrite(context, args.path, LEADS_ELSEWHERE);
    const address = await addressOf(repository, args.remote, false);
    await using door = new Door(
      { address, service: 'git-upload-pack', argument: 'remote' },
      context as ToolContext<Config>,
    );
    const before = await refsOf(repository);
    const options = [
      '--no-recurse-submodules',
      '--no-auto-maintenance',
      // It would name the door.
      '--no-write-fetch-head',
      '--progress',
      ...(args.prune ? ['--prune'] : []),
    ];
    await repository
      .git(['fetch', ...options, '--', args.remote], reaching(door, context))
      .catch((error: unknown) => {
        throw unusable(error, 'remote');
      });
    const updates = changes(before, await refsOf(repository)).slice(0, MAX_REFS);
    const lines = updates.map(
      ({ ref, from, to }) => `${ref} ${from?.slice(0, 12) ?? '(new)'} → ${to?.slice(0, 12) ?? '(gone)'}`,
    );
    return toolResult({ repository: repository.top, updates }, lines.join('\n') || 'Nothing is new.');
  },
});

async function refsOf(repository: GuardedRepository): Promise<Map<string, string>> {
  const { bytes } = await repository.git(['for-each-ref', '--format=%(refname) %(objectname) %(symref)']);
  const lines = bytes.toString().split('\n').slice(0, -1);
  // One that stands for another, such as `refs/remotes/origin/HEAD`, changes with that.
  const own = lines.map((line) => line.split(' ')).filter(([, , symref]) => symref === '');
  return new Map(own.map(([ref, hash]) => [ref!, hash!]));
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((ref) => ({ ref, from: before.get(ref) ?? null, to: after.get(ref) ?? null }))
    .filter(({ from, to }) => from !== to);
}
