import type { JsonObject, JsonValue, ToolRecord } from './definitions.ts';

/** Keywords that change nothing about which values are valid. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
]);

/**
 * May a caller who knows only the old tool fail with the new one? True unless the new schemas are seen to accept
 * whatever the old ones did: equal but for annotations, or with optional properties added.
 */
export function isBreaking(before: ToolRecord, after: ToolRecord): boolean {
  if (before.parameters === after.parameters && before.returns === after.returns) return false;
  return (
    !accepts(JSON.parse(after.parameters) as JsonObject, JSON.parse(before.parameters) as JsonObject) ||
    !sameValues(
      JSON.parse(after.returns ?? 'null') as JsonValue,
      JSON.parse(before.returns ?? 'null') as JsonValue,
    )
  );
}

/** Does `wide` accept every object that `narrow` accepts, as far as can be seen? */
function accepts(wide: JsonObject, narrow: JsonObject): boolean {
  const { properties: widened, required: needed, ...restWide } = wide;
  const { properties: known, required: given, ...restNarrow } = narrow;
  const knownOf = (known ?? {}) as JsonObject;
  const widenedOf = (widened ?? {}) as JsonObject;
  const required = new Set((given ?? []) as string[]);
  return (
    sameValues(restWide, restNarrow) &&
    ((needed ?? []) as string[]).every((name) => required.has(name)) &&
    Object.entries(knownOf).every(([name, schema]) => sameValues(widenedOf[name] ?? null, schema))
  );
}

function sameValues(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(withoutAnnotations(a)) === JSON.stringify(withoutAnnotations(b));
}

function withoutAnnotations(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => !ANNOTATIONS.has(key) || typeof inner === 'object',
  );
  return Object.fromEntries(kept.sort().map(([key, inner]) => [key, withoutAnnotations(inner)]));
}
