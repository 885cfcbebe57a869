/** The code that is at hand: of each plugin the current one, and the one before it while calls still use that. */
import type { ToolRecord } from '../registries/definitions.ts';
import type { LivePlugin } from './lifecycle.ts';
import type { PluginDescription } from './runtime.ts';

export class LivePlugins {
  readonly #current = new Map<string, LivePlugin>();
  readonly #retiring = new Map<string, LivePlugin>();
  readonly #users = new Map<LivePlugin, number>();
  readonly #waiting = new Map<LivePlugin, () => void>();

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

  /** Resolves when no call uses the code that was replaced any more, and none can. */
  async retire(before: LivePlugin): Promise<void> {
    if (this.#retiring.get(before.id) === before) this.#retiring.delete(before.id);
    if (!this.#users.has(before)) return;
    await new Promise<void>((resolve) => this.#waiting.set(before, resolve));
  }

  /** Waits for no call any more. */
  abandon(): void {
    for (const resolve of this.#waiting.values()) resolve();
  }

  /** The code for a tool as a caller read it: while a plugin is replaced, that may be the old code. */
  forTool({ name, pluginId, definitionHash }: ToolRecord): LivePlugin | undefined {
    const current = this.#current.get(pluginId);
    const before = this.#retiring.get(pluginId);
    const has = (plugin: LivePlugin | undefined) =>
      plugin !== undefined && hashesOf(plugin.description).get(name) === definitionHash;
    return before && !has(current) && has(before) ? before : current;
  }

  /** Runs a call of the plugin's code, which is not ended meanwhile. */
  async use<T>(plugin: LivePlugin, run: () => Promise<T>): Promise<T> {
    this.#users.set(plugin, (this.#users.get(plugin) ?? 0) + 1);
    try {
      return await run();
    } finally {
      this.#release(plugin);
    }
  }

  #release(plugin: LivePlugin): void {
    const users = this.#users.get(plugin)! - 1;
    if (users > 0) return void this.#users.set(plugin, users);
    this.#users.delete(plugin);
    this.#waiting.get(plugin)?.();
    this.#waiting.delete(plugin);
  }
}

const known = new WeakMap<PluginDescription, Map<string, string>>();

function hashesOf(description: PluginDescription): Map<string, string> {
  const found =
    known.get(description) ??
    new Map(description.tools.map(({ name, definitionHash }) => [name, definitionHash]));
  known.set(description, found);
  return found;
}
