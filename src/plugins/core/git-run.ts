import { simpleGit } from 'simple-git';
import { type Jail, ToolError } from 'gathering/plugin';
import { startingProcess } from './git-child.ts';
import type { Door } from './git-door.ts';
import { type MessagePlaces, failureOf, noRoom } from './git-failure.ts';
import { runJailed } from './git-jailed.ts';
import { ENVIRONMENT, PROGRAM_FOLDERS, SETTINGS } from './git-settings.ts';

export interface GitRun extends MessagePlaces {
  /** Where a repository can do no harm; null where there is no such place. */
  jail: Jail | null;
  /** Working directory. */
  folder: string;
  /** GIT_ variables that name the repository. */
  repository: Readonly<Record<string, string>>;
  /** Kills git when aborted. */
  signal: AbortSignal;
  /** Longest output, in bytes; git is stopped when it says more. Default 16 MiB. */
  maxBytes?: number;
  input?: Uint8Array;
  /** In the jail: what git may change, relative to the workspace. Default: nothing. */
  writes?: readonly string[];
  /** Besides those of every run: `key=value`. */
  settings?: readonly string[];
  /** Besides that of every run. */
  environment?: Readonly<Record<string, string>>;
  /** Its only way to another host. Default: none. */
  door?: Door;
  /** Hears what git says of its progress. */
  onProgress?(text: string): void;
}

export interface GitOutput {
  bytes: Buffer;
  /** True when there was more. */
  truncated: boolean;
}

/**
 * Runs git once, with no configuration but the repository's own: in the jail where there is one.
 * @throws GitFailed; ToolError; the signal's reason.
 */
export async function runGit(args: string[], run: GitRun): Promise<GitOutput> {
  const { signal, maxBytes = 16 * 1024 * 1024 } = run;
  signal.throwIfAborted();
  const enough = new AbortController();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const collect = (chunk: Uint8Array) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) enough.abort();
  };
  const abort = AbortSignal.any([signal, enough.signal, ...(run.door ? [run.door.signal] : [])]);
  const failure = await (run.jail
    ? runJailed(run.jail, args, { ...run, signal: abort }, collect)
    : runFree(args, run, abort, collect));
  signal.throwIfAborted();
  run.door?.signal.throwIfAborted();
  if (failure !== null && !enough.signal.aborted) throw failure;
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

/** What went wrong; null when nothing did. */
async function runFree(
  args: string[],
  run: GitRun,
  abort: AbortSignal,
  collect: (chunk: Uint8Array) => void,
): Promise<Error | null> {
  const way = await run.door?.onPort();
  const end = await startingProcess(() =>
    prepared({ ...run, environment: { ...run.environment, ...way } }, abort)
      .outputHandler((_command, stdout, stderr) => {
        stdout.on('data', collect);
        if (run.onProgress) stderr.on('data', (bytes: Buffer) => run.onProgress!(bytes.toString()));
      })
      .raw(['--no-pager', ...args]),
  );
  if (end.isStarved) return noRoom();
  return 'error' in end ? startFailure(end.error, run) : null;
}

const UNSAFE = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

function prepared(run: GitRun, abort: AbortSignal) {
  const { folder, repository, input } = run;
  const environment = { PATH: PROGRAM_FOLDERS, ...ENVIRONMENT, ...repository, ...run.environment };
  return simpleGit({
    baseDir: folder,
    abort,
    config: [...SETTINGS, ...(run.settings ?? [])],
    allowEnvironment: Object.keys(environment),
    // These guard against callers' options, of which there are none here: all that is set, switches something off.
    unsafe: UNSAFE,
    // Else a failure that says nothing would count as success.
    errors: (error, { exitCode, stdErr }) =>
      exitCode === 0
        ? undefined
        : (error ?? Buffer.concat([...stdErr, Buffer.from(`exit code ${exitCode}`)])),
    ...(input && { input: () => Buffer.from(input) }),
  }).env(environment);
}

function startFailure(error: unknown, run: GitRun): Error {
  const message = error instanceof Error ? error.message : String(error);
  const refusal = /\bspawn git (E[A-Z0-9]+)/.exec(message)?.[1];
  if (refusal === 'ENOENT') {
    return new ToolError('git is not installed on this machine. Install the package `git`.');
  }
  return refusal === undefined ? failureOf(message, run) : noRoom();
}
