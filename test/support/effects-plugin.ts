/** Tools that declare their effects in every way, or in none that can be used. */
import { ToolError, z } from '../../src/plugins/contract.ts';
import { echo, plugin } from './plugins.ts';

let runs = 0;
const tool = (name: string, more: object) =>
  echo(name, { parameters: undefined, run: () => (runs += 1), ...more });
const parameters = z.strictObject({
  path: z.string().default('notes.md'),
  size: z
    .int()
    .default(2)
    .refine((size) => size % 2 === 0, 'must be even'),
});

export default plugin('wary', {
  tools: [
    tool('listed', { effects: ['Sends a letter.', 'Costs 1 EUR.'] }),
    tool('asked', {
      parameters,
      effects: ({ path, size }: z.output<typeof parameters>) => [`Writes ${size} bytes to ${path}.`],
    }),
    tool('by_json_schema', {
      parameters: { type: 'object', properties: { a: { default: 1 } } },
      effects: (args: object) => [JSON.stringify(args)],
    }),
    tool('later', { effects: async () => ['Asks first.'] }),
    tool('none', { effects: [] }),
    tool('reads', { annotations: { readOnly: true } }),
    tool('reads_and_tells', { annotations: { readOnly: true }, effects: ['Reads.'] }),
    tool('silent', { annotations: { readOnly: false } }),
    tool('unknown', {}),
    tool('throws', {
      effects() {
        throw new Error('boom');
      },
    }),
    tool('refuses', {
      effects() {
        throw new ToolError('There is no such city.', { path: ['city'], retryable: true });
      },
    }),
    tool('hangs', { effects: () => new Promise(() => {}) }),
    tool('many', { effects: () => Array(101).fill('x') }),
    tool('long', { effects: () => ['x'.repeat(1_001)] }),
    tool('no_list', { effects: () => 'x' }),
    tool('no_texts', { effects: () => [{}] }),
    tool('most', { effects: () => Array(100).fill('x'.repeat(1_000)) }),
    tool('runs', { effects: () => [`${runs}`] }),
    tool('loops', {
      effects() {
        for (;;);
      },
    }),
  ],
});
