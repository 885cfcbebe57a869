import { defineTool, toolResult, z } from 'gathering/plugin';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { answerOf, folder } from './git-refs.ts';

const MAX_BRANCHES = 1000;
/** No field can hold a NUL; a record ends in one, and in the line end that git adds. */
const FORMAT = [
  ...['%(refname)', '%(objectname)', '%(committerdate:iso-strict)', '%(contents:subject)'],
  ...['%(upstream:lstrip=2)', '%(upstream:track,nobracket)', '%(symref)', ''],
].join('%00');
const HEADS = 'refs/heads/';
const REMOTES = 'refs/remotes/';

const branch = z.strictObject({
  name: z.string().describe('As `ref` takes it: `main`; of a remote branch `origin/main`.'),
  kind: z.enum(['local', 'remote']).describe('Remote: as it was at the last fetch.'),
  hash: z.string().describe('Its newest commit.'),
  date: z.string().describe('When that was committed, RFC 3339.'),
  message: z.string().describe('First paragraph of its message, as one line.'),
  upstream: z.string().nullable().describe('The branch that it follows, e.g. `origin/main`.'),
  ahead: z.int().min(0).nullable().describe('Commits that upstream lacks; null without upstream.'),
  behind: z.int().min(0).nullable().describe('Commits of upstream that it lacks; null without upstream.'),
});
type Branch = z.output<typeof branch>;

export const gitBranches = defineTool({
  name: 'git_branches',
  title: 'Git branches',
  description:
    'Lists the branches of a git repository, by name: the local ones, and with `remote` also those of its remotes, as ' +
    'they were last fetched.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'branch', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    remote: z.boolean().default(false).describe('List the branches of remotes, too.'),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    current: z
      .string()
      .nullable()
      .describe('The branch that is checked out, which may have no commit yet; null when HEAD is detached.'),
    branches: z.array(branch).describe(`At most ${MAX_BRANCHES}.`),
    truncated: z.boolean().describe('True when there are more.'),
  }),
  examples: [{ description: 'The local branches', arguments: {} }],
  effects: (args) => [`Reads the branches of the git repository of "${args.path}"; changes nothing.`],
  async run(args, context) {
    const repository = await openRepository(context, args.path);
    const current = await currentBranch(repository);
    const all = await branchesOf(repository, args.remote ? [HEADS, REMOTES] : [HEADS]);
    const branches = all.slice(0, MAX_BRANCHES);
    const truncated = all.length > MAX_BRANCHES;
    const lines = branches.map((branch) => line(branch, current));
    if (truncated) lines.push('… (there are more)');
    return toolResult(
      { repository: repository.top, current, branches, truncated },
      lines.join('\n') || 'No branches.',
    );
  },
});

/** Null when HEAD is detached. */
async function currentBranch(repository: GuardedRepository): Promise<string | null> {
  const name = await answerOf(repository, ['symbolic-ref', '--quiet', 'HEAD']);
  return name === null ? null : name.replace(HEADS, '');
}

async function branchesOf(repository: GuardedRepository, places: string[]): Promise<Branch[]> {
  const { bytes } = await repository.git([
    ...['for-each-ref', '--sort=refname', `--format=${FORMAT}`, ...places],
  ]);
  const records = bytes.toString().split('\0\n').slice(0, -1);
  return records.map((record) => record.split('\0')).flatMap(branchFrom);
}

function branchFrom([name, hash, date, message, upstream, track, target]: string[]): Branch[] {
  // `origin/HEAD` is another name of a branch.
  if (target) return [];
  const isLocal = name!.startsWith(HEADS);
  const counted = upstream !== '' && track !== 'gone';
  const count = (word: string) =>
    counted ? Number(new RegExp(`${word} (\\d+)`).exec(track!)?.[1] ?? 0) : null;
  return [
    {
      name: name!.slice((isLocal ? HEADS : REMOTES).length),
      kind: isLocal ? 'local' : 'remote',
      hash: hash!,
      date: date!,
      message: message!,
      upstream: upstream || null,
      ahead: count('ahead'),
      behind: count('behind'),
    },
  ];
}

function line({ name, hash, message }: Branch, current: string | null): string {
  return `${name === current ? '*' : ' '} ${name} ${hash.slice(0, 12)} ${message}`;
}
