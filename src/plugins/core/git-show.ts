import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import { changedFile, changesBetween, MAX_DIFF_BYTES, MAX_FILES } from './git-diff.ts';
import { type GuardedRepository, openRepository } from './git-guard.ts';
import { commit, type Commit, commitsNamed } from './git-log.ts';
import { commitOf, file, folder, limitedTo, ref } from './git-refs.ts';
import { refuseSpecialFiles, TIME_LIMITS } from './git-special-files.ts';

export const gitShow = defineTool({
  name: 'git_show',
  title: 'Git show',
  description:
    'Shows one commit of a git repository: who made it, when and why, and what it changed since its first parent. ' +
    'Of a merge, that is all that it brought in.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'history', 'diff', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({ path: folder, ref: ref.default('HEAD'), file: file.optional() }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    commit: commit.describe('The commit.'),
    parents: z.array(z.string()).describe('Their hashes: none of the first commit, several of a merge.'),
    files: z.array(changedFile).describe(`What it changed, at most ${MAX_FILES}.`),
    diff: z.string().describe(`The unified diff, at most ${MAX_DIFF_BYTES} bytes.`),
    truncated: z.boolean().describe('True when `diff` or `files` is cut off: ask for one `file`.'),
  }),
  examples: [{ description: 'What the newest commit changed', arguments: { ref: 'HEAD' } }],
  limits: TIME_LIMITS,
  effects: (args) => [`Reads a commit of the git repository of "${args.path}"; changes nothing.`],
  async run(args, context) {
    const repository = await openRepository(context, args.path);
    const paths = limitedTo(repository, args.file);
    await refuseSpecialFiles(repository, context.signal);
    const hash = await commitOf(repository, args.ref, 'ref');
    const [commit] = (await commitsNamed(repository, [hash])) ?? [];
    if (!commit) throw new ToolError('The message of this commit is too long to show.', { path: ['ref'] });
    const parents = await parentsOf(repository, hash);
    const before = parents[0] ?? (await emptyTree(repository));
    const changes = await changesBetween(repository, before, hash, paths);
    const result = { repository: repository.top, commit, parents, ...changes };
    return toolResult(result, textOf(result));
  },
});

async function parentsOf(repository: GuardedRepository, hash: string): Promise<string[]> {
  const { bytes } = await repository.git(['rev-parse', `${hash}^@`]);
  return bytes.toString().split('\n').slice(0, -1);
}

/** What the first commit is compared with. It depends on how the repository makes hashes. */
async function emptyTree(repository: GuardedRepository): Promise<string> {
  const { bytes } = await repository.git(['hash-object', '-t', 'tree', '--no-filters', '--', '/dev/null']);
  return bytes.toString().trim();
}

function textOf(shown: { commit: Commit; diff: string; truncated: boolean }): string {
  const { hash, author, date, message, body } = shown.commit;
  const head = [`commit ${hash}`, `Author: ${author.name} <${author.email}>`, `Date: ${date}`, '', message];
  if (body !== '') head.push('', body);
  const end = shown.truncated ? ['… (cut off)'] : [];
  return [...head, '', shown.diff || 'It changed no file.', ...end].join('\n');
}
