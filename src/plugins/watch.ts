/** Reloads plugins whose files change, and loads those that come, while the service runs. */
import { dirname, isAbsolute, join, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Actor } from '../registries/events.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { PluginHost } from './host.ts';
import type { HostCore } from './host-core.ts';
import type { PluginPlace } from './process/plugin-process.ts';
import { ProcessSource } from './process-source.ts';
import type { SourceChanges } from './source-changes.ts';

const ACTOR: Actor = { kind: 'SYSTEM', name: 'watch' };
/** Milliseconds without another change: editors and compilers write several files, or one in several steps. */
const QUIET_MS = 100;
/** Below a watched folder: what packages and programs put there. */
const PASSED_OVER = /[\\/](node_modules|\.[^\\/]+)([\\/]|$)/;

export class PluginWatch {
  readonly #host: PluginHost;
  readonly #changes: SourceChanges;
  readonly #watcher: FSWatcher;
  readonly #changed = new Set<string>();
  /** Ids that were seen: one that is unloaded by hand is not loaded again because its files come back. */
  readonly #known = new Set<string>();
  /** Ids whose last change went wrong: the next one is tried again. */
  readonly #failed = new Set<string>();
  readonly #ready: Promise<void>;
  #cancel = () => {};
  #work: Promise<void>;
  #closed = false;
  readonly #begin: () => void;

  constructor(host: PluginHost, changes: SourceChanges) {
    this.#host = host;
    this.#changes = changes;
    this.#watcher = watch([], { ignoreInitial: true, ignored: (path) => this.#isPassedOver(path) });
    this.#watcher.on('all', (_event, path) => this.#note(path));
    this.#watcher.on('error', (error) =>
      this.#core.options.log('').error(`Watching failed: ${String(error)}`),
    );
    ({ promise: this.#work, resolve: this.#begin } = Promise.withResolvers<void>());
    this.refresh();
    this.#ready = new Promise((resolve) => this.#watcher.once('ready', () => resolve()));
  }

  get #core(): HostCore {
    return this.#host.core;
  }

  /** Resolves when no change is missed any more. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** To be called when plugins are up: what changed since `ready` is looked at then. */
  begin(): void {
    for (const id of [...this.#core.registry.plugins.ids(), ...this.#core.options.sources.ids()])
      this.#known.add(id);
    this.#begin();
  }

  /** Watches what sources there are now. */
  refresh(): void {
    for (const source of this.#sources()) this.#watcher.add(rootsOf(source));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#begin();
    this.#cancel();
    await this.#watcher.close();
    await this.#work;
  }

  #sources(): ProcessSource[] {
    return [...this.#core.options.sources].filter((source) => source instanceof ProcessSource);
  }

  #isPassedOver(path: string): boolean {
    const root = this.#sources()
      .flatMap(rootsOf)
      .find((folder) => path.startsWith(folder));
    return PASSED_OVER.test(root === undefined ? path : path.slice(root.length));
  }

  #note(path: string): void {
    this.#changed.add(path);
    this.#cancel();
    this.#cancel = this.#core.options.clock.after(QUIET_MS, () => {
      const paths = [...this.#changed];
      this.#changed.clear();
      this.#work = this.#work.then(() => this.#react(paths)).catch((error: unknown) => this.#tell('', error));
    });
  }

  async #react(paths: readonly string[]): Promise<void> {
    if (this.#closed) return;
    const { sources, log } = this.#core.options;
    const touched = this.#sources().flatMap((source) => this.#touched(source, paths));
    const { problems } = await this.#changes.discover(ACTOR);
    for (const problem of problems) this.#tell(problem.pluginId, problem);
    const come = sources.ids().filter((id) => !this.#known.has(id));
    for (const id of come) this.#known.add(id);
    for (const id of new Set([...come, ...touched])) {
      const isUp = isLoaded(this.#core.registry.plugins.get(id));
      if (!sources.of(id)) log(id).warn('Its files are gone. It goes on until it is unloaded.');
      else if (isUp && !come.includes(id)) await this.#try(id, () => this.#host.reload({ id }, ACTOR));
      else if (!isUp && (come.includes(id) || this.#failed.has(id)))
        await this.#try(id, () => this.#host.load({ id }, ACTOR));
    }
  }

  /** Ids of the plugins that changed files belong to: of one that runs, the files that it was read from. */
  #touched(source: ProcessSource, paths: readonly string[]): string[] {
    const isOf = (id: string, place: PluginPlace, path: string) => {
      const modules = this.#core.live.get(id)?.runtime.modules ?? new Set();
      // What it lacked may have come, wherever it lies.
      if (this.#failed.has(id)) return isWithin(path, place.isFolder ? place.path : dirname(place.path));
      if (modules.size === 0) return isWithin(path, place.path);
      return path === place.path || modules.has(path) || path === join(place.path, 'package.json');
    };
    return [...source.places]
      .filter(([id, place]) => paths.some((path) => isOf(id, place, path)))
      .map(([id]) => id);
  }

  async #try(id: string, run: () => Promise<unknown>): Promise<void> {
    this.#failed.delete(id);
    await run().catch((error: unknown) => {
      this.#failed.add(id);
      this.#tell(id, error);
    });
  }

  #tell(id: string, error: unknown): void {
    this.#core.options.log(id).error(error instanceof Error ? error.message : String(error));
  }
}

function rootsOf(source: ProcessSource): string[] {
  return isAbsolute(source.location)
    ? [source.location]
    : [...source.places.values()].map(({ path }) => path);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
