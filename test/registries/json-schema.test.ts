import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/registries/definitions.ts';
import { checkSchema, compileSchema } from '../../src/registries/json-schema.ts';

describe('A value that was to be one of several shapes', () => {
  const shape = (type: string, size: JsonObject): JsonObject => ({
    type: 'object',
    properties: { type: { const: type }, size },
    required: ['type', 'size'],
    additionalProperties: false,
  });
  const check = compileSchema({
    type: 'array',
    items: { oneOf: [shape('box', { type: 'number' }), shape('text', { type: 'string' })] },
  });

  it('is told what is wrong with the shape that it means to be', () => {
    expect(check([{ type: 'box', size: 1 }])).toEqual([]);
    expect(check([{ type: 'box', size: 'x' }])).toMatchObject([
      { pointer: '/0/size', message: 'must be number' },
    ]);
    expect(
      check([
        { type: 'text', size: 'x' },
        { type: 'text', size: 7 },
      ]),
    ).toMatchObject([{ pointer: '/1/size' }]);
  });

  it('is told which shapes there are where it is none of them', () => {
    const message = 'must be equal to one of the allowed values: ["box","text"]';
    expect(check([{ type: 'bax', size: 1 }])).toMatchObject([{ pointer: '/0/type', message }]);
  });

  it('is told all where no constant says which', () => {
    expect(check([{ size: 1 }]).length).toBeGreaterThan(1);
    expect(check([7]).length).toBeGreaterThan(1);
  });
});

describe('A schema', () => {
  it.each([
    [
      'draft-07',
      { $schema: 'http://json-schema.org/draft-07/schema#', type: 'array', items: [{ type: 'string' }] },
    ],
    [
      '2020-12',
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'array',
        prefixItems: [{ type: 'string' }],
      },
    ],
  ])('of %s is checked by its draft', (_, schema) => {
    expect(checkSchema(schema)).toEqual([]);
    expect(compileSchema(schema)([1])).toMatchObject([{ pointer: '/0', keyword: 'type' }]);
  });

  it('of an unknown dialect is taken for 2020-12', () => {
    const schema = {
      $schema: 'https://example.org/mine',
      type: 'object',
      properties: { a: { type: 'number' } },
    };
    expect(checkSchema(schema)).toEqual([]);
    expect(compileSchema(schema)({ a: 'x' })).toHaveLength(1);
  });

  it.each([
    [{ type: 'objekt' }],
    [{ required: 'a' }],
    [{ properties: { a: 7 } }],
    [{ pattern: '(' }],
    [{ minimum: 'one' }],
    [{ allOf: [] }],
    [{ properties: { a: { $ref: 'https://example.org/x' } } }],
  ])('%j is refused', (schema) => {
    expect(checkSchema(schema as never)).not.toEqual([]);
  });

  it('with an `$id` may be compiled again and again, as different ones', () => {
    const schema = (type: string) => ({ $id: 'https://example.org/same', type });
    expect(compileSchema(schema('string'))(1)).toHaveLength(1);
    expect(compileSchema(schema('number'))(1)).toEqual([]);
  });
});

describe('A schema of a stranger', () => {
  it('checks that many items are unique in time that grows with them alone', () => {
    const check = compileSchema({ type: 'array', uniqueItems: true });
    // Each compared with each, that would be seven billion times.
    const items = Array.from({ length: 120_000 }, (_, i) => ({ i, a: { b: [i] } }));
    expect(check(items)).toEqual([]);
    expect(check([...items, { a: { b: [7] }, i: 7 }])).toMatchObject([{ keyword: 'uniqueItems' }]);
    expect(compileSchema({ type: 'array', uniqueItems: false })([1, 1])).toEqual([]);
  });

  it('is refused where its references multiply, not where they only repeat', () => {
    const levels = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `l${i}`,
          { allOf: [{ $ref: `#/$defs/l${i + 1}` }, { $ref: `#/$defs/l${i + 1}` }] },
        ]),
      );
    const schema = (count: number) => ({
      type: 'object',
      $ref: '#/$defs/l0',
      $defs: { ...levels(count), [`l${count}`]: {} },
    });
    expect(checkSchema(schema(30))).toMatchObject([{ keyword: '$ref' }]);
    expect(checkSchema(schema(5))).toEqual([]);
    const tree = { $ref: '#/$defs/tree' };
    expect(
      checkSchema({
        type: 'object',
        properties: { a: tree, b: tree },
        $defs: { tree: { items: tree, not: tree } },
      }),
    ).toEqual([]);
  });
});
