/** How much work a schema may make of one value. */
import type { JsonObject, JsonValue } from './definitions.ts';

/** Schemas that a check may walk through for one value, references followed. */
const MAX_STEPS = 100_000;

/** Would a check of any one value walk through too much? Schemas that refer to each other twice double at each level. */
export function isCostly(schema: JsonObject): boolean {
  const known = new Map<JsonValue, number>();
  const stepsOf = (value: JsonValue | undefined): number => {
    if (value === null || typeof value !== 'object') return 0;
    const found = known.get(value);
    if (found !== undefined) return found;
    // While it is being counted: what refers to itself goes as deep as the value, not further.
    known.set(value, 1);
    let steps = 1;
    for (const inner of Object.values(value)) steps += stepsOf(inner);
    if (!Array.isArray(value) && typeof value.$ref === 'string')
      steps += stepsOf(resolve(schema, value.$ref));
    known.set(value, Math.min(steps, MAX_STEPS + 1));
    return known.get(value)!;
  };
  return stepsOf(schema) > MAX_STEPS;
}

/** What a reference within the schema leads to. */
function resolve(schema: JsonObject, ref: string): JsonValue | undefined {
  const parts = ref.slice(1).split('/').slice(1);
  const names = parts.map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<JsonValue | undefined>((at, name) => (Object(at) as JsonObject)[name], schema);
}
