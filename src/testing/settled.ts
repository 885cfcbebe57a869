import { configSchema } from '../config.ts';
import type { ArtifactRef } from '../plugins/contract.ts';
import { type Settlement, settleResult } from '../execution/settlement.ts';
import { DomainError } from '../registries/errors.ts';

/** Bytes of a result's JSON, where the server has its default. */
const MAX_BYTES = configSchema.shape.maxResultBytes.parse(undefined);

/**
 * A result as a caller would get it.
 * @param check what is wrong with it; null when nothing is.
 * @param artifacts what the call has kept.
 * @throws DomainError RESULT_INVALID | RESULT_TOO_LARGE
 */
export function settled(
  answer: unknown,
  check: (value: unknown) => string | null,
  artifacts: readonly ArtifactRef[] = [],
): Pick<Settlement, 'result' | 'content'> {
  const findArtifact = (wanted: string) => {
    const found = artifacts.find(({ id }) => id === wanted);
    if (!found) return null;
    // Without the bytes, which a test has beside it.
    const { id, uri, name, mimeType, byteSize } = found;
    return { id, uri, name, mimeType, byteSize };
  };
  const { result, content, error } = settleResult(answer, { maxBytes: MAX_BYTES, check, findArtifact });
  if (error) throw new DomainError(error.code, error.message);
  return { result, content };
}
