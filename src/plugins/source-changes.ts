/** Looks for plugins again, and adds and removes the places they come from, while the service runs. */
import type { PluginRecord } from '../registries/definitions.ts';
import { DomainError, NameTaken, NotFound, type PluginError, PluginInUse } from '../registries/errors.ts';
import type { Actor, Commit } from '../registries/events.ts';
import { nearestNames } from '../registries/nearest.ts';
import { isLoaded } from '../registries/plugins.ts';
import type { StoredSource } from '../storage/journal.ts';
import type { HostCore } from './host-core.ts';
import { planListing } from './restore.ts';
import type { SourceFactory } from './sources.ts';

/** What was found, and the commit that lists it; null where nothing changed. */
export interface Found {
  /** Ids of the plugins that can be loaded now. */
  available: readonly string[];
  problems: readonly PluginError[];
  commit: Commit | null;
}

export interface SourceChange extends Found {
  source: string;
}

/** Sources change one at a time. */
const LOCK = ['the sources'];

export class SourceChanges {
  readonly #core: HostCore;
  readonly #factory: SourceFactory;
  /** Told when there may be other sources, or other plugins in them. */
  onChanged: () => void = () => {};

  constructor(core: HostCore, factory: SourceFactory) {
    this.#core = core;
    this.#factory = factory;
  }

  /** Looks again everywhere; what is new can be loaded, what went is no longer listed. @throws StorageFull. */
  discover(actor: Actor): Promise<Found> {
    return this.#core.locks.hold(LOCK, () => this.#discover(actor));
  }

  /**
   * Adds a directory or a package for good. Nothing of it is loaded.
   * @throws NameTaken when it is there already; PluginError when it cannot be used; StorageFull.
   */
  add(kind: StoredSource['kind'], location: string, actor: Actor): Promise<SourceChange> {
    return this.#core.locks.hold(LOCK, async () => {
      const { sources, store } = this.#core.options;
      const stored = this.#factory.describe(kind, location, sources);
      const same = [...sources].find((source) => source.location === stored.location);
      if (same) throw new NameTaken(`That is the source "${same.name}" already.`, [same.name], same.name);
      const before = store.journal.sources();
      const source = await this.#factory.open(stored);
      try {
        await store.journal.storeSources([...before, stored]);
        sources.add(source);
        const found = await this.#discover(actor);
        return {
          ...found,
          source: source.name,
          available: found.available.filter((id) => sources.of(id) === source),
        };
      } catch (error) {
        sources.remove(source.name);
        await store.journal.storeSources(before);
        throw error;
      }
    });
  }

  /**
   * Removes a source that was added.
   * @throws NotFound; PluginInUse while a plugin of it is loaded; DomainError for a configured one; StorageFull.
   */
  remove(name: string, actor: Actor): Promise<SourceChange> {
    const ids = this.#core.options.sources.named(name)?.ids() ?? [];
    // Its plugins, too: none may be loaded meanwhile.
    return this.#core.locks.hold([...LOCK, ...ids], async () => {
      const { sources, store } = this.#core.options;
      const source = sources.named(name);
      if (!source)
        throw unknownSource(
          name,
          Array.from(sources, (one) => one.name),
        );
      const before = store.journal.sources();
      if (!before.some((stored) => stored.name === name)) throw configured(name);
      const used = this.#loadedOf(name);
      if (used.length > 0) throw new PluginInUse(name, used, 'source');
      await store.journal.storeSources(before.filter((stored) => stored.name !== name));
      sources.remove(name);
      try {
        return { ...(await this.#discover(actor)), source: name };
      } catch (error) {
        sources.add(source);
        await store.journal.storeSources(before);
        throw error;
      }
    });
  }

  async #discover(actor: Actor): Promise<Found> {
    const { options, live } = this.#core;
    for (const source of await this.#factory.installed(options.sources)) options.sources.add(source);
    const { found, problems } = await options.sources.discover(options, (id) => live.get(id)?.source, false);
    const opened = new Map(found.map((plugin) => [plugin.id, plugin]));
    const commit = await options.store.commit(
      (now) => planListing(now, opened, new Set(), (id) => options.sources.of(id) !== undefined),
      { actor },
    );
    this.onChanged();
    return { available: this.#available(), problems, commit };
  }

  #available(): string[] {
    return Array.from(this.#core.registry.plugins.values())
      .filter((plugin) => !isLoaded(plugin))
      .map(({ id }) => id);
  }

  #loadedOf(source: string): string[] {
    const isOf = (plugin: PluginRecord) => isLoaded(plugin) && plugin.source === source;
    return Array.from(this.#core.registry.plugins.values())
      .filter(isOf)
      .map(({ id }) => id);
  }
}

function unknownSource(name: string, names: readonly string[]): NotFound {
  return new NotFound('source of plugins', name, nearestNames(name, names), ['source']);
}

function configured(name: string): DomainError {
  const message = `The source "${name}" comes from the configuration. Remove it there, then start again.`;
  return new DomainError('ACCESS_DENIED', message, { path: ['source'] });
}
