import { Ajv, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject, JsonValue } from './definitions.ts';
import { printable } from './errors.ts';
import { nearestNames } from './nearest.ts';
import { withoutOtherShapes } from './union-issues.ts';
import { type Pattern, compilePattern, isBad } from './pattern.ts';
import { lookAtSchema } from './plain-schema.ts';
import { isCostly } from './schema-cost.ts';

/** One thing that is wrong with a value or a schema. */
export interface SchemaIssue {
  /** JSON Pointer. */
  pointer: string;
  message: string;
  /** The JSON Schema keyword that failed. */
  keyword: string;
}

// Never `$data`: it would let a value choose the rule it is checked by. `strict` off: unknown keywords are legal.
const options = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateFormats: true,
  // Formats that it does not know are legal, too: not a word about them.
  logger: false,
  addUsedSchema: false,
  code: { regExp: Object.assign(patternOf, { code: '' }) },
} as const;
const COSTLY: SchemaIssue = {
  pointer: '',
  keyword: '$ref',
  message: 'has references that multiply: a check would walk through more than 100,000 schemas',
};
/** As ajv's own, but in time that grows with the items alone: that one compares each with each. */
const UNIQUE_ITEMS: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  validate: (isOn: boolean, items: JsonValue[]) =>
    !isOn || new Set(items.map((item) => JSON.stringify(item, sorted))).size === items.length,
};

/** Objects are the same whatever the order of their members. */
function sorted(_key: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function withOwnKeywords<A extends Ajv | Ajv2020>(ajv: A): A {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(UNIQUE_ITEMS);
  return ajv;
}

const draft7 = withOwnKeywords(addFormats.default(new Ajv(options)));
const draft2020 = withOwnKeywords(addFormats.default(new Ajv2020(options)));

/** What is wrong with a schema itself, by the meta-schema of its draft; an empty list when nothing is. */
export function checkSchema(schema: JsonObject): SchemaIssue[] {
  const look = lookAtSchema(schema);
  if (look === 'plain') return [];
  if (look === 'many references') return isCostly(schema) ? [COSTLY] : [];
  const hidden = hiddenFault(schema) ?? (isCostly(schema) ? COSTLY : undefined);
  if (hidden) return [hidden];
  const ajv = engineFor(schema);
  return ajv.validateSchema(withoutDialect(schema)) === true ? [] : issuesOf(ajv.errors ?? []);
}

/** Compiles a schema; about 10 ms, so compile late and keep the result. @throws when a `$ref` leads nowhere. */
export function compileSchema(schema: JsonObject): (value: unknown) => SchemaIssue[] {
  const ajv = engineFor(schema);
  const body = withoutDialect(schema);
  const validate: ValidateFunction = ajv.compile(body);
  // Else ajv keeps it for good, and refuses the next schema with the same `$id`.
  ajv.removeSchema(body);
  return (value) => (validate(value) ? [] : issuesOf(validate.errors ?? []));
}

function engineFor(schema: JsonObject): Ajv | Ajv2020 {
  const dialect = schema.$schema;
  return typeof dialect === 'string' && /draft-0[4-7]/.test(dialect) ? draft7 : draft2020;
}

/** ajv throws at dialects that it does not know; `engineFor` has chosen already. */
function withoutDialect({ $schema: _, ...body }: JsonObject): JsonObject {
  return body;
}

function issuesOf(errors: NonNullable<ValidateFunction['errors']>): SchemaIssue[] {
  return withoutOtherShapes(errors)
    .slice(0, 20)
    .map((error) => ({
      pointer: error.instancePath,
      keyword: error.keyword,
      message: (error.message ?? 'is not valid') + detail(error),
    }));
}

function detail({ keyword, params, parentSchema }: ErrorObject): string {
  if (keyword === 'enum') return `: ${JSON.stringify(params.allowedValues)}`;
  if (keyword !== 'additionalProperties') return '';
  const known = Object.keys((parentSchema?.properties ?? {}) as JsonObject);
  const extra = String(params.additionalProperty);
  const [near] = nearestNames(extra, known);
  const hint = near === undefined ? ` There are: ${known.join(', ') || 'none'}` : ` Did you mean "${near}"?`;
  return `: "${printable(extra)}".${hint}`;
}

/** As ajv makes them. @throws for a pattern that checkSchema refuses. */
function patternOf(source: string): Pattern {
  const pattern = compilePattern(source);
  if (isBad(pattern)) throw new Error(`the pattern "${printable(source)}", ${pattern.problem}`);
  return pattern;
}

/** What meta-schemas let pass and compiling would stumble over. */
function hiddenFault(value: JsonValue): SchemaIssue | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const { $ref, pattern, patternProperties } = value as JsonObject;
  if (typeof $ref === 'string' && !$ref.startsWith('#')) {
    return {
      pointer: '',
      keyword: '$ref',
      message: `refers to "${$ref}"; only references within the schema work`,
    };
  }
  const sources = [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...Object.keys(patternProperties ?? {}),
  ];
  for (const source of sources) {
    const bad = compilePattern(source);
    if (!isBad(bad)) continue;
    const message = `has the pattern "${printable(source)}", ${bad.problem}`;
    return { pointer: '', keyword: 'pattern', message };
  }
  for (const inner of Object.values(value)) {
    const fault = hiddenFault(inner);
    if (fault) return fault;
  }
  return undefined;
}
