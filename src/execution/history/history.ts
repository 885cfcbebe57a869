/** The port to where executions are kept. */
import type { Execution, ExecutionStatus, OutputChunk, Step } from '../execution.ts';
import type { VisibleCalls } from '../visible-calls.ts';

/** Fields are ANDed, the values of one field ORed. */
export interface ExecutionFilter {
  id?: readonly string[] | null | undefined;
  tool?: readonly string[] | null | undefined;
  pluginId?: readonly string[] | null | undefined;
  agentId?: readonly string[] | null | undefined;
  status?: readonly ExecutionStatus[] | null | undefined;
  /** Exclusive. */
  queuedAfter?: Date | null | undefined;
  queuedBefore?: Date | null | undefined;
  /** Who asks sees only these; default: all. */
  visible?: VisibleCalls | undefined;
}

/** One step of one execution. */
export interface Write {
  /** As it is after the step; `number` 0 for one that is new. */
  execution: Execution;
  at: Date;
  output: readonly OutputChunk[];
  /** Under which a repetition finds it; for one that is new. */
  key?: IdempotencyKey | undefined;
}

/** The same caller, tool and key mean the same call. */
export interface IdempotencyKey {
  actor: string;
  tool: string;
  key: string;
  /** SHA-256 of the arguments. */
  argumentsHash: string;
}

export interface KnownKey {
  executionId: string;
  argumentsHash: string;
  at: Date;
}

/**
 * Where executions are kept, and the stream of their steps. An engine promises: a step is durable before `write`
 * answers or anybody can see it; positions are contiguous from 1 and never used twice within an epoch; a write that
 * failed leaves no trace.
 */
export interface History {
  readonly epoch: string;
  readonly pastEpochs: readonly string[];
  /** Of the last durable step. */
  readonly position: number;
  /** The smallest `after` that `read` can serve without a gap. */
  readonly oldest: number;
  /** Writes asked for at about the same time become durable together. Answers the execution as recorded. @throws StorageFull | StorageDamaged. */
  write(write: Write): Promise<Execution>;
  /** Steps after a position, oldest first; fewer where they are large, but none only when there is none. */
  read(after: number, limit: number): readonly Step[];
  onNext(wake: () => void): () => void;
  find(id: string): Execution | undefined;
  /** Newest first, behind (`before`: ahead of) a number. */
  list(filter: ExecutionFilter, from: number | undefined, reverse: boolean): Iterable<Execution>;
  count(filter: ExecutionFilter): number;
  /** Those that had not ended, oldest first. */
  unfinished(): readonly Execution[];
  findKey(key: Pick<IdempotencyKey, 'actor' | 'tool' | 'key'>): KnownKey | undefined;
  /** The end of what it printed, at most so many bytes of UTF-8. */
  outputTail(execution: Execution, bytes: number): string;
  /** Removes what ended longest ago: what ended before a moment, or is too much; a few at a time. Answers their ids. */
  prune(limits: Retention): readonly string[];
  close(): Promise<void>;
}

export interface Retention {
  endedBefore: Date;
  /** Bytes of all executions, without their artifacts. */
  maxBytes: number;
  /** So many that ended longest ago go in any case. */
  oldestToo: number;
  keysBefore: Date;
}
