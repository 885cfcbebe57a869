import { normalize } from 'node:path/posix';
import { defineTool, ToolError, toolResult, z } from 'gathering/plugin';
import { withSecondName, nameOf } from './git-hard-links.ts';
import type { GuardedRepository } from './git-guard.ts';
import { file, folder, hiddenIn, pathspec } from './git-refs.ts';
import { changedFile, NOTHING_RUNS, WRITE_LIMITS } from './git-shapes.ts';
import { explained, openToWrite, parseChanges, shortName } from './git-write.ts';

const MAX_FILES = 2000;

export const gitAdd = defineTool({
  name: 'git_add',
  title: 'Git add',
  description:
    'Stages files for the next commit: new, changed and deleted ones. What is hidden or ignored is left out; a file with a ' +
    `second name (a hard link) is refused. ${NOTHING_RUNS}`,
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'commit', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: folder,
    files: z
      .array(file)
      .min(1)
      .max(1_000)
      .describe(
        'Files and folders, relative to the top of the repository as git_status names them; `.` is everything.',
      ),
  }),
  returns: z.strictObject({
    repository: z.string().describe('Top folder of the repository, relative to the workspace.'),
    staged: z
      .array(changedFile)
      .describe(`All that is staged now, compared with HEAD; at most ${MAX_FILES}.`),
    truncated: z.boolean().describe('True when more is staged.'),
  }),
  examples: [{ description: 'Stage everything', arguments: { files: ['.'] } }],
  limits: WRITE_LIMITS,
  effects: (args) => [
    `Stages ${args.files.map(shortName).join(', ')} in the git repository of "${args.path}".`,
  ],
  async run(args, context) {
    const paths = args.files.map((name, index) => pathspec(name, ['files', String(index)]));
    const repository = await openToWrite(context, args.path);
    const isHidden = [...hiddenIn(repository), '.git'].some((path) =>
      args.files.some((name) => isBelow(normalize(name), path)),
    );
    if (isHidden) throw new ToolError(NO_SUCH_FILE, { path: ['files'] });
    const hidden = hiddenIn(repository).map((path) => `:(top,exclude,literal)${path}`);
    const specs = ['--', ...paths, ...hidden];
    await refuseSecondNames(repository, specs, context.signal);
    await repository.git(['add', '--all', ...specs]).catch((error: unknown) => {
      throw explained(error, 'files', FAILURES);
    });
    const all = await stagedOf(repository);
    const result = {
      repository: repository.top,
      staged: all.slice(0, MAX_FILES),
      truncated: all.length > MAX_FILES,
    };
    return toolResult(
      result,
      all.map(({ change, path }) => `${change} ${path}`).join('\n') || 'Nothing is staged.',
    );
  },
});

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

const NO_SUCH_FILE = 'There is no such file in the repository, nor was there. git_status tells the names.';
const FAILURES = [
  [/did not match any files/, NO_SUCH_FILE],
  [
    /ignored by one of your/,
    'One of these files is ignored (`.gitignore`). Leave it out, or change the rules.',
  ],
] as const;

/** What is staged, compared with HEAD. */
export async function stagedOf(repository: GuardedRepository) {
  const args = ['diff', '--cached', '--name-status', '--no-renames', '--ignore-submodules=none', '-z'];
  return parseChanges((await repository.git(args)).bytes);
}

/** Its other name may lie outside the workspace, where no tool may read. */
async function refuseSecondNames(
  repository: GuardedRepository,
  specs: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const args = ['ls-files', '-z', '--modified', '--others', '--exclude-standard', ...specs];
  const { bytes } = await repository.git(args);
  const names = bytes.toString('latin1').split('\0').slice(0, -1);
  const [linked] = await withSecondName(repository, names, signal);
  if (linked === undefined) return;
  throw new ToolError(
    `${shortName(nameOf(linked))} has a second name (a hard link), perhaps outside the workspace. Copy it, then add the copy.`,
    { path: ['files'] },
  );
}
