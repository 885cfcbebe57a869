/** Which call runs next: within limits, and so that no caller waits because another one calls much. */
import { DomainError } from '../registries/errors.ts';

export interface SchedulerLimits {
  /** Calls that run at once: in all, and of the tools of one plugin. */
  maxRunning: number;
  maxRunningPerPlugin: number;
  /** Calls of one caller that may wait. */
  maxQueued: number;
}

/** What a call takes while it runs. */
export interface Claim {
  caller: string;
  pluginId: string;
  tool: string;
  /** Calls of this tool at once; without it, no other limit than the plugin's. */
  maxRunningOfTool?: number | undefined;
}

interface Waiting {
  claim: Claim;
  start: () => void;
}

export class Scheduler {
  readonly #limits: SchedulerLimits;
  #running = 0;
  readonly #perPlugin = new Map<string, number>();
  readonly #perTool = new Map<string, number>();
  /** By caller, in the order in which they are next. */
  readonly #queues = new Map<string, Waiting[]>();

  constructor(limits: SchedulerLimits) {
    this.#limits = limits;
  }

  /** Takes what the call needs, if that is free. Whoever waits and could run, would run already. */
  tryTake(claim: Claim): boolean {
    if (!this.#isFree(claim)) return false;
    this.#count(claim, 1);
    return true;
  }

  /** @throws DomainError QUEUE_FULL. */
  refuseFull({ caller }: Claim): void {
    const queued = this.#queues.get(caller)?.length ?? 0;
    if (queued < this.#limits.maxQueued) return;
    const message = `${queued} of your calls wait already, as many as may (setting \`maxQueuedCalls\`). Retry in a moment.`;
    throw new DomainError('QUEUE_FULL', message, { retryable: true });
  }

  /** Calls `start` once there is room, which it then has taken; returns how to leave the queue. */
  enqueue(claim: Claim, start: () => void): () => void {
    const waiting = { claim, start };
    const queue = this.#queues.get(claim.caller);
    if (queue) queue.push(waiting);
    else this.#queues.set(claim.caller, [waiting]);
    this.#startNext();
    return () => this.#remove(waiting);
  }

  /** Gives back what a call took. */
  release(claim: Claim): void {
    this.#count(claim, -1);
    this.#startNext();
  }

  #startNext(): void {
    for (let next = this.#take(); next; next = this.#take()) next.start();
  }

  /** The next that can run, of the caller whose turn it is; that caller is last then. */
  #take(): Waiting | undefined {
    if (this.#running >= this.#limits.maxRunning) return undefined;
    for (const [caller, queue] of this.#queues) {
      const next = queue.find(({ claim }) => this.#isFree(claim));
      if (!next) continue;
      this.#remove(next);
      if (queue.length > 0) {
        this.#queues.delete(caller);
        this.#queues.set(caller, queue);
      }
      this.#count(next.claim, 1);
      return next;
    }
    return undefined;
  }

  #remove(waiting: Waiting): void {
    const { caller } = waiting.claim;
    const queue = this.#queues.get(caller) ?? [];
    const at = queue.indexOf(waiting);
    if (at >= 0) queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(caller);
  }

  #isFree({ pluginId, tool, maxRunningOfTool = Infinity }: Claim): boolean {
    const { maxRunning, maxRunningPerPlugin } = this.#limits;
    return (
      this.#running < maxRunning &&
      (this.#perPlugin.get(pluginId) ?? 0) < maxRunningPerPlugin &&
      (this.#perTool.get(tool) ?? 0) < maxRunningOfTool
    );
  }

  #count({ pluginId, tool }: Claim, change: 1 | -1): void {
    this.#running += change;
    add(this.#perPlugin, pluginId, change);
    add(this.#perTool, tool, change);
  }
}

function add(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
