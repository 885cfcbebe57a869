/** The code that is at hand: of each plugin the current one, and the one before it while calls still use that. */
import type { ToolRecord } from '../registries/definitions.ts';
import type { LivePlugin } from './lifecycle.ts';
import type { PluginDescription } from './runtime.ts';

/** A call that uses code. */
interface Use {
  /** Who waits until it is over. */
  readonly waiting: (() => void)[];
  cancel(reason: Error): void;
}

export class LivePlugins {
  readonly #current = new Map<string, LivePlugin>();
  readonly #retiring = new Map<string, LivePlugin>();
  readonly #uses = new Map<LivePlugin, Set<Use>>();

  get(id: string): LivePlugin | undefined {
    return this.#current.get(id);
  }

  /** In the order in which they came. */
  all(): LivePlugin[] {
    return [...this.#current.values()];
  }

  set(plugin: LivePlugin): void {
    this.#current.set(plugin.id, plugin);
  }

  delete(id: string): void {
    this.#current.delete(id);
  }

  /** `next` takes the place of `before`, which still serves calls of tools as they were. Returns how to undo that. */
  replace(before: LivePlugin, next: LivePlugin): () => void {
    this.#retiring.set(next.id, before);
    this.#current.set(next.id, next);
    return () => {
      this.#current.set(before.id, before);
      this.#retiring.delete(before.id);
    };
  }

  /** The code that was replaced serves no new call any more. */
  retire(before: LivePlugin): void {
    if (this.#retiring.get(before.id) === before) this.#retiring.delete(before.id);
  }

  /** The code for a tool as a caller read it: while a plugin is replaced, that may be the old code. */
  forTool({ name, pluginId, definitionHash }: ToolRecord): LivePlugin | undefined {
    const current = this.#current.get(pluginId);
    const before = this.#retiring.get(pluginId);
    const has = (plugin: LivePlugin | undefined) =>
      plugin !== undefined && hashesOf(plugin.description).get(name) === definitionHash;
    return before && !has(current) && has(before) ? before : current;
  }

  /**
   * A call begins to use the plugin's code. `cancel` is called where it must let go, with the reason; returns what it
   * calls when it has.
   */
  begin(plugin: LivePlugin, cancel: (reason: Error) => void): () => void {
    const use: Use = { cancel, waiting: [] };
    const uses = this.#uses.get(plugin) ?? new Set();
    this.#uses.set(plugin, uses.add(use));
    return () => {
      uses.delete(use);
      if (uses.size === 0 && this.#uses.get(plugin) === uses) this.#uses.delete(plugin);
      for (const resolve of use.waiting.splice(0)) resolve();
    };
  }

  /**
   * Runs something of the plugin's code. It is over when that answers, when `signal` is aborted, or when it is cancelled,
   * with the reason of that as its error; the code is told by the signal it is given.
   */
  async use<T>(
    plugin: LivePlugin,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const cancelling = new AbortController();
    const end = this.begin(plugin, (reason) => cancelling.abort(reason));
    const either = AbortSignal.any([signal, cancelling.signal]);
    try {
      return await Promise.race([run(either), abortion(either)]);
    } finally {
      end();
    }
  }

  /** The code of these plugins that calls use now. */
  inUse(ids: readonly string[]): LivePlugin[] {
    return [...this.#uses.keys()].filter(({ id }) => ids.includes(id));
  }

  /** Resolves when no call uses any of this code. */
  async idle(code: readonly LivePlugin[]): Promise<void> {
    for (let uses = this.#usesOf(code); uses.length > 0; uses = this.#usesOf(code))
      await Promise.all(uses.map(({ waiting }) => new Promise<void>((resolve) => waiting.push(resolve))));
  }

  /** Ends the calls that use it. */
  cancel(code: readonly LivePlugin[], reason: Error): void {
    for (const use of this.#usesOf(code)) use.cancel(reason);
  }

  #usesOf(code: readonly LivePlugin[]): Use[] {
    return code.flatMap((plugin) => [...(this.#uses.get(plugin) ?? [])]);
  }
}

/** Rejects with the reason when the signal is aborted. */
function abortion(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const fail = () => reject(signal.reason as Error);
  if (signal.aborted) fail();
  else signal.addEventListener('abort', fail, { once: true });
  return promise;
}

const known = new WeakMap<PluginDescription, Map<string, string>>();

function hashesOf(description: PluginDescription): Map<string, string> {
  const found =
    known.get(description) ??
    new Map(description.tools.map(({ name, definitionHash }) => [name, definitionHash]));
  known.set(description, found);
  return found;
}
