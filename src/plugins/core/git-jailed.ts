/** Runs git in the jail: whatever a repository makes it start reaches nothing but the workspace, and cannot write there. */
import type { Jail } from 'gathering/plugin';
import { failureOf } from './git-failure.ts';
import type { GitRun } from './git-run.ts';
import { ENVIRONMENT, SETTINGS } from './git-settings.ts';

/** Where a jail has the workspace. */
const PLACE = '/workspace';
/** Large repositories are read as they are, not into memory. */
const MEMORY_BYTES = 512 * 1024 * 1024;
const OUTPUT_BYTES = 64 * 1024 * 1024;

/** What went wrong; null when nothing did. @throws ToolError where it could not be run. */
export async function runJailed(
  jail: Jail,
  args: readonly string[],
  { root, folder, repository, signal, input }: GitRun,
  collect: (chunk: Uint8Array) => void,
): Promise<Error | null> {
  const inJail = (path: string) => path.replace(root, PLACE);
  const places = Object.entries(repository).map(([name, path]) => [name, inJail(path)] as const);
  const complaints: Uint8Array[] = [];
  const { exitCode } = await jail
    .run({
      program: 'git',
      args: [...SETTINGS.flatMap((setting) => ['-c', setting]), '-C', inJail(folder), '--no-pager', ...args],
      env: { ...ENVIRONMENT, ...Object.fromEntries(places) },
      grants: [{ path: '.' }],
      // Else every file looks changed: the index holds who owns it.
      sameUser: true,
      limits: { memoryBytes: MEMORY_BYTES, outputBytes: OUTPUT_BYTES },
      onOutput: (bytes, stream) => void (stream === 'STDOUT' ? collect(bytes) : complaints.push(bytes)),
      signal,
      ...(input && { stdin: input }),
    })
    .catch((error: unknown) => {
      // Enough was said, or nobody wants to know any more.
      if (signal.aborted) return { exitCode: 0 };
      throw error;
    });
  if (exitCode === 0) return null;
  const said = Buffer.concat(complaints).toString();
  return failureOf(said.trim() || `exit code ${exitCode}`, { root: PLACE });
}
