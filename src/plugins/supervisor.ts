/** Watches the code of plugins: starts it again when its process ends, and asks now and then how it is. */
import { DomainError, PluginError } from '../registries/errors.ts';
import type { Actor } from '../registries/events.ts';
import { isLoaded } from '../registries/plugins.ts';
import { type HostCore, type Plan, requireLoaded } from './host-core.ts';
import { withOutput } from './hooks.ts';
import { type LivePlugin, checkHealth, endOf, preparePlugin, startPlugin, stopPlugin } from './lifecycle.ts';
import { planCrashed, planFailed, planHealth, planRestarted } from './plan-plugin.ts';

const ACTOR: Actor = { kind: 'SYSTEM', name: 'supervisor' };
/** Milliseconds before the first new start; twice as many before each that follows, up to the most. */
const FIRST_DELAY_MS = 100;
const MOST_DELAY_MS = 10_000;
/** Milliseconds after which a process that still runs is no longer held to have crashed. */
const STABLE_MS = 60_000;

export class Supervisor {
  readonly #core: HostCore;
  /** Crashes in a row, by plugin id. */
  readonly #crashes = new Map<string, number>();
  readonly #startedAt = new WeakMap<LivePlugin, number>();
  /** Ids of those whose last answer was: not well. */
  readonly #unwell = new Set<string>();
  readonly #timers = new Set<() => void>();
  #closed = false;

  constructor(core: HostCore) {
    this.#core = core;
    this.#askLater();
  }

  /** Looks after code that was started. */
  watch(plugin: LivePlugin): void {
    void plugin.runtime.ended.then((reason) => {
      if (!plugin.lifetime.signal.aborted) this.#do(plugin.id, () => this.#crashed(plugin, reason));
    });
    this.#startedAt.set(plugin, this.#now());
  }

  /** Of a plugin that was unloaded, nothing counts for one of that id that comes later. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#crashes.delete(id);
      this.#unwell.delete(id);
    }
  }

  /** Starts nothing any more. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
  }

  async #crashed(plugin: LivePlugin, reason: string): Promise<void> {
    const core = this.#core;
    const { id } = plugin;
    if (this.#closed || core.live.get(id) !== plugin) return;
    const isStable = this.#now() - this.#startedAt.get(plugin)! >= STABLE_MS;
    const crashes = this.#count(id, isStable);
    const problem = withOutput(crashOf(id, reason, crashes), plugin.runtime) as PluginError;
    core.options.log(id).error(problem.message, { crashes });
    plugin.lifetime.abort();
    if (crashes >= core.options.maxCrashes) return this.#giveUp(plugin, problem);
    // First: whatever becomes of the commit, the plugin must come back.
    this.#restartLater(plugin, crashes);
    const why = `The process of plugin "${id}" ${reason}. It is started again.`;
    await this.#commit(id, (now) => planCrashed(now, requireLoaded(now, id), why));
  }

  #restartLater(plugin: LivePlugin, crashes: number): void {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (crashes - 1), MOST_DELAY_MS);
    this.#after(delay, () => this.#do(plugin.id, () => this.#restart(plugin)));
  }

  async #restart(plugin: LivePlugin): Promise<void> {
    const core = this.#core;
    const { id } = plugin;
    if (this.#closed || core.live.get(id) !== plugin) return;
    try {
      const { config, state } = requireLoaded(core.registry, id);
      const next = await preparePlugin(core.options, await core.open(id), config);
      await startPlugin(core.options, next, state !== 'DISABLED');
      const at = core.options.clock.now().toISOString();
      // Before the commit says that its tools are ready.
      core.live.set(next);
      const undo = () => {
        core.live.set(plugin);
        return stopPlugin(core.options, next);
      };
      await core.commit([id], (now) => planRestarted(now, next, at), { actor: ACTOR }, undo);
      core.onStarted(next);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.#failedAgain(plugin, error);
    }
  }

  async #failedAgain(plugin: LivePlugin, error: DomainError): Promise<void> {
    const { id } = plugin;
    const crashes = this.#count(id);
    this.#core.options.log(id).error(error.message, { crashes });
    if (crashes >= this.#core.options.maxCrashes) await this.#giveUp(plugin, error);
    else this.#restartLater(plugin, crashes);
  }

  async #giveUp(plugin: LivePlugin, problem: DomainError): Promise<void> {
    const { id } = plugin;
    this.#crashes.delete(id);
    this.#core.live.delete(id);
    await this.#commit(id, (now) => planFailed(now, requireLoaded(now, id), problem));
  }

  #askLater(): void {
    const { live, options } = this.#core;
    const askAll = async () => {
      for (const id of this.#unwell) if (!live.get(id)) this.#unwell.delete(id);
      const asked = await Promise.allSettled(live.all().map((plugin) => this.#ask(plugin)));
      this.#askLater();
      for (const one of asked) if (one.status === 'rejected') throw one.reason;
    };
    this.#after(options.healthIntervalMs, () => this.#do(null, askAll));
  }

  async #ask(plugin: LivePlugin): Promise<void> {
    const { options, live } = this.#core;
    const { ok, message } = await checkHealth(options, plugin);
    const isSame = ok !== this.#unwell.has(plugin.id);
    // A crash is told as one, not as what a look in that moment found.
    if (this.#closed || isSame || live.get(plugin.id) !== plugin || (await endOf(plugin)) !== null) return;
    if (ok) this.#unwell.delete(plugin.id);
    else this.#unwell.add(plugin.id);
    const log = options.log(plugin.id);
    if (ok) log.info('It is well again.');
    else log.warn(`It is not well: ${message ?? 'it does not say why.'}`);
    await this.#commit(plugin.id, (now) => {
      const record = now.plugins.get(plugin.id);
      return isLoaded(record) ? planHealth(record) : [];
    });
  }

  async #commit(id: string, plan: Plan): Promise<void> {
    await this.#core.commit([id], plan, { actor: ACTOR }, async () => undefined);
  }

  /** Crashes in a row, this one included. */
  #count(id: string, anew = false): number {
    const crashes = anew ? 1 : (this.#crashes.get(id) ?? 0) + 1;
    this.#crashes.set(id, crashes);
    return crashes;
  }

  #now(): number {
    return this.#core.options.clock.now().getTime();
  }

  #after(ms: number, run: () => void): void {
    if (this.#closed) return;
    const cancel = this.#core.options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  /** In its turn among the changes of the plugin; what fails is told in the log, and the next event tries again. */
  #do(id: string | null, run: () => Promise<void>): void {
    this.#core.background.leave(id === null ? run() : this.#core.locks.hold([id], run));
  }
}

function crashOf(id: string, reason: string, crashes: number): PluginError {
  const times = crashes === 1 ? '' : `, ${crashes} times in a row`;
  const message = `The process of plugin "${id}" ${reason}${times}.`;
  return new PluginError('PLUGIN_CRASHED', id, message, { retryable: true });
}
