/** Artifacts as the code of a plugin has them during one call. */
import { type ToolContext, ToolError, type Workspace } from '../../plugins/contract.ts';
import { DomainError } from '../../registries/errors.ts';
import { refusal } from '../workspace-path.ts';
import { type ArtifactRecord, type ArtifactUser, artifactIdIn, mayRead, refOf } from './artifact.ts';
import type { ArtifactOwner, ArtifactStore } from './store.ts';

/** What one call may keep. */
export interface ArtifactLimits {
  /** Files. */
  maxPerCall: number;
  /** Bytes of all of them. */
  maxBytesPerCall: number;
}

/** Where artifacts are looked for. */
export type ArtifactSource = Pick<ArtifactStore, 'find' | 'read'>;

/**
 * What `context.artifact` does: keeps files for their owner until the call ends, which aborts the signal that `ending`
 * gives when it is first asked.
 * @param limits of one call; the last file may go beyond `maxBytes`.
 */
export function keepArtifacts(
  store: Pick<ArtifactStore, 'add'>,
  owner: ArtifactOwner,
  { ending, ...limits }: { ending: () => AbortSignal } & ArtifactLimits,
): ToolContext['artifact'] {
  let [kept, bytes] = [0, 0];
  let ended: AbortSignal | undefined;
  return async (file) => {
    if (kept >= limits.maxPerCall || bytes >= limits.maxBytesPerCall) throw tooMuch(limits);
    const signal = (ended ??= ending());
    kept += 1;
    try {
      const record = await store.add(file, owner, signal);
      bytes += record.byteSize;
      return refOf(record);
    } catch (error) {
      kept -= 1;
      if (signal.aborted) throw new ToolError('The call has ended: nothing is kept for it any more.');
      throw asToolError(error);
    }
  };
}

/** A workspace whose `read` and `stat` also take `artifact:ID`, for artifacts that the user may read. */
export function withArtifacts(workspace: Workspace, source: ArtifactSource, user: ArtifactUser): Workspace {
  function find(path: string): ArtifactRecord | null {
    const id = artifactIdIn(path);
    if (id === null) return null;
    const record = source.find(id);
    if (record && mayRead(user, record)) return record;
    // The same whether it is not there or belongs to somebody else.
    throw refusal(path, 'is no artifact that you have. It may have been removed');
  }
  return {
    ...workspace,
    async read(path, range) {
      const record = find(path);
      return record ? source.read(record, path, range).catch(rethrow) : workspace.read(path, range);
    },
    async stat(path) {
      const record = find(path);
      if (!record) return workspace.stat(path);
      const { name, byteSize, createdAt } = record;
      return { name, path, kind: 'file', byteSize, modifiedAt: createdAt };
    },
    async write(path, content) {
      refuseArtifactPath(path);
      return workspace.write(path, content);
    },
    async move(from, to) {
      for (const path of [from, to]) refuseArtifactPath(path);
      return workspace.move(from, to);
    },
    async remove(path, options) {
      refuseArtifactPath(path);
      return workspace.remove(path, options);
    },
    async list(path) {
      if (artifactIdIn(path) === null) return workspace.list(path);
      throw refusal(path, 'is an artifact, not a folder. Read it');
    },
  };
}

function refuseArtifactPath(path: string): void {
  if (artifactIdIn(path) === null) return;
  throw refusal(path, 'is an artifact, which never changes. Give a path in the workspace');
}

function tooMuch({ maxPerCall, maxBytesPerCall }: ArtifactLimits): ToolError {
  return new ToolError(
    `One call keeps at most ${maxPerCall} artifacts (setting \`maxArtifactsPerCall\`) of ${maxBytesPerCall} bytes ` +
      '(a quarter of `artifactRetentionBytes`). Put several into one file, or keep less.',
  );
}

function rethrow(error: unknown): never {
  throw asToolError(error);
}

/** What a tool may pass on to its caller as it is. */
function asToolError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return new ToolError(error.message, { path: error.path, retryable: error.retryable });
}
