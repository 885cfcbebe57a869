import { expect, it } from 'vitest';
import { isBreaking } from '../../src/registries/breaking.ts';
import type { JsonObject, ToolRecord } from '../../src/registries/definitions.ts';

const tool = (parameters: JsonObject, returns: JsonObject | null = null) =>
  ({ parameters: JSON.stringify(parameters), returns: returns && JSON.stringify(returns) }) as ToolRecord;
const object = (properties: JsonObject, required: string[] = []): JsonObject => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };

it.each<[string, JsonObject, JsonObject, boolean]>([
  ['nothing', object({ a: text }), object({ a: text }), false],
  ['a description', object({ a: text }), object({ a: { ...text, description: 'New.' } }), false],
  ['a new optional argument', object({ a: text }), object({ a: text, b: text }), false],
  ['a new required argument', object({ a: text }), object({ a: text, b: text }, ['b']), true],
  ['an argument that became required', object({ a: text }), object({ a: text }, ['a']), true],
  ['an argument that became optional', object({ a: text }, ['a']), object({ a: text }), false],
  ['an argument that is gone', object({ a: text, b: text }), object({ a: text }), true],
  ['another type', object({ a: text }), object({ a: { type: 'number' } }), true],
  ['a narrower enum', object({ a: { enum: ['x', 'y'] } }), object({ a: { enum: ['x'] } }), true],
  ['no further properties any more', object({}), { ...object({}), additionalProperties: false }, true],
  ['an argument called title', object({ title: text }), object({ title: { type: 'number' } }), true],
])('%s: breaking or not', (_, before, after, breaking) => {
  expect(isBreaking(tool(before), tool(after))).toBe(breaking);
});

it('another result is breaking', () => {
  expect(isBreaking(tool({}, object({ a: text })), tool({}, object({})))).toBe(true);
  expect(isBreaking(tool({}, object({ a: text })), tool({}, object({ a: text })))).toBe(false);
});
