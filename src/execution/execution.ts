import type { JsonObject, JsonValue } from '../registries/definitions.ts';
import type { ErrorCode } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import type { ArtifactRef, Content } from '../plugins/contract.ts';

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** Why a call failed. */
export interface ExecutionFailure {
  code: ErrorCode;
  message: string;
  path: readonly string[];
  retryable: boolean;
  /** May it have changed something? */
  sideEffectsPossible: boolean;
}

/** What to show a model, with all that is known of an artifact. */
export type ContentBlock = Exclude<Content, { type: 'media' }> | { type: 'media'; artifact: ArtifactRef };

/** One call of a tool, running or ended. Exactly one of its states is terminal, and it is never left. */
export interface Execution {
  readonly id: string;
  readonly toolName: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly definitionHash: string;
  readonly actor: Actor;
  /** Registry revision at which it was admitted. */
  readonly revision: number;
  readonly arguments: JsonObject;
  readonly queuedAt: Date;
  readonly startedAt: Date;
  status: ExecutionStatus;
  /** 0 to 1; null until the tool tells. */
  progress: number | null;
  progressMessage: string | null;
  /** The structured result; null unless it succeeded. */
  result: JsonValue;
  content: readonly ContentBlock[];
  error: ExecutionFailure | null;
  /** The end of what it printed. */
  output: string;
  endedAt: Date | null;
}

/** UTF-16 units of output that are kept: none has less than a byte, so that as many bytes can be asked for. */
const OUTPUT_KEPT = 65_536;
/** Characters of a secret or a path that may come in two pieces. */
const SEAM = 512;

/** Adds to the output, of which the end is kept. */
export function appendOutput(execution: Execution, text: string, redact: (text: string) => string): void {
  const { output } = execution;
  // What is to be hidden may come in pieces.
  const seam = Math.max(0, output.length - SEAM);
  execution.output = (output.slice(0, seam) + redact(output.slice(seam) + text)).slice(-OUTPUT_KEPT);
}

/** The end of its output: whole characters, in UTF-8 at most so many bytes. @param bytes up to 65,536. */
export function outputTail({ output }: Execution, bytes: number): string {
  const text = Buffer.from(output.slice(-bytes));
  let start = Math.max(0, text.length - bytes);
  while (isContinuation(text[start])) start += 1;
  return text.toString('utf8', start);
}

function isContinuation(byte = 0): boolean {
  return (byte & 0b1100_0000) === 0b1000_0000;
}
