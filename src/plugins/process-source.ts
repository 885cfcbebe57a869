/** Plugins that each run in a process of their own. Looking what is there runs none of their code in this one. */
import pMap from 'p-map';
import { PluginError } from '../registries/errors.ts';
import type { Surroundings } from './lifecycle.ts';
import { type OpenedPlugin, openRuntime } from './opened-plugin.ts';
import type { PluginPlace, ProcessSurroundings } from './process/plugin-process.ts';
import { ProcessRuntime } from './process/process-runtime.ts';
import type { Discovery, PluginRuntime, PluginSource } from './runtime.ts';

/** Processes that are started at once; more would only wait for each other. */
const STARTED_AT_ONCE = 8;

type FindPlaces = () => Promise<readonly PluginPlace[]>;

type Asked = { place: PluginPlace } & ({ plugin: OpenedPlugin } | { problem: PluginError });

export class ProcessSource implements PluginSource {
  readonly name: string;
  readonly location: string;
  /** Looks where plugins may lie. @throws PluginError when it cannot. */
  readonly find: FindPlaces;
  readonly #processes: ProcessSurroundings;
  #places: ReadonlyMap<string, PluginPlace> = new Map();

  constructor(
    { name, location, find }: Pick<ProcessSource, 'name' | 'location' | 'find'>,
    processes: ProcessSurroundings,
  ) {
    this.name = name;
    this.location = location;
    this.find = find;
    this.#processes = processes;
  }

  ids(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** The places of its plugins, by id. */
  get places(): ReadonlyMap<string, PluginPlace> {
    return this.#places;
  }

  open(id: string): PluginRuntime {
    return new ProcessRuntime(this.#places.get(id)!, this.#processes);
  }

  async discover(
    around: Surroundings,
    isRunning: (id: string) => boolean,
    keep: boolean,
  ): Promise<Discovery> {
    const problems: PluginError[] = [];
    const places = await this.find().catch((error: unknown) => {
      if (!(error instanceof PluginError)) throw error;
      problems.push(error);
      return [];
    });
    const known = new Map([...this.#places].map(([id, { path }]) => [path, id]));
    const idOf = ({ path }: PluginPlace) => known.get(path) ?? '';
    const running = places.filter((place) => isRunning(idOf(place)));
    const others = places.filter((place) => !running.includes(place));
    const asked = await pMap(others, (place) => this.#ask(around, place, keep), {
      concurrency: STARTED_AT_ONCE,
    });
    const { found, taken } = sortOut(asked, new Map(running.map((place) => [idOf(place), place])));
    this.#places = taken;
    return { found, problems: [...problems, ...(await passOver(asked, taken, this.name))] };
  }

  async #ask(around: Surroundings, place: PluginPlace, keep: boolean): Promise<Asked> {
    try {
      const runtime = new ProcessRuntime(place, this.#processes);
      const plugin = await openRuntime(around, this.name, place.label, runtime);
      if (!keep) await runtime.close();
      return { place, plugin };
    } catch (error) {
      if (error instanceof PluginError) return { place, problem: error };
      throw error;
    }
  }
}

/** Of two places with one id the first counts. */
function sortOut(asked: readonly Asked[], running: ReadonlyMap<string, PluginPlace>) {
  const taken = new Map(running);
  const found: OpenedPlugin[] = [];
  for (const one of asked) {
    if (!('plugin' in one) || taken.has(one.plugin.id)) continue;
    taken.set(one.plugin.id, one.place);
    found.push(one.plugin);
  }
  return { found, taken };
}

/** Closes what does not count, and tells all that cannot be used. */
async function passOver(
  asked: readonly Asked[],
  taken: ReadonlyMap<string, PluginPlace>,
  source: string,
): Promise<PluginError[]> {
  const problems: PluginError[] = [];
  for (const one of asked) {
    if ('problem' in one) problems.push(one.problem);
    else if (taken.get(one.plugin.id) !== one.place) {
      await one.plugin.runtime.close();
      const first = taken.get(one.plugin.id)!.label;
      problems.push(idTaken(one.plugin.id, `"${one.place.label}" of ${source}`, `"${first}"`));
    }
  }
  return problems;
}

/** Two plugins with one id. */
export function idTaken(id: string, where: string, first: string): PluginError {
  const message = `Plugin "${id}" in ${where} is passed over: ${first} has that id, and comes first. Rename one.`;
  return new PluginError('NAME_TAKEN', id, message, { path: ['id'] });
}
