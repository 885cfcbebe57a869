import type { Commit } from '../registries/events.ts';

interface Bounds {
  commits: number;
  /** In all commits together; the newest commit is kept even when it alone has more. */
  events: number;
}

/** The newest commits, shared by all who follow, so that none of them parses what was just committed. */
export class RecentCommits {
  readonly #bounds: Bounds;
  #commits: Commit[] = [];
  #events = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** `commit` is the one after the last added. */
  add(commit: Commit): void {
    this.#commits.push(commit);
    this.#events += commit.events.length;
    while (this.#commits.length > 1 && this.#tooMuch()) this.#events -= this.#commits.shift()!.events.length;
  }

  /** Commits after a revision, or null when the next one is no longer, or was never, here. */
  after(revision: number, limit: number): readonly Commit[] | null {
    const first = this.#commits[0]?.revision ?? Infinity;
    const start = revision + 1 - first;
    return start < 0 ? null : this.#commits.slice(start, start + limit);
  }

  #tooMuch(): boolean {
    return this.#commits.length > this.#bounds.commits || this.#events > this.#bounds.events;
  }
}
