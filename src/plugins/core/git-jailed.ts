/** Runs git in the jail: whatever a repository makes it start reaches nothing but the workspace, and writes only where the call does. */
import { join } from 'node:path';
import { type Jail, JailError, type JailRequest, ToolError } from 'gathering/plugin';
import type { Door } from './git-door.ts';
import { failureOf } from './git-failure.ts';
import type { GitRun } from './git-run.ts';
import { ENVIRONMENT, SETTINGS } from './git-settings.ts';

/** Where a jail has the workspace. */
const PLACE = '/workspace';
const DOOR = '/git-door.cjs';
/** Large repositories are read as they are, not into memory. */
const MEMORY_BYTES = 512 * 1024 * 1024;
const OUTPUT_BYTES = 64 * 1024 * 1024;
/** Of what it writes; the server may allow less. */
const DISK_BYTES = 2 * 1024 * 1024 * 1024;

/** Characters of stdout that belong to a failure. */
const MAX_RESULTS = 200;
/** Milliseconds to take back its locks. */
const GRACE_MS = 2_000;

/** git itself, or what goes before it. */
function started(
  args: string[],
  door: Door | undefined,
): Pick<JailRequest, 'program' | 'args' | 'brings' | 'channel'> {
  if (!door) return { program: 'git', args };
  return {
    program: 'node',
    args: [DOOR, door.address, door.path, ...args],
    brings: { [DOOR]: join(import.meta.dirname, 'programs/git-door.cjs') },
    channel: (stream) => void door.server.emit('connection', stream),
  };
}

/** What went wrong; null when nothing did. @throws ToolError where it could not be run. */
export async function runJailed(
  jail: Jail,
  args: readonly string[],
  run: GitRun,
  collect: (chunk: Uint8Array) => void,
): Promise<Error | null> {
  const { root, folder, repository, signal, input, writes = [], settings = [] } = run;
  const inJail = (path: string) => path.replace(root, PLACE);
  const places = Object.entries(repository).map(([name, path]) => [name, inJail(path)] as const);
  const complaints: Uint8Array[] = [];
  let results = '';
  const { exitCode } = await jail
    .run({
      ...started(
        [
          ...[...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]),
          ...['-C', inJail(folder), '--no-pager', ...args],
        ],
        run.door,
      ),
      env: { ...ENVIRONMENT, ...Object.fromEntries(places), ...run.environment },
      grants: [
        ...(writes.includes('.') ? [] : [{ path: '.' }]),
        ...writes.map((path) => ({ path, writable: true, git: true })),
      ],
      // Else every file looks changed: the index holds who owns it.
      sameUser: true,
      limits: { memoryBytes: MEMORY_BYTES, outputBytes: OUTPUT_BYTES, diskBytes: DISK_BYTES },
      onOutput: (bytes, stream) => {
        if (stream === 'STDOUT') {
          results += Buffer.from(bytes.subarray(0, MAX_RESULTS - results.length)).toString('latin1');
          return collect(bytes);
        }
        complaints.push(bytes);
        run.onProgress?.(Buffer.from(bytes).toString());
      },
      signal,
      graceMs: writes.length > 0 ? GRACE_MS : 0,
      ...(input && { stdin: input }),
    })
    .catch((error: unknown) => {
      // Enough was said, or nobody wants to know any more.
      if (signal.aborted) return { exitCode: 0 };
      throw aboutPath(error);
    });
  if (exitCode === 0) return null;
  // Some commands tell there what was refused.
  const said = `${Buffer.concat(complaints).toString()}\n${results}`;
  return failureOf(said.trim() || `exit code ${exitCode}`, { root: PLACE });
}

/** What cannot be granted is a matter of the repository that the call named. */
function aboutPath(error: unknown): unknown {
  if (!(error instanceof ToolError) || error instanceof JailError) return error;
  return new ToolError(error.message, { path: ['path'], retryable: error.retryable });
}
