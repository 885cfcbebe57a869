/** Runs tools: admits, records, schedules and ends calls. */
import type { Caller } from '../access.ts';
import type { Clock } from '../clock.ts';
import type { ArtifactRef } from '../plugins/contract.ts';
import type { RunningCalls } from '../plugins/running-calls.ts';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { DomainError, NotFound } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import type { Registry } from '../registries/registry.ts';
import { type CallRequest, admitted, requireReady } from './admission.ts';
import { type ApprovalRules, needsApproval } from './approval.ts';
import { ArgumentCheck, refuseDeep } from './argument-check.ts';
import { Call, type CallSignals } from './call.ts';
import type { Execution } from './execution.ts';
import type { History, IdempotencyKey } from './history/history.ts';
import { IdempotencyKeys, hashOfArguments } from './idempotency.ts';
import type { Redact } from './redact.ts';
import { type Claim, Scheduler, type SchedulerLimits } from './scheduler.ts';
import {
  type ResultRules,
  type Settlement,
  honest,
  settleCancelled,
  settleError,
  settleInterrupted,
  settleRefused,
  settleResult,
  settleShutdown,
  settleTimeout,
  settleUnapproved,
} from './settlement.ts';

/** Runs the code of a plugin's tool. */
export type Run = (tool: ToolRecord, args: JsonObject, call: CallSignals) => Promise<unknown>;
export type CallerOfTool = Pick<Caller, 'actor' | 'agentId'>;

export interface EngineOptions extends SchedulerLimits {
  clock: Clock;
  newId: () => string;
  history: History;
  run: Run;
  /** An artifact that a call has made; null for any other. */
  artifactOf(executionId: string, artifactId: string): ArtifactRef | null;
  /** The registry as it is now. */
  registry: () => Registry;
  redact: Redact;
  /** Default time limit in milliseconds. */
  timeoutMs: number;
  maxResultBytes: number;
  maxOutputBytes: number;
  approval: ApprovalRules;
  /** Milliseconds a call waits for approval. */
  approvalTimeoutMs: number;
  /** Milliseconds for which idempotency keys are kept. */
  keysKeptMs: number;
}

export class ExecutionEngine implements RunningCalls {
  readonly history: History;
  readonly #options: EngineOptions;
  readonly #check = new ArgumentCheck();
  readonly #scheduler: Scheduler;
  readonly #keys: IdempotencyKeys;
  /** Those that have not ended, by id. */
  readonly #calls = new Map<string, Call>();
  /** What each that runs has taken. */
  readonly #running = new Map<Call, Claim>();
  /** How to stop what each waits for: approval, its turn, its time limit. */
  readonly #waits = new Map<Call, () => void>();
  #draining = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.history = options.history;
    this.#scheduler = new Scheduler(options);
    this.#keys = new IdempotencyKeys(options.history, options.keysKeptMs);
  }

  /** A call by id, while it is kept. */
  find(id: string): Execution | undefined {
    return this.history.find(id);
  }

  /** Do calls of this tool wait until they are approved? */
  needsApproval(tool: ToolRecord): boolean {
    return needsApproval(tool, this.#options.approval);
  }

  /** All checks of a call, without the call. @throws as `execute`. */
  check(request: CallRequest, registry: Registry): ToolRecord {
    return admitted(request, registry, this.#check);
  }

  /** The milliseconds that a call may run. */
  timeoutOf(tool: ToolRecord, { timeoutMs }: Pick<CallRequest, 'timeoutMs'>): number {
    return timeoutMs ?? tool.limits.timeoutMs ?? this.#options.timeoutMs;
  }

  /**
   * Checks and runs one call. Answers at its end, or after `waitMs` with the call as it is then.
   * @throws NotFound | ToolNotReady | InvalidArguments | StorageFull | DomainError TOOL_CHANGED, QUEUE_FULL,
   *   IDEMPOTENCY_KEY_REUSED or SHUTTING_DOWN. Then nothing ran.
   */
  async execute(
    request: CallRequest & { waitMs: number },
    registry: Registry,
    caller: CallerOfTool,
  ): Promise<Execution> {
    if (this.#draining) throw shuttingDown();
    const key = keyOf(request, caller.actor);
    const known = key ? this.#keys.find(key, this.#options.clock.now()) : null;
    const id = await (known ?? this.#admit(request, registry, caller, key));
    return this.#awaited(id, request.waitMs);
  }

  /**
   * Ends a call that has not ended.
   * @throws NotFound | DomainError NOT_CANCELLABLE.
   */
  async cancel(id: string, by: Actor): Promise<Execution> {
    const call = this.#calls.get(id);
    if (!call || call.isOver) throw this.#notOpen(id, 'NOT_CANCELLABLE', 'so it cannot be cancelled');
    call.end(settleCancelled(`${by.name} cancelled the call.`));
    await call.ended;
    return this.find(id)!;
  }

  /**
   * Lets a call run that waits for it.
   * @throws NotFound | DomainError NOT_AWAITING_APPROVAL | StorageFull.
   */
  async approve(id: string, by: Actor): Promise<Execution> {
    const call = this.#calls.get(id);
    if (!call || call.isOver || call.execution.status !== 'AWAITING_APPROVAL')
      throw this.#notOpen(id, 'NOT_AWAITING_APPROVAL', 'and waits for no approval');
    await call.change({ status: 'QUEUED', approvedBy: by });
    if (!call.isOver) {
      this.#stopWaiting(call);
      this.#waitForTurn(call);
    }
    return this.find(id)!;
  }

  /** Resolves when no call of these plugins runs any more. */
  async idle(pluginIds: readonly string[]): Promise<void> {
    const running = () => this.#of(pluginIds).filter((call) => call.isRunning);
    for (let calls = running(); calls.length > 0; calls = running())
      await Promise.all(calls.map(({ ended }) => ended));
  }

  /** Ends all calls of these plugins. */
  cancelAll(pluginIds: readonly string[], reason: string): void {
    for (const call of this.#of(pluginIds)) call.end(settleCancelled(reason));
  }

  /**
   * Takes up what had not ended when the server did: what ran is INTERRUPTED, what waited waits on.
   * @throws StorageFull | StorageDamaged.
   */
  async restore(): Promise<void> {
    const registry = this.#options.registry();
    await Promise.all(this.history.unfinished().map((execution) => this.#restored(execution, registry)));
  }

  /** Admits and starts no call any more; waits for those that run, and cancels what runs at the deadline. */
  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    const running = [...this.#calls.values()].filter((call) => call.isRunning);
    await this.#waitAtMost(deadlineMs, Promise.all(running.map(({ ended }) => ended)));
    const left = running.filter((call) => !call.isOver);
    for (const call of left) call.end(settleShutdown());
    await this.#waitAtMost(1_000, Promise.all(left.map(({ ended }) => ended)));
  }

  /** Forgets all timers. */
  close(): void {
    for (const stop of this.#waits.values()) stop();
    this.#waits.clear();
  }

  // All up to the first wait is one step: of many equal calls, one takes the key, and the others find it.
  async #admit(
    request: CallRequest,
    registry: Registry,
    caller: CallerOfTool,
    key: IdempotencyKey | undefined,
  ): Promise<string> {
    const tool = this.check(request, registry);
    const claim = claimOf(tool, caller.actor);
    const waits = this.needsApproval(tool);
    const starts = !waits && this.#scheduler.tryTake(claim);
    if (waits) this.#refuseWaiting(caller.actor);
    else if (!starts) this.#scheduler.refuseFull(claim);
    const status = waits ? 'AWAITING_APPROVAL' : starts ? 'RUNNING' : 'QUEUED';
    const call = this.#callOf(this.#record(tool, request, registry, { ...caller, status }), tool);
    if (starts) this.#running.set(call, claim);
    this.#calls.set(call.id, call);
    const recorded = call.admit(key);
    if (key)
      this.#keys.hold(
        key,
        recorded.then(() => call.id),
      );
    try {
      await recorded;
    } catch (error) {
      this.#calls.delete(call.id);
      this.#release(call);
      throw error;
    }
    // It may have been ended meanwhile.
    if (call.isOver) return call.id;
    if (starts) this.#start(call);
    else if (waits) this.#awaitApproval(call);
    else this.#waitForTurn(call);
    return call.id;
  }

  #record(
    tool: ToolRecord,
    request: CallRequest,
    registry: Registry,
    { actor, agentId, status }: CallerOfTool & Pick<Execution, 'status'>,
  ): Execution {
    const now = this.#options.clock.now();
    return {
      ...NOTHING_YET,
      id: this.#options.newId(),
      toolName: tool.name,
      pluginId: tool.pluginId,
      pluginVersion: registry.plugins.get(tool.pluginId)!.version,
      definitionHash: tool.definitionHash,
      agentId,
      actor,
      readsAllArtifacts: request.readsAllArtifacts ?? false,
      revision: registry.revision,
      queuedAt: now,
      timeoutMs: this.timeoutOf(tool, request),
      readOnly: tool.readOnly === true,
      idempotent: tool.idempotent === true,
      arguments: request.args,
      status,
      startedAt: status === 'RUNNING' ? now : null,
    };
  }

  #callOf(execution: Execution, tool: ToolRecord): Call {
    const { clock, history, redact } = this.#options;
    const maxOutputBytes = Math.min(tool.limits.outputBytes ?? Infinity, this.#options.maxOutputBytes);
    const call = new Call(execution, tool, { clock, history, redact, maxOutputBytes }, () => {
      this.#stopWaiting(call);
      this.#release(call);
      void call.ended.then(() => this.#calls.delete(call.id));
    });
    return call;
  }

  /** Starts the code; the call ends with its answer, or whatever comes first. */
  #start(call: Call): void {
    if (call.isOver) return;
    const { clock, run, maxResultBytes, redact, artifactOf } = this.#options;
    const { arguments: args, timeoutMs } = call.execution;
    this.#waits.set(
      call,
      clock.after(timeoutMs, () => call.end(settleTimeout(timeoutMs))),
    );
    const rules: ResultRules = {
      maxBytes: maxResultBytes,
      check: (value) => this.#check.checkResult(call.tool, value),
      findArtifact: (id) => artifactOf(call.id, id),
    };
    void Promise.try(() => run(call.tool, args, call.signals()))
      .then((output) => settleResult(output, rules))
      .catch((error: unknown) => settleError(error, redact))
      .then((settlement) => call.answer(settlement));
  }

  #waitForTurn(call: Call): void {
    const claim = claimOf(call.tool, call.execution.actor);
    const leave = this.#scheduler.enqueue(claim, () => {
      this.#running.set(call, claim);
      void this.#startInTurn(call);
    });
    if (!this.#running.has(call)) this.#waits.set(call, leave);
  }

  async #startInTurn(call: Call): Promise<void> {
    this.#waits.delete(call);
    // It is taken up at the next start.
    if (this.#draining) return;
    try {
      requireReady(call.tool.name, call.tool.definitionHash, this.#options.registry());
      await call.change({ status: 'RUNNING', startedAt: this.#options.clock.now() });
      this.#start(call);
    } catch (error) {
      call.end(
        error instanceof DomainError ? settleRefused(error) : settleError(error, this.#options.redact),
      );
    }
  }

  #awaitApproval(call: Call): void {
    const { clock, approvalTimeoutMs } = this.#options;
    const waited = clock.now().getTime() - call.execution.queuedAt.getTime();
    const left = Math.max(0, approvalTimeoutMs - waited);
    this.#waits.set(
      call,
      clock.after(left, () => call.end(settleUnapproved(approvalTimeoutMs))),
    );
  }

  async #restored(execution: Execution, registry: Registry): Promise<void> {
    const { arguments: args, result, content } = execution;
    const whole = { ...execution, arguments: args, result, content };
    if (execution.status === 'RUNNING') return this.#write(whole, settleInterrupted());
    try {
      const tool = sameTool(execution, registry);
      const call = this.#callOf(whole, tool);
      this.#calls.set(call.id, call);
      if (execution.status === 'QUEUED') this.#waitForTurn(call);
      else this.#awaitApproval(call);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.#write(whole, settleRefused(error));
    }
  }

  /** The end of one that is not under way. */
  async #write(execution: Execution, settlement: Settlement): Promise<void> {
    const at = this.#options.clock.now();
    const error = settlement.error && honest(settlement.error, execution, execution.startedAt !== null);
    await this.history.write({
      execution: { ...execution, ...settlement, error, endedAt: at },
      at,
      output: [],
    });
  }

  async #awaited(id: string, waitMs: number): Promise<Execution> {
    const call = this.#calls.get(id);
    if (call && waitMs > 0) await this.#waitAtMost(waitMs, call.ended);
    const execution = this.find(id);
    if (execution) return execution;
    const message = 'This key was used for a call that is no longer kept. Take another key to call again.';
    throw new DomainError('IDEMPOTENCY_KEY_REUSED', message, { path: ['idempotencyKey'] });
  }

  /** @throws DomainError QUEUE_FULL where as many calls of a caller wait for approval as may wait their turn. */
  #refuseWaiting({ name }: Actor): void {
    const isWaiting = ({ execution: { status, actor } }: Call) =>
      status === 'AWAITING_APPROVAL' && actor.name === name;
    const waiting = this.#calls.values().filter(isWaiting);
    if ([...waiting].length < this.#options.maxQueued) return;
    const message = `${this.#options.maxQueued} of your calls wait for approval already, as many as may (setting \`maxQueuedCalls\`). Have them approved, or cancel some.`;
    throw new DomainError('QUEUE_FULL', message, { retryable: true });
  }

  #of(pluginIds: readonly string[]): Call[] {
    return [...this.#calls.values()].filter(({ tool }) => pluginIds.includes(tool.pluginId));
  }

  #stopWaiting(call: Call): void {
    this.#waits.get(call)?.();
    this.#waits.delete(call);
  }

  #release(call: Call): void {
    const claim = this.#running.get(call);
    if (!claim) return;
    this.#running.delete(call);
    this.#scheduler.release(claim);
  }

  #notOpen(id: string, code: 'NOT_CANCELLABLE' | 'NOT_AWAITING_APPROVAL', what: string): DomainError {
    const execution = this.find(id);
    if (!execution) return new NotFound('execution', id, [], ['id']);
    return new DomainError(code, `The call is ${execution.status}, ${what}.`, { path: ['id'] });
  }

  #waitAtMost(ms: number, ended: Promise<unknown>): Promise<unknown> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    return Promise.race([ended, late]).finally(cancel);
  }
}

const NOTHING_YET = {
  number: 0,
  startPosition: 0,
  progress: null,
  progressMessage: null,
  result: null,
  content: [],
  error: null,
  outputBytes: 0,
  endedAt: null,
  approvedBy: null,
  cpuTimeMs: null,
  peakMemoryBytes: null,
};

function claimOf({ name, pluginId, limits }: ToolRecord, { name: caller }: Actor): Claim {
  return { caller, pluginId, tool: name, maxRunningOfTool: limits.maxRunning };
}

function keyOf({ tool, args, idempotencyKey: key }: CallRequest, actor: Actor): IdempotencyKey | undefined {
  if (key === undefined) return undefined;
  refuseDeep(tool, args);
  return { actor: actor.name, tool, key, argumentsHash: hashOfArguments(args) };
}

/** The tool of a call that waits. @throws DomainError when it is gone or another one. */
function sameTool({ toolName, definitionHash }: Execution, registry: Registry): ToolRecord {
  const tool = registry.tools.get(toolName);
  return tool?.definitionHash === definitionHash ? tool : requireReady(toolName, definitionHash, registry);
}

function shuttingDown(): DomainError {
  return new DomainError('SHUTTING_DOWN', 'The server is shutting down. Retry.', { retryable: true });
}
