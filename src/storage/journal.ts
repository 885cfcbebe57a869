import type { Entity } from '../registries/definitions.ts';
import type { Actor, Change, Commit, CommittedChanges } from '../registries/events.ts';

/**
 * The durable history of the registry. Asynchronous, so that an engine on another machine fits it.
 * An engine promises: a commit is durable before `append` answers or a follower hears of it; revisions are
 * contiguous from 1 and never used twice within an epoch; a failed append leaves no trace.
 */
export interface Journal {
  /** Names this history. A restore, or a recovery that lost commits, begins a new one. */
  readonly epoch: string;
  /** Epochs this store had before. */
  readonly pastEpochs: readonly string[];
  /** The last durable revision; 0 when nothing was ever committed. */
  readonly revision: number;
  /** The smallest `after` that `read` can serve without a gap: retention removes what is older. */
  readonly oldest: number;
  /**
   * Everything registered at `revision`, in no particular order. Never replays history. Read it to the end before
   * the next append. @throws StorageDamaged, while iterated.
   */
  entities(): Iterable<Entity>;
  /**
   * Makes one commit durable, tells the followers, then answers.
   * @throws RevisionConflict when `expectedRevision` is not the last one; StorageFull when the disk is full;
   *   StorageDamaged.
   */
  append(change: NewCommit, expectedRevision: number): Promise<Commit>;
  /**
   * Commits after a revision, oldest first, at most `limit`. Fewer where they hold many events, but none only when
   * there is none. @throws HistoryExpired when `after` is less than `oldest`; StorageDamaged.
   */
  read(after: number, limit: number): Promise<readonly Commit[]>;
  /** Calls `listener` for each commit from now on, in order; returns how to stop. What it throws stops nothing. */
  follow(listener: (commit: CommittedChanges) => void): () => void;
  /** Where plugins come from besides the configuration, as `storeSources` was last given it. @throws StorageDamaged. */
  sources(): readonly StoredSource[];
  /** Durable when it answers; no commit. @throws StorageFull | StorageDamaged. */
  storeSources(sources: readonly StoredSource[]): Promise<void>;
  /** Flushes and releases everything; afterwards all calls but this one are refused. */
  close(): Promise<void>;
}

/** A source of plugins that was added while the service ran. */
export interface StoredSource {
  /** As `Plugin.source` shows it. */
  name: string;
  kind: 'directory' | 'npm';
  /** The absolute path of the directory, or the name of the package. */
  location: string;
}

export interface NewCommit {
  /** RFC 3339, UTC. */
  at: string;
  actor: Actor;
  changes: readonly Change[];
}
