import { randomUUID } from 'node:crypto';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { defineTool, type ToolContext, ToolError, toolResult, type Workspace, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import type { Config } from './config.ts';
import { Door } from './git-door.ts';
import { type GuardedRepository } from './git-guard.ts';
import { about, MAX_BYTES, MAX_MIB, tooLarge } from './git-host.ts';
import { headOf } from './git-refs.ts';
import { reaching, unusable } from './git-remote.ts';
import { runGit } from './git-run.ts';
import { WRITE_SETTINGS } from './git-settings.ts';
import { branchName, NETWORK_LIMITS } from './git-shapes.ts';
import { currentBranch, openToWrite, refuseHidden } from './git-write.ts';

const MEBIBYTE = 1024 * 1024;

export const gitClone = defineTool({
  name: 'git_clone',
  title: 'Git clone',
  description:
    'Copies a repository from another host, over http: or https:, into a new folder of the workspace. Submodules are left out; hooks ' +
    `and filters never run. At most ${MAX_MIB} MiB, as sent and as files, and what the server lets be written (\`jailDiskBytes\`). What ` +
    'fails leaves nothing behind.',
  category: 'VERSION_CONTROL',
  tags: ['git', 'repository', 'remote', 'workspace'],
  requiredCompetencies: ['git'],
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: true },
  parameters: z.strictObject({
    url: z
      .string()
      .min(1)
      .max(2_000)
      .describe('Its address, such as `https://github.com/git/git.git`; no name or password in it.'),
    path: z
      .string()
      .min(1)
      .optional()
      .describe('The new folder, relative to the workspace. Default: the last part of `url`.'),
    branch: branchName.optional().describe('The branch to be on. Default: the one that the other host says.'),
    depth: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Only so many commits of that branch. Default: all of all branches.'),
  }),
  returns: z.strictObject({
    path: z.string().describe('The new folder, relative to the workspace.'),
    branch: z.string().nullable().describe('The branch that is checked out; null when it is a tag.'),
    hash: z.string().nullable().describe('The commit that is checked out; null in an empty repository.'),
    fileCount: z.int().min(0).describe('How many files the working tree has.'),
  }),
  examples: [
    {
      description: 'The newest state of a project',
      arguments: { url: 'https://github.com/git/git.git', depth: 1 },
    },
  ],
  limits: NETWORK_LIMITS,
  needs: { programs: { git: '>=2.37' } },
  effects: ({ url, path }) => [
    `Copies the repository ${printable(url)} into the new folder "${path ?? nameIn(url)}".`,
  ],
  async run(args, context) {
    const path = normalize(args.path ?? nameIn(args.url)).replace(/\/$/, '');
    await using door = new Door(
      { address: args.url, service: 'git-upload-pack', argument: 'url' },
      context as ToolContext<Config>,
    );
    const made = await makeFolder(context.workspace, path);
    try {
      await copy(args, path, context, door);
      const answer = await checkOut(path, args.branch ?? null, context);
      const told =
        answer.hash === null
          ? 'its default branch has no commits, so no files are there'
          : `${answer.fileCount} files`;
      return toolResult({ path, ...answer }, `Cloned into ${path}: ${told}.`);
    } catch (error) {
      await removeFolders(context, made);
      throw unusable(error, 'url');
    }
  },
});

function nameIn(url: string): string {
  return basename(URL.parse(url)?.pathname ?? '').replace(/\.git$/, '') || 'repository';
}

/**
 * Where tools may write. @returns the folders that were made, the new one first, none through a link.
 * @throws ToolError when there is something already, or nothing may be there.
 */
async function makeFolder(workspace: Workspace, path: string): Promise<string[]> {
  const missing = await missingOf(workspace, path);
  if (missing.length === 0)
    throw new ToolError(`"${printable(path)}" exists already. Give another \`path\`.`, { path: ['path'] });
  const probe = join(path, `${randomUUID()}.tmp`);
  await workspace.write(probe, '');
  await workspace.remove(probe);
  const { path: place } = await workspace.stat(path);
  return missing.map((_, depth) => join(place, '../'.repeat(depth)).replace(/\/$/, ''));
}

/** The folder and those above it that are not there. */
async function missingOf(workspace: Workspace, path: string): Promise<string[]> {
  const isThere = await workspace.stat(path).then(
    () => true,
    () => false,
  );
  if (isThere || path === '.') return [];
  return [path, ...(await missingOf(workspace, dirname(path)))];
}

/** What somebody else put into those above meanwhile, stays. */
async function removeFolders({ workspace, log }: ToolContext, made: readonly string[]): Promise<void> {
  const [place = '', ...above] = made;
  try {
    await workspace.remove(place, { recursive: true, git: true });
    for (const folder of above) await workspace.remove(folder);
  } catch (error) {
    const details = { folder: place, error: String(error) };
    log.warn('A part of what a failed git_clone made could not be removed.', details);
  }
}

async function copy(
  { url, branch, depth }: { url: string; branch?: string | undefined; depth?: number | undefined },
  path: string,
  context: ToolContext,
  door: Door,
): Promise<void> {
  const { workspace, jail, signal } = context;
  const options = [
    '--no-checkout',
    '--template=',
    '--no-recurse-submodules',
    '--progress',
    '--origin=origin',
  ];
  if (branch !== undefined) options.push(`--branch=${branch}`);
  if (depth !== undefined) options.push(`--depth=${depth}`);
  const reach = reaching(door, context);
  await runGit(['clone', ...options, '--', url, '.'], {
    ...{ root: workspace.root, folder: join(workspace.root, path), repository: {}, writes: [path] },
    ...{ ...reach, settings: [...WRITE_SETTINGS, ...reach.settings], signal },
    jail: (await jail.isolates()) ? jail : null,
  });
}

async function checkOut(path: string, branch: string | null, context: ToolContext) {
  const repository = await openToWrite(context, path);
  if ((await headOf(repository)) === null) return { branch, hash: null, fileCount: 0 };
  await refuseHidden(repository, 'HEAD', 'url');
  const fileCount = await filesOf(repository);
  await repository.git(['reset', '--hard', '--quiet', 'HEAD']);
  return { branch: await currentBranch(repository), hash: await headOf(repository), fileCount };
}

/** How many files HEAD has. @throws ToolError when they are too large together: packed, they may be a thousand times smaller. */
async function filesOf(repository: GuardedRepository): Promise<number> {
  const { bytes, truncated } = await repository.git(
    ['ls-tree', '-r', '-z', '--long', '--full-tree', 'HEAD'],
    {
      maxBytes: 256 * MEBIBYTE,
    },
  );
  const rows = bytes.toString('latin1').split('\0').slice(0, -1);
  const sizes = rows.map((row) => Number(/^\d+ \w+ \w+ +(\d+)\t/.exec(row)?.[1] ?? 0));
  if (truncated || sizes.reduce((sum, size) => sum + size, 0) > MAX_BYTES) throw about('url', tooLarge());
  return rows.length;
}
