/** How much work a schema may make of one value. */
import type { JsonObject, JsonValue } from './definitions.ts';

/** Schemas that a check may walk through for one value, references followed. */
const MAX_STEPS = 100_000;

/** Would a check of any one value walk through too much? Schemas that refer to each other twice double at each level. */
export function isCostly(schema: JsonObject): boolean {
  const known = new Map<string, number>();
  const behind = (ref: JsonValue | undefined): number => {
    if (typeof ref !== 'string') return 0;
    const found = known.get(ref);
    if (found !== undefined) return found;
    // While it is being counted: what refers to itself goes as deep as the value, not further.
    known.set(ref, 1);
    const steps = Math.min(stepsOf(resolve(schema, ref)), MAX_STEPS + 1);
    known.set(ref, steps);
    return steps;
  };
  const stepsOf = (value: JsonValue | undefined): number => {
    if (value === null || typeof value !== 'object') return 0;
    let steps = 1;
    if (Array.isArray(value)) for (const inner of value) steps += stepsOf(inner);
    else for (const key in value) steps += key === '$ref' ? behind(value[key]) : stepsOf(value[key]);
    return steps;
  };
  return stepsOf(schema) > MAX_STEPS;
}

/** What a reference within the schema leads to. */
function resolve(schema: JsonObject, ref: string): JsonValue | undefined {
  const parts = ref.slice(1).split('/').slice(1);
  const names = parts.map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<JsonValue | undefined>((at, name) => (Object(at) as JsonObject)[name], schema);
}
