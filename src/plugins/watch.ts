/** Reloads plugins whose files change, and loads those that come, while the service runs. */
import { isAbsolute, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Actor } from '../registries/events.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { PluginHost } from './host.ts';
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
  readonly #ready: Promise<void>;
  #cancel = () => {};
  #work: Promise<void>;
  #closed = false;
  /** To be called when plugins are up: what changed since `ready` is looked at then. */
  begin: () => void;

  constructor(host: PluginHost, changes: SourceChanges) {
    this.#host = host;
    this.#changes = changes;
    this.#watcher = watch([], { ignoreInitial: true, ignored: (path) => this.#isPassedOver(path) });
    this.#watcher.on('all', (_event, path) => this.#note(path));
    this.#watcher.on('error', (error) =>
      host.core.options.log('').error(`Watching failed: ${String(error)}`),
    );
    ({ promise: this.#work, resolve: this.begin } = Promise.withResolvers<void>());
    this.refresh();
    this.#ready = new Promise((resolve) => this.#watcher.once('ready', () => resolve()));
  }

  /** Resolves when no change is missed any more. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Watches what sources there are now. */
  refresh(): void {
    for (const source of this.#sources()) this.#watcher.add(rootsOf(source));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.begin();
    this.#cancel();
    await this.#watcher.close();
    await this.#work;
  }

  #sources(): ProcessSource[] {
    return [...this.#host.core.options.sources].filter((source) => source instanceof ProcessSource);
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
    this.#cancel = this.#host.core.options.clock.after(QUIET_MS, () => {
      const paths = [...this.#changed];
      this.#changed.clear();
      this.#work = this.#work.then(() => this.#react(paths)).catch((error: unknown) => this.#tell('', error));
    });
  }

  async #react(paths: readonly string[]): Promise<void> {
    if (this.#closed) return;
    const { core } = this.#host;
    const seen = new Set(core.registry.plugins.ids());
    const touched = new Set(this.#sources().flatMap((source) => touchedOf(source, paths)));
    const { problems } = await this.#changes.discover(ACTOR);
    for (const problem of problems) this.#tell(problem.pluginId, problem);
    const ids = core.options.sources.ids();
    const come = ids.filter((id) => !seen.has(id));
    const changed = ids.filter((id) => touched.has(id) && isLoaded(core.registry.plugins.get(id)));
    for (const id of come) await this.#try(id, () => this.#host.load({ id }, ACTOR));
    for (const id of changed) await this.#try(id, () => this.#host.reload({ id }, ACTOR));
  }

  async #try(id: string, run: () => Promise<unknown>): Promise<void> {
    await run().catch((error: unknown) => this.#tell(id, error));
  }

  #tell(id: string, error: unknown): void {
    this.#host.core.options.log(id).error(error instanceof Error ? error.message : String(error));
  }
}

function rootsOf(source: ProcessSource): string[] {
  return isAbsolute(source.location)
    ? [source.location]
    : [...source.places.values()].map(({ path }) => path);
}

/** The plugins that changed files belong to: a file of no single one may be part of any of that source. */
function touchedOf(source: ProcessSource, paths: readonly string[]): string[] {
  const mine = paths.filter((path) => rootsOf(source).some((root) => isWithin(path, root)));
  const owners = mine.map((path) => [...source.places].filter(([, place]) => isWithin(path, place.path)));
  return owners.flatMap((owned) => (owned.length > 0 ? owned.map(([id]) => id) : [...source.ids()]));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
