import { ToolError } from '../../plugins/contract.ts';
import type { JailLimits } from '../../plugins/contract.ts';

const MEBIBYTE = 1024 * 1024;

/** Where nobody says otherwise. */
export const DEFAULT_LIMITS: Required<JailLimits> = {
  timeoutMs: 600_000,
  memoryBytes: 256 * MEBIBYTE,
  processes: 32,
  outputBytes: 8 * MEBIBYTE,
  diskBytes: 128 * MEBIBYTE,
};

/** What the operator allows at most. */
export interface JailCeilings {
  memoryBytes: number;
  diskBytes: number;
}

/** Defaults filled in, in the order of the lists; none above what the operator allows. @throws ToolError for no number. */
export function limitsOf(
  ceilings: JailCeilings,
  ...asked: readonly (JailLimits | undefined)[]
): Required<JailLimits> {
  const limits = { ...DEFAULT_LIMITS };
  for (const key of Object.keys(limits) as (keyof JailLimits)[]) {
    const value = asked.findLast((one) => one?.[key] !== undefined)?.[key];
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ToolError(`The limit \`${key}\` must be a whole number, 1 or more.`);
    limits[key] = value;
  }
  return {
    ...limits,
    timeoutMs: Math.min(limits.timeoutMs, DEFAULT_LIMITS.timeoutMs),
    memoryBytes: Math.min(limits.memoryBytes, ceilings.memoryBytes),
    diskBytes: Math.min(limits.diskBytes, ceilings.diskBytes),
  };
}
