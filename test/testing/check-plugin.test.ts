import { describe, expect, it } from 'vitest';
import { type ToolDefinition, z } from '../../src/plugins/contract.ts';
import core from '../../src/plugins/core/index.ts';
import { PluginError } from '../../src/registries/errors.ts';
import { checkPlugin } from '../../src/testing/index.ts';
import { echo, plugin } from '../support/plugins.ts';

const example = { description: 'Says hi', arguments: { text: 'hi' }, result: { text: 'hi' } };
const returns = z.strictObject({ text: z.string() });

describe('checkPlugin', () => {
  it('passes a plugin whose schemas and examples are right', () => {
    checkPlugin(core);
    checkPlugin(plugin('p', { tools: [echo('echo', { returns, examples: [example] })] }));
  });

  it.each<[string, Partial<ToolDefinition>, string[]]>([
    ['a name', { name: '1' }, ['tools', '0', 'name']],
    ['a schema', { parameters: { type: 'strange' } }, ['tools', '0', 'parameters']],
    ['the arguments of an example', { examples: [{ ...example, arguments: {} }] }, exampleAt('arguments')],
    [
      'the result of an example',
      { returns, examples: [example, { ...example, result: { text: 1 } }] },
      exampleAt('result', '1'),
    ],
  ])('says where %s is wrong', (_, wrong, path) => {
    const check = () => checkPlugin(plugin('p', { tools: [echo('echo', wrong)] }));
    expect(check).toThrow(PluginError);
    expect(check).toThrow(expect.objectContaining({ code: 'INVALID_PLUGIN', pluginId: 'p', path }));
    expect(check).toThrow(path.join('.'));
  });

  it('finds a reference that leads nowhere, also in a tool without examples', () => {
    const parameters = { type: 'object', properties: { text: { $ref: '#/$defs/none' } } };
    const check = () => checkPlugin(plugin('p', { tools: [echo('echo', { parameters })] }));
    expect(check).toThrow(/^A schema of tool "echo" cannot be used: .*none/);
  });
});

function exampleAt(field: string, index = '0'): string[] {
  return ['tools', '0', 'examples', index, field];
}
