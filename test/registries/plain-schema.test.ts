import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPlainSchema } from '../../src/registries/plain-schema.ts';
import samples from '../../bench/fixtures/tools.json' with { type: 'json' };

const options = { strict: false, validateFormats: true, addUsedSchema: false } as const;
const metaSchemas = [addFormats.default(new Ajv(options)), addFormats.default(new Ajv2020(options))];

/** Values as authors write them, right and wrong. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'object',
    'string',
    ['string', 'null'],
    ['string', 'string'],
    '#/$defs/a',
    '#a b',
    '^a+$',
    '(',
  ),
  fc.constantFrom<unknown>(
    -1,
    0,
    1.5,
    true,
    false,
    null,
    '',
    [],
    [1, 'a'],
    [{}],
    {},
    'https://example.org/x',
  ),
  fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
);
const keyword = fc.constantFrom(
  ...[
    'title',
    'description',
    '$comment',
    'format',
    'readOnly',
    'writeOnly',
    'deprecated',
    'uniqueItems',
    'minimum',
  ],
  ...[
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
  ],
  ...[
    'minProperties',
    'maxProperties',
    'items',
    'additionalProperties',
    'propertyNames',
    'contains',
    'not',
    'allOf',
  ],
  ...[
    'anyOf',
    'oneOf',
    'properties',
    '$defs',
    'definitions',
    'required',
    'enum',
    'examples',
    'const',
    'default',
    'type',
  ],
  ...[
    'pattern',
    '$ref',
    '$id',
    '$anchor',
    'if',
    'then',
    'dependencies',
    'prefixItems',
    'patternProperties',
    'other',
  ],
);
const { schema } = fc.letrec((tie) => ({
  schema: fc.dictionary(
    keyword,
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      value,
      tie('schema'),
      fc.array(tie('schema'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { maxKeys: 2 }),
    ),
    { maxKeys: 4 },
  ),
}));

it('what is taken for plain, the meta-schemas of both drafts take for valid', () => {
  let plain = 0;
  fc.assert(
    fc.property(schema, (candidate) => {
      if (!isPlainSchema(candidate as never)) return;
      plain += 1;
      for (const ajv of metaSchemas) expect(ajv.validateSchema(candidate as never)).toBe(true);
    }),
    { numRuns: 5000 },
  );
  expect(plain).toBeGreaterThan(500);
});

it('the schemas of published tools are plain: a load need not ask ajv about them', () => {
  for (const { inputSchema } of samples) expect(isPlainSchema(inputSchema as never)).toBe(true);
});
