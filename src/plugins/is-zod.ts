import type { z } from 'zod';

/** By its mark, not its class: a plugin may bring its own copy of zod. */
export function isZod(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema;
}
