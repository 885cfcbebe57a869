/** Between rows and values. */
import type { JsonObject, JsonValue } from '../../registries/definitions.ts';
import { StorageDamaged } from '../../registries/errors.ts';
import type { Actor } from '../../registries/events.ts';
import type {
  Admission,
  ContentBlock,
  Execution,
  ExecutionFailure,
  ExecutionStatus,
  Step,
} from '../execution.ts';

export interface ExecutionRow {
  number: number;
  status: ExecutionStatus;
  start_position: number;
  facts: string;
  state: string;
}
export interface StepRow {
  position: number;
  at: number;
  body: string;
  facts: string;
}

/** What changes, besides status and what is large. */
type State = Pick<
  Execution,
  | 'progress'
  | 'progressMessage'
  | 'error'
  | 'outputBytes'
  | 'startedAt'
  | 'endedAt'
  | 'approvedBy'
  | 'cpuTimeMs'
  | 'peakMemoryBytes'
>;

export function factsOf(execution: Admission): string {
  const { id, toolName, pluginId, pluginVersion, definitionHash, agentId, actor, revision } = execution;
  const { queuedAt, timeoutMs, readOnly, idempotent, readsAllArtifacts } = execution;
  return JSON.stringify({
    ...{ id, toolName, pluginId, pluginVersion, definitionHash, agentId, actor, revision },
    ...{ queuedAt, timeoutMs, readOnly, idempotent, readsAllArtifacts },
  });
}

export function stateOf(state: State): string {
  const { progress, progressMessage, error, outputBytes, startedAt, endedAt, approvedBy } = state;
  const { cpuTimeMs, peakMemoryBytes } = state;
  return JSON.stringify({
    ...{ progress, progressMessage, error, outputBytes, startedAt, endedAt, approvedBy },
    ...{ cpuTimeMs, peakMemoryBytes },
  });
}

export function stepBody({ status, progress, progressMessage, output }: Step): string {
  return JSON.stringify({ status, progress, progressMessage, output });
}

/** @throws StorageDamaged. */
export function stepOf({ position, at, body, facts }: StepRow): Step {
  const admission = parsed(facts) as Admission;
  return {
    position,
    at: new Date(at),
    execution: stepSubject({ ...admission, queuedAt: new Date(admission.queuedAt) }),
    ...(parsed(body) as Pick<Step, 'status' | 'progress' | 'progressMessage' | 'output'>),
  };
}

/** What a filter looks at. */
export function stepSubject({
  id,
  toolName,
  pluginId,
  agentId,
  queuedAt,
  actor,
}: Admission): Step['execution'] {
  return { id, toolName, pluginId, agentId, queuedAt, actorName: actor.name };
}

/** An execution as it was written; what is large is read when it is asked for. */
export class StoredExecution implements Execution {
  readonly number: number;
  readonly startPosition: number;
  readonly status: ExecutionStatus;
  declare readonly id: string;
  declare readonly toolName: string;
  declare readonly pluginId: string;
  declare readonly pluginVersion: string;
  declare readonly definitionHash: string;
  declare readonly agentId: string | null;
  declare readonly actor: Actor;
  declare readonly revision: number;
  readonly queuedAt: Date;
  declare readonly timeoutMs: number;
  declare readonly readOnly: boolean;
  declare readonly idempotent: boolean;
  declare readonly readsAllArtifacts?: boolean;
  declare readonly progress: number | null;
  declare readonly progressMessage: string | null;
  declare readonly error: ExecutionFailure | null;
  declare readonly outputBytes: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  declare readonly approvedBy: Actor | null;
  declare readonly cpuTimeMs: number | null;
  declare readonly peakMemoryBytes: number | null;
  readonly #read: (column: 'arguments' | 'result' | 'content') => string | null | undefined;

  constructor(
    row: ExecutionRow,
    read: (column: 'arguments' | 'result' | 'content') => string | null | undefined,
  ) {
    this.number = row.number;
    this.status = row.status;
    this.startPosition = row.start_position;
    const { queuedAt, ...facts } = parsed(row.facts) as { queuedAt: string };
    const { startedAt, endedAt, ...state } = parsed(row.state) as Record<string, string | null>;
    Object.assign(this, facts, state);
    this.queuedAt = new Date(queuedAt);
    this.startedAt = dateOf(startedAt);
    this.endedAt = dateOf(endedAt);
    this.#read = read;
  }

  get arguments(): JsonObject {
    return parsed(this.#read('arguments') ?? '{}') as JsonObject;
  }

  get result(): JsonValue {
    return parsed(this.#read('result') ?? 'null') as JsonValue;
  }

  get content(): readonly ContentBlock[] {
    return parsed(this.#read('content') ?? '[]') as ContentBlock[];
  }
}

function dateOf(text: string | null | undefined): Date | null {
  return text == null ? null : new Date(text);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw historyDamaged('a row cannot be read');
  }
}

export function historyDamaged(what: string): StorageDamaged {
  return new StorageDamaged(
    `The history of executions is damaged: ${what}. Stop the server and move executions.db with its companions ` +
      'out of the data folder to start with an empty history; the registry is not concerned.',
  );
}
