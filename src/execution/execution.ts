import type { ArtifactRef, Content } from '../plugins/contract.ts';
import type { JsonObject, JsonValue } from '../registries/definitions.ts';
import type { ErrorCode } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';

/** In the order in which a call can go through them. */
export const EXECUTION_STATUSES = [
  'AWAITING_APPROVAL',
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
  'INTERRUPTED',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export const OUTPUT_STREAMS = ['STDOUT', 'STDERR', 'MODEL'] as const;
export type OutputStream = (typeof OUTPUT_STREAMS)[number];

/** Why a call did not succeed. */
export interface ExecutionFailure {
  code: ErrorCode;
  message: string;
  path: readonly string[];
  /** May the same call succeed later, and does trying again do no harm? */
  retryable: boolean;
  /** May it have changed something? Null: cannot be known. */
  sideEffectsPossible: boolean | null;
}

/** What is said once, when a call is admitted. */
export interface Admission {
  readonly id: string;
  readonly toolName: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly definitionHash: string;
  /** The agent for which it runs. */
  readonly agentId: string | null;
  readonly actor: Actor;
  /** May its code read the artifacts of others, too? Default: no. */
  readonly readsAllArtifacts?: boolean;
  /** Registry revision at which it was admitted. */
  readonly revision: number;
  readonly queuedAt: Date;
  /** Milliseconds it may run. */
  readonly timeoutMs: number;
  /** As the tool declared then. */
  readonly readOnly: boolean;
  readonly idempotent: boolean;
}

/** What to show a model, with all that is known of an artifact. */
export type ContentBlock = Exclude<Content, { type: 'media' }> | { type: 'media'; artifact: ArtifactRef };

/** One call of a tool, as it is at one moment: a value that never changes. */
export interface Execution extends Admission {
  /** In the order of admission, over all calls; 0 before it is recorded. */
  readonly number: number;
  /** Its steps come behind this place of the stream. */
  readonly startPosition: number;
  readonly arguments: JsonObject;
  readonly status: ExecutionStatus;
  /** 0 to 1; null until the tool tells. */
  readonly progress: number | null;
  readonly progressMessage: string | null;
  /** The structured result; null unless it succeeded. */
  readonly result: JsonValue;
  readonly content: readonly ContentBlock[];
  readonly error: ExecutionFailure | null;
  /** Bytes of UTF-8 it has printed, over all streams. */
  readonly outputBytes: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Who let it run, where it had to wait for that. */
  readonly approvedBy: Actor | null;
  /** Milliseconds of processor time, and the most bytes of memory, where it ran in processes that were measured. */
  readonly cpuTimeMs: number | null;
  readonly peakMemoryBytes: number | null;
}

/** A piece of what a call printed. */
export interface OutputChunk {
  /** Bytes of UTF-8 before it, over all streams. */
  offset: number;
  stream: OutputStream;
  text: string;
}

/** One thing that happened to an execution. */
export interface Step {
  /** In the stream of all executions: 1, 2, 3 … */
  readonly position: number;
  readonly at: Date;
  readonly execution: Pick<Execution, 'id' | 'toolName' | 'pluginId' | 'agentId' | 'queuedAt'> & {
    actorName: string;
  };
  /** As they are after it. */
  readonly status: ExecutionStatus;
  readonly progress: number | null;
  readonly progressMessage: string | null;
  readonly output: readonly OutputChunk[];
}

export function isOver({ status }: Pick<Execution, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'AWAITING_APPROVAL' && status !== 'RUNNING';
}

/** The end of a text: whole characters, in UTF-8 at most so many bytes. */
export function textTail(text: string, bytes: number): string {
  const utf8 = Buffer.from(text.slice(-bytes));
  let start = Math.max(0, utf8.length - bytes);
  while (isContinuation(utf8[start])) start += 1;
  return utf8.toString('utf8', start);
}

function isContinuation(byte = 0): boolean {
  return (byte & 0b1100_0000) === 0b1000_0000;
}
