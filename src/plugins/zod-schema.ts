import { z } from 'zod';
import type { JsonObject } from '../registries/definitions.ts';
import type { Schema } from './contract.ts';
import { type Path, invalid } from './invalid-definition.ts';
import { isZod } from './is-zod.ts';

/** Formats whose patterns need look-ahead, which schemas may not have here; zod itself still checks them. */
const UNCHECKABLE = new Set<unknown>(['emoji', 'duration', 'hostname']);

/**
 * A schema as JSON Schema: zod is translated, anything else stays as it is, unchecked.
 * @param io of a schema that changes what it parses: what goes in, or what comes out.
 * @throws PluginError INVALID_PLUGIN, with the path into the definition.
 */
export function toJsonSchema(
  pluginId: string,
  path: Path,
  schema: Schema,
  io: 'input' | 'output',
): JsonObject {
  if (!isZod(schema)) return schema;
  try {
    return z.toJSONSchema(schema, { io, override: dropUncheckable }) as JsonObject;
  } catch (error) {
    throw invalid(pluginId, path, `cannot be written as JSON Schema: ${(error as Error).message}`);
  }
}

function dropUncheckable({ jsonSchema }: { jsonSchema: { format?: unknown; pattern?: unknown } }): void {
  if (UNCHECKABLE.has(jsonSchema.format)) delete jsonSchema.pattern;
}
