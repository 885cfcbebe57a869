/** Makes the sources of third-party plugins out of what names them. */
import { basename, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { StoredSource } from '../storage/journal.ts';
import { packagesIn, placeOfPackage, placesInDirectory } from './plugin-places.ts';
import type { ProcessSurroundings } from './process/plugin-process.ts';
import { ProcessSource } from './process-source.ts';
import type { SourceSet } from './source-set.ts';

type Folders = Pick<Config, 'workspace' | 'data' | 'plugins' | 'pluginPackages' | 'packageFolder'>;

/** The folder that `gathering plugins add` installs to. */
export function installFolder(data: string): string {
  return join(data, 'packages');
}

export class SourceFactory {
  readonly #folders: Folders;
  readonly #processes: ProcessSurroundings;

  constructor(folders: Folders, processes: ProcessSurroundings) {
    this.#folders = folders;
    this.#processes = processes;
  }

  /** What the configuration names, then what was installed, then what was added while the service ran. */
  async configured(stored: readonly StoredSource[]): Promise<ProcessSource[]> {
    const { plugins, pluginPackages, data } = this.#folders;
    const packages = new Set([...pluginPackages, ...(await packagesIn(installFolder(data)))]);
    const named = [
      ...plugins.map((location) => ({ kind: 'directory' as const, location })),
      ...[...packages].map((location) => ({ kind: 'npm' as const, location })),
    ];
    const sources: ProcessSource[] = [];
    for (const { kind, location } of named) {
      if (!sources.some((source) => source.location === location))
        sources.push(this.#make({ kind, location, name: freeName(kind, location, sources) }));
    }
    return [...sources, ...stored.map((source) => this.#make(source))];
  }

  /** Packages that were installed since the start. */
  async installed(known: SourceSet): Promise<ProcessSource[]> {
    const names = await packagesIn(installFolder(this.#folders.data));
    const isNew = (name: string) => ![...known].some(({ location }) => location === name);
    return names.filter(isNew).map((location) => this.#make(this.describe('npm', location, known)));
  }

  /** A source that is to be added, with a name that none of the others has. */
  describe(kind: StoredSource['kind'], location: string, others: Iterable<{ name: string }>): StoredSource {
    const place = kind === 'npm' ? location : resolve(this.#folders.workspace, location);
    return { kind, location: place, name: freeName(kind, place, [...others]) };
  }

  /** @throws PluginError when there is no such directory or package. */
  async open(stored: StoredSource): Promise<ProcessSource> {
    const source = this.#make(stored);
    await source.find();
    return source;
  }

  #make({ kind, location, name }: StoredSource): ProcessSource {
    const { packageFolder, data } = this.#folders;
    const find =
      kind === 'directory'
        ? () => placesInDirectory(location, basename(location))
        : async () => [await placeOfPackage(location, [packageFolder, installFolder(data)])];
    return new ProcessSource({ name, location, find }, this.#processes);
  }
}

/** `directory:plugins`, or `directory:plugins-2` where that is taken: a name tells nothing of where a folder lies. */
function freeName(kind: StoredSource['kind'], location: string, others: readonly { name: string }[]): string {
  const name = `${kind}:${kind === 'npm' ? location : basename(location)}`;
  const isTaken = (wanted: string) => others.some((other) => other.name === wanted);
  let free = name;
  for (let n = 2; isTaken(free); n += 1) free = `${name}-${n}`;
  return free;
}
