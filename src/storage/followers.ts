import type { CommittedChanges } from '../registries/events.ts';

type Listener = (commit: CommittedChanges) => void;
interface Follower {
  listener: Listener;
  /** It hears of the commits after this revision. */
  since: number;
}

/** Who hears of commits. Each hears all of them, in order, even when a listener appends or throws. */
export class Followers {
  readonly #onFailure: (error: unknown) => void;
  readonly #followers = new Set<Follower>();
  readonly #untold: CommittedChanges[] = [];
  #telling = false;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Returns how to stop. */
  add(listener: Listener, since: number): () => void {
    const follower = { listener, since };
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  tell(commit: CommittedChanges): void {
    this.#untold.push(commit);
    // A listener that appends comes back here: its commit waits until all have heard of the present one.
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) this.#tellAll(next);
    this.#telling = false;
  }

  #tellAll(commit: CommittedChanges): void {
    for (const follower of this.#followers) {
      if (follower.since >= commit.revision) continue;
      try {
        follower.listener(commit);
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }
}
