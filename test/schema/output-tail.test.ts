import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ToolContext } from '../../src/plugins/contract.ts';
import { plugin } from '../support/plugins.ts';
import { openTestApp } from '../support/test-app.ts';

/** `outputTail(bytes:)` of a tool that prints this, some lines at a time. */
async function tails(printed: readonly string[], sizes: readonly number[]): Promise<string[]> {
  const run = (_: unknown, { output }: ToolContext) => printed.forEach((text) => output(text));
  const test = await openTestApp([plugin('p', { tools: [{ name: 't', description: '', run }] })]);
  const fields = sizes.map((bytes, i) => `tail${i}: outputTail(bytes: ${bytes})`).join(' ');
  const text = `mutation { executeTool(input: { tool: "t" }) { ... on Execution { ${fields} } } }`;
  const { data, errors } = await test.ask(parse(text), {});
  expect(errors).toBeUndefined();
  return Object.values((data as { executeTool: Record<string, string> }).executeTool);
}

describe('The tail of the output', () => {
  it('counts bytes, and cuts no character of several', async () => {
    // Of one, two, three and four bytes.
    expect(await tails(['aé€', '😀'], [0, 3, 4, 6, 7, 8, 9, 10, 65_536])).toEqual([
      '',
      '',
      '😀',
      '😀',
      '€😀',
      '€😀',
      'é€😀',
      'aé€😀',
      'aé€😀',
    ]);
  });

  it('of more than is kept begins with a whole character, too', async () => {
    const [tail] = await tails(['x', '😀'.repeat(40_000)], [65_535]);
    expect(tail).toBe('😀'.repeat(16_383));
    const [odd] = await tails(['😀'.repeat(40_000), 'x'], [65_536]);
    expect(odd).toBe(`${'😀'.repeat(16_383)}x`);
  });
});
