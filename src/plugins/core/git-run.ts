import { simpleGit } from 'simple-git';
import { ToolError } from 'gathering/plugin';
import { startingProcess } from './git-child.ts';

/** Where the git program and what it needs are sought. Nothing of the server's own environment reaches it. */
const PROGRAM_FOLDERS = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: PROGRAM_FOLDERS,
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** Said on the command line, they win over any file. The last makes `diff` leave the index as it is. */
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  'submodule.recurse=false',
  'diff.autoRefreshIndex=false',
];

export interface GitRun {
  /** The workspace, whose place is told to none: messages call it `.`. */
  root: string;
  /** Working directory. */
  folder: string;
  /** GIT_ variables that name the repository. */
  repository: Readonly<Record<string, string>>;
  /** A folder that messages call by the name of the one it stands in for. */
  standIn?: { folder: string; for: string };
  /** Kills git when aborted. */
  signal: AbortSignal;
  /** Longest output, in bytes; git is stopped when it says more. Default 16 MiB. */
  maxBytes?: number;
  input?: Uint8Array;
}

export interface GitOutput {
  bytes: Buffer;
  /** True when there was more. */
  truncated: boolean;
}

/** git ran and failed. The message names no place of this machine. */
export class GitFailed extends ToolError {
  /** It gave no reason but its exit code, as `--quiet` makes it say no. */
  readonly isSilent: boolean;

  constructor(message: string, isSilent: boolean) {
    super(message, { path: ['path'] });
    this.isSilent = isSilent;
  }
}

/** Runs git once, with no configuration but the repository's own. @throws GitFailed; ToolError; the signal's reason. */
export async function runGit(args: string[], run: GitRun): Promise<GitOutput> {
  const { signal, maxBytes = 16 * 1024 * 1024 } = run;
  signal.throwIfAborted();
  const enough = new AbortController();
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) enough.abort();
  };
  const end = await startingProcess(() => {
    const git = prepared(run, AbortSignal.any([signal, enough.signal]));
    return git.outputHandler((_command, stdout) => stdout.on('data', collect)).raw(['--no-pager', ...args]);
  });
  signal.throwIfAborted();
  if (end.isStarved) throw noRoom();
  if ('error' in end && !enough.signal.aborted) throw failed(end.error, run);
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

function prepared({ folder, repository, input }: GitRun, abort: AbortSignal) {
  const environment = { ...ENVIRONMENT, ...repository };
  return simpleGit({
    baseDir: folder,
    abort,
    config: SETTINGS,
    allowEnvironment: Object.keys(environment),
    // These guard against callers' options, of which there are none here: all that is set, switches something off.
    unsafe: { allowUnsafeConfigPaths: true, allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
    // Else a failure that says nothing would count as success.
    errors: (error, { exitCode, stdErr }) =>
      exitCode === 0
        ? undefined
        : (error ?? Buffer.concat([...stdErr, Buffer.from(`exit code ${exitCode}`)])),
    ...(input && { input: () => Buffer.from(input) }),
  }).env(environment);
}

function failed(error: unknown, run: GitRun): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const refusal = /\bspawn git (E[A-Z0-9]+)/.exec(message)?.[1];
  if (refusal === 'ENOENT') {
    return new ToolError('git is not installed on this machine. Install the package `git`.');
  }
  if (refusal !== undefined) return noRoom();
  const said = redacted(message, run).trim().slice(0, 500);
  return new GitFailed(`git failed: ${said}`, /^exit code \d+$/.test(said));
}

/** The machine's failure, not the caller's. */
function noRoom(): ToolError {
  return new ToolError(
    'git could not be started: the machine has no free file descriptors or processes. Retry.',
    {
      retryable: true,
    },
  );
}

function redacted(message: string, { root, standIn }: GitRun): string {
  // git prints control characters as question marks.
  const printed = root.replaceAll(/[\u0000-\u001f\u007f]/g, '?');
  const named = standIn ? message.replaceAll(standIn.folder, standIn.for) : message;
  return named
    .replaceAll(root, '.')
    .replaceAll(printed, '.')
    .replaceAll(/(^|[\s'"(:=])\/[^\s'":]*/g, '$1…');
}
