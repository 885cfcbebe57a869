/** What a tool knows of the jail: programs run in it see no network, no other process, and no file but what is granted. */
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../registries/errors.ts';
import type { JsonValue } from '../registries/definitions.ts';
import { ToolError } from './tool-answers.ts';

/** A file or folder of the workspace that a program may use, at the same path below `/workspace`. */
export interface JailGrant {
  /** Relative to the workspace; `.` is all of it. What is hidden from callers stays hidden. */
  path: string;
  /**
   * May it be changed? Default false. What does not exist is made then: an empty file, or a folder where the path ends in
   * `/`. The data of git repositories stays read-only.
   */
  writable?: boolean;
  /** With `writable`: the data of git repositories in it may be changed, too. For git itself. Default false. */
  git?: boolean;
}

/** What may be used by all processes of a run together. */
export interface JailLimits {
  /** Wall clock in milliseconds, 1 to 600,000; the call's own limit may end it earlier. Default 600,000. */
  timeoutMs?: number;
  /** Besides what the program itself needs to start. Default 256 MiB; at most the setting `jailMemoryBytes`. */
  memoryBytes?: number;
  /** At once. Default 32. */
  processes?: number;
  /** Of stdout, stderr and messages. Default 8 MiB. */
  outputBytes?: number;
  /** What `/tmp` holds, and what is written into the workspace. Default 128 MiB; at most the setting `jailDiskBytes`. */
  diskBytes?: number;
}
export type JailLimit = 'time' | 'memory' | 'processes' | 'output' | 'disk';

/** A program to be run once. Only `/tmp` and what is granted so can be written. */
export interface JailRequest {
  /** A name on the server's PATH: `python3`, `git`; `node` is the one that runs the server. */
  program: string;
  args?: readonly string[];
  /** The folder it starts in, relative to the workspace: a granted one, or one on the way to what is granted. Default `.`. */
  cwd?: string;
  /** Its whole stdin. Default: none. */
  stdin?: string | Uint8Array;
  /** Its environment besides `PATH`, `HOME` and `LANG`. Users of this machine can see it: no place for secrets. */
  env?: Readonly<Record<string, string>>;
  grants?: readonly JailGrant[];
  /** Read-only files and folders of the tool itself: absolute paths of this machine, by absolute path in the jail. */
  brings?: Readonly<Record<string, string>>;
  /** Does its user have the number that the server's has, as some remember of files? Default false: it is 1000. */
  sameUser?: boolean;
  /** Default: those of the tool, then those above. */
  limits?: JailLimits;
  /** Ends it, besides the end of the call. */
  signal?: AbortSignal;
  /** Milliseconds that it gets to clean up when it is ended so: SIGTERM before SIGKILL. Default 0. */
  graceMs?: number;
  /** Hears its output as it comes. Default: the call's `output`. */
  onOutput?(bytes: Uint8Array, stream: 'STDOUT' | 'STDERR'): void;
  /** What it reads from its descriptor 3, to the end. */
  message?: string;
  /** Hears the lines that it writes to descriptor 3. */
  onMessage?(line: string): void;
  /** Is given the other end of its descriptor 3, in place of the two above. */
  channel?(stream: Duplex): void;
}

/** A program that answers one question after another; it is granted nothing of the workspace. */
export interface JailWorker extends Pick<JailRequest, 'program' | 'args' | 'brings' | 'env'> {
  /** Of memory and processes: for all that it does; of output: for one answer, default 8 MiB. */
  limits?: Omit<JailLimits, 'timeoutMs'>;
}

/**
 * What goes to a worker's stdin and comes from its stdout. On the wire: 4 bytes (big-endian) that tell the length of what
 * follows them, JSON `{ message, bytes: [length, …] }`, then the bytes.
 */
export interface JailMessage {
  message: JsonValue;
  bytes: readonly Uint8Array[];
}

export interface JailUsage {
  /** Of all its processes. */
  cpuTimeMs: number;
  /** Most memory that they had together, seen every few milliseconds. */
  peakMemoryBytes: number;
}

/** How a program ended by itself. */
export interface JailOutcome {
  /** As a shell tells it: 128 and the signal where one ended it. */
  exitCode: number;
  usage: JailUsage;
}

export interface Jail {
  /** Are programs kept apart from this machine? False only where the operator allowed that they are not. */
  isolates(): Promise<boolean>;
  /**
   * Runs a program to its end. When the promise settles, nothing of it runs any more, whatever it started.
   * @throws JailError; ToolError for a grant that cannot be given; the signal's reason.
   */
  run(request: JailRequest): Promise<JailOutcome>;
  /**
   * Asks a worker, which is kept warm for the next questions of the same caller, and of nobody else: one question at a
   * time, for 30 seconds after its last, 100 questions or 5 minutes. The end of the call ends it.
   * @throws JailError; ToolError where the worker ends without an answer; the signal's reason.
   */
  ask(worker: JailWorker, question: JailMessage): Promise<JailMessage>;
}

/** Why the jail ended a program, or ran none; `code` becomes that of the failure. */
export class JailError extends ToolError {
  readonly code: Extract<ErrorCode, 'LIMIT_EXCEEDED' | 'JAIL_UNAVAILABLE' | 'TIMED_OUT'>;
  /** Which limit was exceeded; null where none was. */
  readonly limit: JailLimit | null;
  /** False when nothing of the workspace could be written. */
  readonly sideEffectsPossible: boolean;

  constructor(
    code: JailError['code'],
    message: string,
    details: { limit?: JailLimit; sideEffectsPossible?: boolean; retryable?: boolean } = {},
  ) {
    super(message, { retryable: details.retryable ?? false });
    this.name = 'JailError';
    this.code = code;
    this.limit = details.limit ?? null;
    this.sideEffectsPossible = details.sideEffectsPossible ?? false;
  }
}
