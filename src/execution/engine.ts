/** Runs tools: finds, checks, limits and records a call. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { JailUsage } from '../plugins/contract.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { DomainError, NotFound, ToolNotReady } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Registry } from '../registries/registry.ts';
import { ArgumentCheck } from './argument-check.ts';
import { type Execution, appendOutput } from './execution.ts';
import { type Settlement, settleError, settleResult, settleShutdown, settleTimeout } from './settlement.ts';

/** A call as it is asked for; `args` is untrusted. */
export interface CallRequest {
  tool: string;
  args: JsonObject;
  /** Wall clock in milliseconds; default: the tool's own limit, then the server's. */
  timeoutMs?: number | undefined;
  /** Milliseconds to wait for the end; after that the call goes on by itself. */
  waitMs: number;
  /** Refuse if the tool is no longer this one. */
  expectedDefinitionHash?: string | undefined;
}

/** Runs the code of a plugin's tool; undefined where the plugin does not run. */
export type Run = (tool: ToolRecord, args: JsonObject, call: CallSignals) => Promise<unknown>;
export interface CallSignals extends Pick<ToolCall, 'signal' | 'progress' | 'output'> {
  /** What its programs used so far, all together. */
  usage(report: JailUsage): void;
}

export interface EngineOptions {
  clock: Clock;
  newId: () => string;
  run: Run;
  /** Default time limit in milliseconds. */
  timeoutMs: number;
  maxResultBytes: number;
  /** Calls at once. */
  maxRunning: number;
  redact: (text: string) => string;
}

/** Bytes of ended calls that are remembered. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

export class ExecutionEngine {
  readonly #options: EngineOptions;
  readonly #check = new ArgumentCheck();
  readonly #running = new Map<string, { execution: Execution; ended: Promise<void>; shutDown: () => void }>();
  readonly #ended = new LRUCache<string, Execution>({
    max: 10_000,
    maxSize: REMEMBERED_BYTES,
    sizeCalculation,
  });
  #draining = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** A call by id, while it is remembered. */
  find(id: string): Execution | undefined {
    return this.#running.get(id)?.execution ?? this.#ended.get(id);
  }

  /**
   * Checks and runs one call. Answers at its end, or after `waitMs` with the call still RUNNING.
   * @throws NotFound | ToolNotReady | InvalidArguments | DomainError TOOL_CHANGED or SHUTTING_DOWN. Then nothing ran.
   */
  async execute(request: CallRequest, registry: Registry, actor: Actor): Promise<Execution> {
    const tool = this.#admit(request, registry);
    const execution = this.#record(tool, request, registry, actor);
    const ended = this.#start(
      tool,
      execution,
      request.timeoutMs ?? tool.limits.timeoutMs ?? this.#options.timeoutMs,
    );
    await this.#waitAtMost(request.waitMs, ended);
    return execution;
  }

  /** Admits no call any more; waits for the running ones, and cancels what runs at the deadline. */
  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    const running = [...this.#running.values()];
    await this.#waitAtMost(deadlineMs, Promise.all(running.map(({ ended }) => ended)));
    for (const { shutDown } of this.#running.values()) shutDown();
  }

  #admit({ tool: name, args, expectedDefinitionHash }: CallRequest, registry: Registry): ToolRecord {
    if (this.#draining)
      throw new DomainError('SHUTTING_DOWN', 'The server is shutting down. Retry.', { retryable: true });
    const tool = registry.tools.get(name);
    if (!tool) throw new NotFound('tool', name, nearestNames(name, registry.tools.ids()), ['tool']);
    if (expectedDefinitionHash !== undefined && expectedDefinitionHash !== tool.definitionHash) {
      const message = `Tool "${name}" is no longer the one you read. Read its definition again.`;
      throw new DomainError('TOOL_CHANGED', message, { path: ['expectedDefinitionHash'] });
    }
    if (tool.availability !== 'READY') throw notReady(tool, registry);
    this.#check.checkArguments(tool, args);
    if (this.#running.size >= this.#options.maxRunning) {
      const message = `${this.#running.size} calls run already, as many as may (setting \`maxRunningCalls\`). Retry in a moment.`;
      throw new DomainError('QUEUE_FULL', message, { retryable: true });
    }
    return tool;
  }

  #record(tool: ToolRecord, { args }: CallRequest, registry: Registry, actor: Actor): Execution {
    const now = this.#options.clock.now();
    return {
      id: this.#options.newId(),
      toolName: tool.name,
      pluginId: tool.pluginId,
      pluginVersion: registry.plugins.get(tool.pluginId)!.version,
      definitionHash: tool.definitionHash,
      actor,
      revision: registry.revision,
      arguments: args,
      queuedAt: now,
      startedAt: now,
      status: 'RUNNING',
      progress: null,
      progressMessage: null,
      result: null,
      content: [],
      error: null,
      output: '',
      endedAt: null,
    };
  }

  /** Starts the code; resolves at the one end of the call, whichever comes first. */
  #start(tool: ToolRecord, execution: Execution, timeoutMs: number): Promise<void> {
    const { clock, run, maxResultBytes, redact } = this.#options;
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const end = (settlement: Settlement): void => {
      if (execution.endedAt) return;
      cancelTimer();
      if (settlement.error && tool.readOnly) settlement.error.sideEffectsPossible = false;
      Object.assign(execution, settlement, { endedAt: clock.now() });
      this.#running.delete(execution.id);
      this.#ended.set(execution.id, execution);
      controller.abort();
      resolve();
    };
    const cancelTimer = clock.after(timeoutMs, () => end(settleTimeout(timeoutMs)));
    this.#running.set(execution.id, { execution, ended, shutDown: () => end(settleShutdown()) });
    const rules = {
      maxBytes: maxResultBytes,
      check: (value: unknown) => this.#check.checkResult(tool, value),
    };
    void Promise.resolve()
      .then(() => run(tool, execution.arguments, callSignals(execution, controller.signal, redact)))
      .then((output) => settleResult(output, rules))
      .catch((error: unknown) => settleError(error, redact))
      .then(end);
    return ended;
  }

  #waitAtMost(ms: number, ended: Promise<unknown>): Promise<unknown> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    return Promise.race([ended, late]).finally(cancel);
  }
}

function notReady({ name, pluginId, availability, unavailableReason }: ToolRecord, registry: Registry) {
  const comesBack = registry.plugins.get(pluginId)?.state === 'ENABLED';
  return new ToolNotReady(name, availability, unavailableReason, comesBack);
}

/** What a tool tells while it runs; after its end it tells nobody. */
function callSignals(
  execution: Execution,
  signal: AbortSignal,
  redact: (text: string) => string,
): CallSignals {
  const running = () => execution.endedAt === null;
  return {
    signal,
    progress(fraction, message) {
      if (!running() || !Number.isFinite(fraction)) return;
      execution.progress = Math.min(1, Math.max(0, fraction));
      execution.progressMessage = message === undefined ? null : redact(message);
    },
    output(text) {
      if (running()) appendOutput(execution, text, redact);
    },
    usage() {},
  };
}

function sizeCalculation({ result, output, arguments: args, content }: Execution): number {
  return 1000 + output.length + JSON.stringify([args, result, content]).length;
}
