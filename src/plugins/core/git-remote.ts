/** The remotes of a repository, and how git reaches them. */
import { JailError, type ToolContext, ToolError } from 'gathering/plugin';
import type { Door } from './git-door.ts';
import type { GuardedRepository, RunOptions } from './git-guard.ts';
import { answerOf } from './git-refs.ts';
import { explained } from './git-write.ts';

/** Keys of a repository that would lead elsewhere than its remotes say, or loosen how they are reached. */
export const LEADS_ELSEWHERE = /^(http\.|url\.|remote\..*\.(mirror|push|tagopt)$)/;
const MAX_MEMORY = [
  'core.bigFileThreshold=16m',
  'pack.threads=1',
  'pack.windowMemory=64m',
  'core.packedGitLimit=256m',
];

/** How git is run to go through a door, and nowhere else. */
export function reaching(door: Door, { progress }: Pick<ToolContext, 'progress'>) {
  return {
    door,
    settings: ['http.proxy=', 'credential.helper=', 'transfer.fsckObjects=true', ...MAX_MEMORY],
    environment: { GIT_ALLOW_PROTOCOL: 'http' },
    onProgress: (said: string) => tell(said, progress),
  } satisfies RunOptions;
}

function tell(said: string, progress: ToolContext['progress']): void {
  const found = [...said.matchAll(/([A-Z][a-z]+(?: [a-z]+)*): +(\d{1,3})% /g)].at(-1);
  if (found) progress(Math.min(1, Number(found[2]) / 100), found[1]);
}

/** The address of a remote. @throws ToolError where the repository has no such remote, or several addresses for it. */
export async function addressOf(
  repository: GuardedRepository,
  remote: string,
  forPush: boolean,
): Promise<string> {
  const read = (key: string) => answerOf(repository, ['config', '--get-all', `remote.${remote}.${key}`]);
  const said = (forPush ? await read('pushurl') : null) ?? (await read('url'));
  const refusal = (message: string) => new ToolError(message, { path: ['remote'] });
  if (said === null)
    throw refusal(
      `The repository has no remote "${remote}". Clone it with git_clone, or give the name of another one.`,
    );
  if (said.includes('\n'))
    throw refusal(`The remote "${remote}" has several addresses, which is not supported.`);
  return said;
}

/** A failure that has to do with what the other host sent. */
export function unusable(error: unknown, argument: string): unknown {
  if (error instanceof JailError && error.limit === 'disk')
    return new ToolError(TOO_MUCH, { path: [argument] });
  return explained(error, argument, FAILURES);
}

const TOO_MUCH =
  'It needs more disk than the server lets be written (`jailDiskBytes`). A clone of the newest commits alone (`depth`) needs less.';

const FAILURES = [
  [/Remote branch .* not found|couldn't find remote ref/, 'The other host has no such branch.'],
  [
    /fsck error|fsckObjects|bad (tree|object)|hasDot/,
    'The other host sent objects that are damaged or harmful, so nothing was taken.',
  ],
  // The program that unpacks ended without a word.
  [
    /invalid index-pack|unpack-objects failed/,
    'What the other host sent could not be kept: it is damaged, or larger than the server lets be written (`jailDiskBytes`).',
  ],
  [
    /not valid: is this a git repository|invalid server response|bad line length|early EOF|unexpected disconnect/i,
    'What the other host sends is not what git understands, or ends too early.',
  ],
] as const;
