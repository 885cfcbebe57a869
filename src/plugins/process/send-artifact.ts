import { piecesOf } from '../artifact-data.ts';
import type { ArtifactRef, NewArtifact } from '../contract.ts';

/**
 * Hands an artifact over to the server, each piece when the last one is stored.
 * @param ask asks the server, about one call.
 */
export async function sendArtifact(
  ask: (method: string, params: object) => Promise<any>,
  { name, mimeType, data }: NewArtifact,
): Promise<ArtifactRef> {
  const pieces = piecesOf(data);
  const artifact: unknown = await ask('artifact.open', { name, mimeType });
  try {
    for await (const piece of pieces) {
      const { buffer, byteOffset, byteLength } = piece;
      const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      await ask('artifact.write', { artifact, piece: base64 });
    }
  } catch (error) {
    // The server may have dropped it by itself.
    await ask('artifact.drop', { artifact }).catch(() => {});
    throw error;
  }
  return ask('artifact.close', { artifact });
}
