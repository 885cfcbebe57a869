import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/registries/definitions.ts';
import { checkSchema, compileSchema } from '../../src/registries/json-schema.ts';
import { compilePattern, isBad } from '../../src/registries/pattern.ts';

describe('compilePattern', () => {
  it('matches a catastrophic pattern in time that grows with the text alone', () => {
    const pattern = compilePattern('^(a+)+$');
    if (isBad(pattern)) throw new Error(pattern.problem);
    // Backtracking, the first would take longer than the universe has been there.
    expect(pattern.test(`${'a'.repeat(50_000)}!`)).toBe(false);
    expect(pattern.test('a'.repeat(50_000))).toBe(true);
  });

  it.each([
    ['^[\\w.-]+@example\\.com$', 'a.b@example.com', 'a b@example.com'],
    ['\\u0041$', 'bA', 'Ab'],
    ['^\\p{Lu}', 'Ä', 'ä'],
    ['^[^/]+$', 'ab', 'a/b'],
    ['b', 'abc', 'acd'],
  ])('%s matches as JSON Schema says', (source, yes, no) => {
    const pattern = compilePattern(source);
    if (isBad(pattern)) throw new Error(pattern.problem);
    expect([pattern.test(yes), pattern.test(no)]).toEqual([true, false]);
  });

  it.each(['(', '(?=a)b', '(a)\\1', '(?<!a)b'])('refuses %s', (source) => {
    expect(compilePattern(source)).toHaveProperty('problem');
  });
});

it.each<JsonObject>([
  { properties: { a: { pattern: '(?=a)b' } } },
  { patternProperties: { '(a)\\1': {} } },
  { $defs: { a: { pattern: '(' } } },
])('checkSchema refuses %j before anything is compiled', (schema) => {
  expect(checkSchema({ type: 'object', ...schema })).toEqual([
    expect.objectContaining({ keyword: 'pattern', message: expect.stringContaining('has the pattern') }),
  ]);
});

it('compileSchema checks values and names by such patterns', () => {
  const check = compileSchema({
    type: 'object',
    properties: { text: { type: 'string', pattern: '^(a|a)*$' } },
    patternProperties: { '^(x+)+$': { type: 'number' } },
  });
  expect(check({ text: `${'a'.repeat(10_000)}!`, [`${'x'.repeat(10_000)}`]: 'no' })).toHaveLength(2);
  expect(check({ text: 'aaa', xx: 1 })).toEqual([]);
});
