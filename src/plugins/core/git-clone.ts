import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { defineTool, type ToolContext, ToolError, toolResult, type Workspace, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import type { Config } from './config.ts';
import { type GuardedRepository } from './git-guard.ts';
import { headOf } from './git-refs.ts';
import { connection, LEADS_ELSEWHERE, unreachable } from './git-remote.ts';
import { runGit } from './git-run.ts';
import { WRITE_SETTINGS } from './git-settings.ts';
import { branchName, NETWORK_LIMITS } from './git-shapes.ts';
import { currentBranch, openToWrite, refuseHidden } from './git-write.ts';

const MEBIBYTE = 1024 * 1024;
/** Of the working tree, and of what comes over the network. */
const MAX_MIB = 2048;

export const gitClone = defineTool({
  name: 'git_clone',
  title: 'Git clone',
  description:
    'Copies a repository from another host, over http: or https:, into a new folder of the workspace. Submodules are left out; hooks ' +
    `and filters never run. At most ${MAX_MIB} MiB, as sent and as files. What fails leaves nothing behind.`,
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
    const reach = await connection(args.url, 'url', context as ToolContext<Config>);
    await makeFolder(context.workspace, path);
    try {
      const hasCommits = await copy(args, path, context, reach);
      const answer = hasCommits
        ? await checkOut(path, context)
        : { branch: args.branch ?? null, hash: null, fileCount: 0 };
      const told = hasCommits
        ? `${answer.fileCount} files`
        : 'it has no commits; if it should, look at the address';
      return toolResult({ path, ...answer }, `Cloned into ${path}: ${told}.`);
    } catch (error) {
      await rm(join(context.workspace.root, path), { recursive: true, force: true });
      throw error;
    }
  },
});

function nameIn(url: string): string {
  return basename(URL.parse(url)?.pathname ?? '').replace(/\.git$/, '') || 'repository';
}

/** Where tools may write. @throws ToolError when there is something already, or nothing may be there. */
async function makeFolder(workspace: Workspace, path: string): Promise<void> {
  const isThere = await workspace.stat(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new ToolError(`"${printable(path)}" exists already. Give another \`path\`.`, { path: ['path'] });
  const probe = join(path, `${randomUUID()}.tmp`);
  await workspace.write(probe, '');
  await workspace.remove(probe);
}

/** @returns whether there is anything to be checked out. */
async function copy(
  { url, branch, depth }: { url: string; branch?: string | undefined; depth?: number | undefined },
  path: string,
  context: ToolContext,
  reach: Awaited<ReturnType<typeof connection>>,
): Promise<boolean> {
  const { workspace, signal } = context;
  const tooMuch = new AbortController();
  const options = [
    '--no-checkout',
    '--template=',
    '--no-recurse-submodules',
    '--progress',
    '--origin=origin',
  ];
  if (branch !== undefined) options.push(`--branch=${branch}`);
  if (depth !== undefined) options.push(`--depth=${depth}`);
  const folder = join(workspace.root, path);
  await runGit(['clone', ...options, '--', url, folder], {
    ...{ root: workspace.root, folder: dirname(folder), repository: {}, jail: null },
    signal: AbortSignal.any([signal, tooMuch.signal]),
    settings: [...WRITE_SETTINGS, ...reach.settings],
    environment: reach.environment,
    onProgress: (said) => {
      if (receivedMiB(said) > MAX_MIB) tooMuch.abort(tooLarge());
      reach.onProgress(said);
    },
  }).catch((error: unknown) => {
    throw unreachable(error, 'url');
  });
  return (await headOf(await openToWrite(context, path, LEADS_ELSEWHERE))) !== null;
}

function tooLarge(): ToolError {
  return new ToolError(
    `The repository has more than ${MAX_MIB} MiB. Ask for its newest commits alone (\`depth\`).`,
    {
      path: ['url'],
    },
  );
}

/** As git tells it: `Receiving objects: 12% (1/9), 1.20 GiB | 3.00 MiB/s`. */
function receivedMiB(said: string): number {
  const [, amount, unit] = [...said.matchAll(/, ([\d.]+) ([KMG])iB/g)].at(-1) ?? [];
  return amount === undefined ? 0 : Number(amount) * { K: 1 / 1024, M: 1, G: 1024 }[unit as 'K' | 'M' | 'G'];
}

async function checkOut(path: string, context: ToolContext) {
  const repository = await openToWrite(context, path, LEADS_ELSEWHERE);
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
  if (truncated || sizes.reduce((sum, size) => sum + size, 0) > MAX_MIB * MEBIBYTE) throw tooLarge();
  return rows.length;
}
