/** Artifacts as everybody sees them, and who may. */
import { type Caller, hasScope } from '../../access.ts';
import type { ArtifactRef } from '../../plugins/contract.ts';
import { NotFound } from '../../registries/errors.ts';
import type { Actor } from '../../registries/events.ts';

/** What is known of a file that is kept. */
export interface ArtifactRecord {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly byteSize: number;
  /** The call that made it; null for what a caller brought, and for previews. */
  readonly executionId: string | null;
  /** Who brought it, or made the call. */
  readonly actor: Actor;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** For whom code of a plugin runs: who owns the artifacts that it makes, and which ones it may read. */
export interface ArtifactUser {
  readonly actor: Actor;
  /** Also those of others: whoever has the scope `registry:read`. */
  readonly readsAll: boolean;
}

const SCHEME = 'artifact:';

/** The id in a path of the form `artifact:ID`; null for any other path. */
export function artifactIdIn(path: string): string | null {
  return path.startsWith(SCHEME) ? path.slice(SCHEME.length) : null;
}

/** What tools and callers learn of it. */
export function refOf({ id, name, mimeType, byteSize }: ArtifactRecord): ArtifactRef {
  return { id, uri: `${SCHEME}${id}`, name, mimeType, byteSize };
}

export function artifactUser(caller: Caller): ArtifactUser {
  return { actor: caller.actor, readsAll: hasScope(caller, 'registry:read') };
}

export function mayRead({ actor, readsAll }: ArtifactUser, { actor: owner }: ArtifactRecord): boolean {
  return readsAll || (owner.kind === actor.kind && owner.name === actor.name);
}

/** Nothing tells one that is not there from one that belongs to somebody else. */
export class NoSuchArtifact extends NotFound {
  constructor(id: string) {
    super('artifact of yours', id, []);
  }
}
