/** Knows most schemas at a glance; ajv's meta-schemas take some 0.1 ms for each, too long for a load of thousands. */
import type { JsonObject, JsonValue } from './definitions.ts';
import { compilePattern, isBad } from './pattern.ts';

/**
 * Is this surely a valid schema, of draft-07 as of 2020-12, that refers to nothing outside itself? False says only
 * that something in it is out of the ordinary, for the meta-schema to judge.
 */
export function isPlainSchema(value: JsonValue): boolean {
  if (!isObject(value)) return typeof value === 'boolean';
  for (const keyword in value) {
    const holds = RULES.get(keyword);
    if (!holds?.(value[keyword]!)) return false;
  }
  return true;
}

/** Counted on the way: most schemas refer to nothing, and need no look at what references cost. */
let references = 0;

/** References that multiply to some hundreds at most, however they are arranged. */
const FEW_REFERENCES = 16;

/** What is known at a glance: it is plain; it is, but for what its many references may cost; nothing. */
export function lookAtSchema(schema: JsonValue): 'plain' | 'many references' | 'unknown' {
  references = 0;
  if (!isPlainSchema(schema)) return 'unknown';
  return references > FEW_REFERENCES ? 'many references' : 'plain';
}

type Rule = (value: JsonValue) => boolean;

const TYPES = new Set<JsonValue>(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);
const DIALECTS = new Set<JsonValue>([
  'http://json-schema.org/draft-07/schema',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2020-12/schema',
]);

const isText: Rule = (value) => typeof value === 'string';
const isFlag: Rule = (value) => typeof value === 'boolean';
const isScalar: Rule = (value) => typeof value !== 'object' || value === null;
const isScalarList: Rule = (value) => Array.isArray(value) && value.every(isScalar);
const isCount: Rule = (value) => Number.isInteger(value) && (value as number) >= 0;
const isDistinct = (list: readonly JsonValue[]) => new Set(list).size === list.length;
const isNameList: Rule = (value) => Array.isArray(value) && value.every(isText) && isDistinct(value);
const isChoice: Rule = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isScalar) && isDistinct(value);
const isSchemaList: Rule = (value) => Array.isArray(value) && value.length > 0 && value.every(isPlainSchema);

const RULES: ReadonlyMap<string, Rule> = new Map([
  ...rule(['title', 'description', '$comment', 'format'], isText),
  ...rule(['readOnly', 'writeOnly', 'deprecated', 'uniqueItems'], isFlag),
  ...rule(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], Number.isFinite),
  ...rule(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'], isCount),
  ...rule(['items', 'additionalProperties', 'propertyNames', 'contains', 'not'], isPlainSchema),
  ...rule(['allOf', 'anyOf', 'oneOf'], isSchemaList),
  ...rule(['properties', '$defs', 'definitions'], isSchemaMap),
  ...rule(['required'], isNameList),
  ...rule(['enum'], isChoice),
  ...rule(['examples'], isScalarList),
  ...rule(['const', 'default'], (value) => isScalar(value) || isScalarList(value)),
  ...rule(['type'], (value) => TYPES.has(value) || isTypeList(value)),
  ...rule(['pattern'], (value) => typeof value === 'string' && !isBad(compilePattern(value))),
  ...rule(
    ['$ref'],
    (value) => typeof value === 'string' && /^#(\/[\w$.~-]*)*$/.test(value) && ++references > 0,
  ),
  ...rule(['$schema'], (value) => DIALECTS.has(value)),
]);

function rule(keywords: readonly string[], holds: Rule): [string, Rule][] {
  return keywords.map((keyword) => [keyword, holds]);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchemaMap(value: JsonValue): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (!isPlainSchema(value[name]!)) return false;
  return true;
}

function isTypeList(value: JsonValue): boolean {
  return (
    isNameList(value) &&
    (value as string[]).length > 0 &&
    (value as string[]).every((type) => TYPES.has(type))
  );
}
