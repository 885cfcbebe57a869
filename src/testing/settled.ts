import { configSchema } from '../config.ts';
import { type Settlement, settleResult } from '../execution/settlement.ts';
import { DomainError } from '../registries/errors.ts';

/** Bytes of a result's JSON, where the server has its default. */
const MAX_BYTES = configSchema.shape.maxResultBytes.parse(undefined);

/**
 * A result as a caller would get it.
 * @param check what is wrong with it; null when nothing is.
 * @throws DomainError RESULT_INVALID | RESULT_TOO_LARGE
 */
export function settled(
  answer: unknown,
  check: (value: unknown) => string | null,
): Pick<Settlement, 'result' | 'content'> {
  const { result, content, error } = settleResult(answer, { maxBytes: MAX_BYTES, check });
  if (error) throw new DomainError(error.code, error.message);
  return { result, content };
}
