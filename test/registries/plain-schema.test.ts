import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPlainSchema } from '../../src/registries/plain-schema.ts';
import samples from '../../bench/fixtures/tools.json' with { type: 'json' };

const options = { strict: false, validateFormats: true, addUsedSchema: false } as const;
const metaSchemas = [addFormats.default(new Ajv(options)), addFormats.default(new Ajv2020(options))];

const KEYWORDS = [
  ...['title', 'description', '$comment', 'format', 'readOnly', 'writeOnly', 'deprecated', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'items', 'additionalProperties', 'contains'],
  ...['propertyNames', 'not', 'allOf', 'anyOf', 'oneOf', 'properties', '$defs', 'definitions', 'required'],
  ...['enum', 'examples', 'const', 'default', 'type', 'pattern', '$ref', '$id', '$anchor', 'if', 'then'],
  ...['dependencies', 'prefixItems', 'patternProperties', 'other'],
];
/** As authors write them, right and wrong. */
const VALUES: readonly unknown[] = [
  ...['object', 'objekt', '', '#', '#/$defs/a', '#a b', '^a+$', '(', 'a\\Z', 'https://example.org/x'],
  ...['http://json-schema.org/draft-07/schema#', -1, 0, 1, 1.5, true, false, null],
  ...[
    [],
    ['a'],
    ['a', 'b'],
    ['a', 'a'],
    [1, 'a'],
    [null],
    ['string', 'null'],
    ['string', 'string'],
    ['string', 'x'],
  ],
  ...[{}, { a: {} }, { a: true }, { a: 1 }, { a: { type: 'x' } }, { type: 'string' }, { type: 'x' }],
  ...[[{}], [true], [{ type: 'x' }], [['a']], { $ref: 'https://example.org/x' }],
];

function expectValidWhenPlain(schema: unknown): boolean {
  const isPlain = isPlainSchema(schema as never);
  if (isPlain)
    for (const ajv of metaSchemas)
      expect(ajv.validateSchema(schema as never), JSON.stringify(schema)).toBe(true);
  return isPlain;
}

it('what is taken for plain, the meta-schemas of both drafts take for valid: each keyword, each value', () => {
  const schemas = KEYWORDS.flatMap((keyword) => VALUES.map((value) => ({ [keyword]: value })));
  expect(schemas.filter(expectValidWhenPlain).length).toBeGreaterThan(200);
});

it('so are schemas within schemas', () => {
  const { schema } = fc.letrec((tie) => ({
    schema: fc.dictionary(
      fc.constantFrom(...KEYWORDS),
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...VALUES),
        tie('schema'),
        fc.array(tie('schema'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { maxKeys: 2 }),
      ),
      { maxKeys: 4 },
    ),
  }));
  fc.assert(
    fc.property(schema, (candidate) => void expectValidWhenPlain(candidate)),
    { numRuns: 5000 },
  );
});

it('the schemas of published tools are plain: a load need not ask ajv about them', () => {
  for (const { inputSchema } of samples) expect(isPlainSchema(inputSchema as never)).toBe(true);
});
