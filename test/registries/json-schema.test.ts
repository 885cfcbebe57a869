import { describe, expect, it } from 'vitest';
import { checkSchema, compileSchema } from '../../src/registries/json-schema.ts';

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
