import { artifactName, artifactType, givenType } from '../execution/artifacts/artifact-facts.ts';
import { type ArtifactRecord, type ArtifactUser, refOf } from '../execution/artifacts/artifact.ts';
import type { ArtifactStore } from '../execution/artifacts/store.ts';
import { SAMPLE_BYTES } from '../execution/file-types.ts';
import { piecesOf } from '../plugins/artifact-data.ts';
import type { NewArtifact } from '../plugins/contract.ts';
import type { KeptArtifact } from './recorder.ts';

/** To whom all belongs. */
export const OWNER: ArtifactUser & { executionId: string } = {
  actor: { kind: 'USER', name: 'test' },
  readsAll: false,
  executionId: 'test',
};

/** Keeps the artifacts of one run, as the server does but for its disk and its limit of size. */
export class ArtifactMemory implements Pick<ArtifactStore, 'add' | 'find' | 'read'> {
  /** In the order in which they were complete. */
  readonly kept: KeptArtifact[] = [];

  async add({ name: givenName, mimeType, data: source }: NewArtifact): Promise<ArtifactRecord> {
    const name = artifactName(givenName);
    const given = givenType(mimeType);
    const data = Buffer.concat(await Array.fromAsync(piecesOf(source)));
    const type = await artifactType(data.subarray(0, SAMPLE_BYTES), given, name);
    const id = String(this.kept.length + 1);
    const record = recordOf({ id, name, mimeType: type, byteSize: data.length });
    this.kept.push({ ...refOf(record), data });
    return record;
  }

  find(id: string): ArtifactRecord | undefined {
    const found = this.kept.find((one) => one.id === id);
    return found && recordOf(found);
  }

  async read({ id }: ArtifactRecord, _path: string, range: { start?: number; end?: number } = {}) {
    return this.kept.find((one) => one.id === id)!.data.subarray(range.start, range.end);
  }
}

function recordOf({
  id,
  name,
  mimeType,
  byteSize,
}: Pick<ArtifactRecord, 'id' | 'name' | 'mimeType' | 'byteSize'>): ArtifactRecord {
  const { actor, executionId } = OWNER;
  return { id, name, mimeType, byteSize, executionId, actor, createdAt: new Date(0).toISOString() };
}
