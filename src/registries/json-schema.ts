import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject, JsonValue } from './definitions.ts';
import { isPlainSchema } from './plain-schema.ts';

/** One thing that is wrong with a value or a schema. */
export interface SchemaIssue {
  /** JSON Pointer. */
  pointer: string;
  message: string;
  /** The JSON Schema keyword that failed. */
  keyword: string;
}

// Never `$data`: it would let a value choose the rule it is checked by. `strict` off: unknown keywords are legal.
const options = { allErrors: true, strict: false, validateFormats: true, addUsedSchema: false } as const;
const draft7 = addFormats.default(new Ajv(options));
const draft2020 = addFormats.default(new Ajv2020(options));

/** What is wrong with a schema itself, by the meta-schema of its draft; an empty list when nothing is. */
export function checkSchema(schema: JsonObject): SchemaIssue[] {
  if (isPlainSchema(schema)) return [];
  const remote = remoteReference(schema);
  if (remote !== undefined) {
    return [
      {
        pointer: '',
        keyword: '$ref',
        message: `refers to "${remote}"; only references within the schema work`,
      },
    ];
  }
  const ajv = engineFor(schema);
  return ajv.validateSchema(schema) === true ? [] : issuesOf(ajv.errors ?? []);
}

/** Compiles a schema; about 10 ms, so compile late and keep the result. @throws when a `$ref` leads nowhere. */
export function compileSchema(schema: JsonObject): (value: unknown) => SchemaIssue[] {
  const validate: ValidateFunction = engineFor(schema).compile(schema);
  return (value) => (validate(value) ? [] : issuesOf(validate.errors ?? []));
}

function engineFor(schema: JsonObject): Ajv | Ajv2020 {
  const dialect = schema.$schema;
  return typeof dialect === 'string' && /draft-0[4-7]/.test(dialect) ? draft7 : draft2020;
}

function issuesOf(errors: NonNullable<ValidateFunction['errors']>): SchemaIssue[] {
  return errors.slice(0, 20).map(({ instancePath, message, keyword, params }) => ({
    pointer: instancePath,
    keyword,
    message: (message ?? 'is not valid') + detail(keyword, params as Record<string, unknown>),
  }));
}

function detail(keyword: string, params: Record<string, unknown>): string {
  if (keyword === 'additionalProperties') return `: "${String(params.additionalProperty)}"`;
  if (keyword === 'enum') return `: ${JSON.stringify(params.allowedValues)}`;
  return '';
}

function remoteReference(value: JsonValue): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return firstOf(value);
  const { $ref } = value;
  if (typeof $ref === 'string' && !$ref.startsWith('#')) return $ref;
  return firstOf(Object.values(value));
}

function firstOf(values: readonly JsonValue[]): string | undefined {
  for (const value of values) {
    const found = remoteReference(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
