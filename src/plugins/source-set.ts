/** All places that plugins come from, in order: where two have a plugin of one id, the first one's counts. */
import type { PluginError } from '../registries/errors.ts';
import type { Surroundings } from './lifecycle.ts';
import type { OpenedPlugin } from './opened-plugin.ts';
import { idTaken } from './process-source.ts';
import type { Discovery, PluginSource } from './runtime.ts';

export class SourceSet {
  #sources: readonly PluginSource[];
  /** What could not be used when it was last looked. */
  #problems: readonly PluginError[] = [];

  constructor(sources: readonly PluginSource[]) {
    this.#sources = sources;
  }

  /** Ids of all plugins, each once, in the order of their sources. */
  ids(): string[] {
    return [...new Set(this.#sources.flatMap((source) => source.ids()))];
  }

  /** Where a plugin comes from. */
  of(id: string): PluginSource | undefined {
    return this.#sources.find((source) => source.ids().includes(id));
  }

  /** Why a plugin cannot be used that somebody calls so: by its id, or by its file without the ending. */
  problemOf(id: string): PluginError | undefined {
    const name = ({ pluginId }: PluginError) => pluginId.replace(/\.\w+$/, '');
    return this.#problems.find((problem) => problem.pluginId === id || name(problem) === id);
  }

  named(name: string): PluginSource | undefined {
    return this.#sources.find((source) => source.name === name);
  }

  [Symbol.iterator](): Iterator<PluginSource> {
    return this.#sources[Symbol.iterator]();
  }

  add(source: PluginSource): void {
    this.#sources = [...this.#sources, source];
  }

  remove(name: string): void {
    this.#sources = this.#sources.filter((source) => source.name !== name);
  }

  /**
   * Looks everywhere.
   * @param keep whether what is found stays open, for the caller to use or close.
   * @param runsFrom name of the source of a plugin that runs: it stays that one's, whoever comes with its id.
   */
  async discover(
    around: Surroundings,
    runsFrom: (id: string) => string | undefined,
    keep: boolean,
  ): Promise<Discovery> {
    const sources = this.#sources;
    const all = await Promise.all(
      sources.map((source) => source.discover(around, (id) => runsFrom(id) === source.name, keep)),
    );
    const found: OpenedPlugin[] = [];
    const problems: PluginError[] = [];
    for (const [i, discovery] of all.entries()) {
      problems.push(...discovery.problems);
      for (const plugin of discovery.found) {
        const owner = runsFrom(plugin.id) ?? this.of(plugin.id)!.name;
        if (owner === sources[i]!.name) {
          found.push(plugin);
          continue;
        }
        await plugin.runtime.close();
        problems.push(idTaken(plugin.id, plugin.source, owner));
      }
    }
    this.#problems = problems;
    return { found, problems };
  }
}
