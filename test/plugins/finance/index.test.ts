import { describe, expect, it } from 'vitest';
import finance from '../../../src/plugins/finance/index.ts';
import { describePlugin } from '../../../src/plugins/describe.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { answerOf } from './run.ts';

const tools = finance.tools!;

it('finance describes itself as a valid plugin, every argument and result described', () => {
  for (const tool of describePlugin(finance).tools) {
    // Prices come from Yahoo; get_price_history may write a file.
    const isOpen = /^get_/.test(tool.name);
    const writes = tool.name === 'get_price_history';
    expect([tool.readOnly, tool.destructive, tool.idempotent, tool.openWorld]).toEqual([
      !writes,
      writes,
      true,
      isOpen,
    ]);
    expect(tool.tags.length).toBeGreaterThan(0);
    const { properties } = JSON.parse(tool.parameters) as { properties: Record<string, JsonObject> };
    for (const property of Object.values(properties))
      expect(property.description).toEqual(expect.any(String));
    const { properties: results } = JSON.parse(tool.returns!) as { properties: Record<string, JsonObject> };
    for (const [name, property] of Object.entries(results))
      expect([name, property.description ?? property.type]).toEqual([name, expect.any(String)]);
  }
});

it('competencies and tools name one another', () => {
  const names = tools.map(({ name }) => name);
  const ids = finance.competencies!.map(({ id }) => id);
  for (const { relatedTools = [] } of finance.competencies!)
    for (const tool of relatedTools) expect(names).toContain(tool);
  for (const { requiredCompetencies = [] } of tools)
    for (const id of requiredCompetencies) expect(ids).toContain(id);
});

describe('the examples of finance', () => {
  // The tests of those that ask Yahoo have a server for them.
  const own = tools.filter(({ annotations }) => !annotations?.openWorld);
  const examples = own.flatMap((tool) => tool.examples!.map((example) => ({ tool, example })));
  it.each(examples)('$tool.name: $example.description', async ({ tool, example }) => {
    const value = await answerOf(tool, example.arguments);
    if (example.result !== undefined) expect(value).toEqual(example.result);
  });
});
