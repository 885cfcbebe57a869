/** What TypeScript tells an author: `npm run check:types` is what makes most of these fail. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type JsonObject, definePlugin, defineTool, z } from '../../src/plugins/contract.ts';

const base = { id: 'a', name: 'A', version: '1.0.0', description: 'Plugin A.', author: 'Test' };
const tool = { name: 't', description: 'Tool T.' };
const config = z.object({ limit: z.number() });
const parameters = z.object({ text: z.string(), times: z.number().default(1) });

describe('In the list of a plugin', () => {
  it('a tool knows its arguments by its schema, as they are once parsed, wherever that stands', () => {
    definePlugin({
      ...base,
      tools: [
        {
          ...tool,
          category: 'UTILITY',
          requiredCompetencies: ['writing', { id: 'counting', level: 'EXPERT' }],
          parameters,
          effects(args) {
            expectTypeOf(args).toEqualTypeOf<{ text: string; times: number }>();
            return [];
          },
          run: (args) => expectTypeOf(args).toEqualTypeOf<{ text: string; times: number }>(),
        },
        {
          ...tool,
          run: (args) => expectTypeOf(args).toEqualTypeOf<{ other: boolean }>(),
          parameters: z.object({ other: z.boolean() }),
        },
      ],
    });
  });

  it('the arguments of a tool with JSON Schema are any, and those of one without a schema an object', () => {
    definePlugin({
      ...base,
      tools: [
        {
          ...tool,
          parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
          run: (args) => expectTypeOf(args).toBeAny(),
        },
        { ...tool, run: (args) => expectTypeOf(args).toEqualTypeOf<JsonObject>() },
      ],
    });
  });

  it('tools made elsewhere fit, too', () => {
    const apart = defineTool({
      ...tool,
      parameters,
      run: (args) => expectTypeOf(args).toEqualTypeOf<{ text: string; times: number }>(),
    });
    const plain = defineTool({ ...tool, run: (args) => expectTypeOf(args).toEqualTypeOf<JsonObject>() });
    const made = definePlugin({ ...base, config, tools: [apart, plain] });
    expect(made.tools).toEqual([apart, plain]);
  });

  it('what no tool may be is refused', () => {
    // @ts-expect-error: no schema.
    definePlugin({ ...base, tools: [{ ...tool, parameters: 'text', run: () => 1 }] });
    // @ts-expect-error: misspelt.
    definePlugin({ ...base, tools: [{ ...tool, parmeters: parameters, run: () => 1 }] });
    // @ts-expect-error: without a description.
    definePlugin({ ...base, tools: [{ name: 't', run: () => 1 }] });
    // @ts-expect-error: not in the schema.
    definePlugin({ ...base, tools: [{ ...tool, parameters, run: (args) => args.tekst }] });
  });
});

describe('The configuration', () => {
  it('is known by its schema to tools, file handlers and hooks', () => {
    type Configuration = { limit: number };
    definePlugin({
      ...base,
      tools: [
        {
          ...tool,
          parameters,
          run: (_, context) => expectTypeOf(context.config).toEqualTypeOf<Configuration>(),
        },
        { ...tool, run: (_, context) => expectTypeOf(context.config).toEqualTypeOf<Configuration>() },
      ],
      config,
      fileHandlers: [
        {
          id: 'h',
          name: 'H',
          description: 'Handler H.',
          text(_, context) {
            expectTypeOf(context.config).toEqualTypeOf<Configuration>();
            return '';
          },
        },
      ],
      onLoad: (context) => expectTypeOf(context.config).toEqualTypeOf<Configuration>(),
    });
  });

  it('is an object where the plugin gives no schema', () => {
    definePlugin({
      ...base,
      tools: [{ ...tool, run: (_, context) => expectTypeOf(context.config).toEqualTypeOf<JsonObject>() }],
      onLoad: (context) => expectTypeOf(context.config).toEqualTypeOf<JsonObject>(),
    });
    // @ts-expect-error: no schema.
    definePlugin({ ...base, config: 7 });
  });
});
