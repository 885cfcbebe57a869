import type { Clock } from '../clock.ts';
import { RevisionConflict } from '../registries/errors.ts';
import type { Actor, Change, Commit } from '../registries/events.ts';
import { type Registry, buildRegistry, foldChanges } from '../registries/registry.ts';
import type { Journal } from './journal.ts';
import { Sleepers } from './sleepers.ts';

/** The registry as it is now: folded from what the journal yields, and changed only through it. */
export class RegistryStore {
  readonly journal: Journal;
  readonly #clock: Clock;
  readonly #unfollow: () => void;
  readonly #sleepers = new Sleepers();
  #current: Registry;

  constructor(journal: Journal, clock: Clock) {
    this.journal = journal;
    this.#clock = clock;
    this.#current = buildRegistry(journal.revision, journal.entities());
    this.#unfollow = journal.follow(({ revision, changes }) => {
      this.#current = foldChanges(this.#current, revision, changes);
      void this.#sleepers.wake();
    });
  }

  get current(): Registry {
    return this.#current;
  }

  /**
   * Plans a change against the registry as it is, commits it, and answers once it is folded; null when nothing
   * had to change. Where another commit came first, it plans again, or refuses if a revision was expected.
   * @throws RevisionConflict, StorageFull, and whatever `plan` throws.
   */
  async commit(
    plan: (registry: Registry) => readonly Change[],
    { actor, expectedRevision }: { actor: Actor; expectedRevision?: number | undefined },
  ): Promise<Commit | null> {
    for (;;) {
      const { current } = this;
      refuseOtherRevision(current, expectedRevision);
      const changes = plan(current);
      if (changes.length === 0) return null;
      try {
        const at = this.#clock.now().toISOString();
        return await this.journal.append({ at, actor, changes }, current.revision);
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
  }

  /** Calls soon after the next commit; returns how to prevent that, which may come too late. */
  onNextCommit(wake: () => void): () => void {
    return this.#sleepers.add(wake);
  }

  async close(): Promise<void> {
    this.#unfollow();
    await this.journal.close();
  }
}

/** @throws RevisionConflict when the registry is not at the revision at which a change was previewed. */
export function refuseOtherRevision(registry: Registry, expected: number | undefined): void {
  if (expected !== undefined && expected !== registry.revision)
    throw new RevisionConflict(expected, registry.revision);
}
