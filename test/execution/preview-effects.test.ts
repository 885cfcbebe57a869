import { join } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { previewEffects } from '../../src/execution/call-plugin.ts';
import type { JsonObject } from '../../src/registries/definitions.ts';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import wary from '../support/effects-plugin.ts';
import { moduleOf, openFolderApp, pluginFolder, until } from '../support/plugin-folder.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const DEFINITION = JSON.stringify(join(import.meta.dirname, '../support/effects-plugin.ts'));
const folder = () => pluginFolder({ 'wary.ts': `export { default } from ${DEFINITION};` });

/** Effects of a call, as the engine asks for them. */
function preview({ app }: TestApp, tool: string, args: JsonObject = {}): Promise<any> {
  return previewEffects(app.plugins, app.plugins.core.options)(app.store.current.tools.get(tool)!, args);
}

describe.each([
  ['in the server', (deps = {}) => openTestApp([wary], {}, deps)],
  ['in its own process', (deps = {}) => openFolderApp(folder(), {}, deps)],
])('The effects of a call of a plugin %s', (_, open) => {
  it('are those that the tool declares, as a list or by its arguments, as its own schema parses them', async () => {
    const test = await open();
    expect(await preview(test, 'listed')).toEqual(['Sends a letter.', 'Costs 1 EUR.']);
    expect(await preview(test, 'asked')).toEqual(['Writes 2 bytes to notes.md.']);
    expect(await preview(test, 'asked', { path: 'a', size: 4 })).toEqual(['Writes 4 bytes to a.']);
    expect(await preview(test, 'by_json_schema', { b: [1] })).toEqual(['{"b":[1]}']);
    expect(await preview(test, 'later')).toEqual(['Asks first.']);
    expect(await preview(test, 'none')).toEqual([]);
    expect(await preview(test, 'most')).toHaveLength(100);
  });

  it('are none where a tool that only reads declares none', async () => {
    const test = await open();
    expect(await preview(test, 'reads')).toEqual([]);
    expect(await preview(test, 'reads_and_tells')).toEqual(['Reads.']);
  });

  it.each(['silent', 'unknown'])('are not known where %s declares none', async (tool) => {
    expect(await preview(await open(), tool)).toBe(null);
  });

  it('are refused for arguments that only the author’s schema refuses', async () => {
    await expect(preview(await open(), 'asked', { size: 3 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENTS',
      message: expect.stringContaining('do not fit tool "asked". /size must be even'),
      path: ['arguments', 'size'],
    });
  });

  it('are a typed error where their function throws', async () => {
    const test = await open();
    await expect(preview(test, 'throws')).rejects.toMatchObject({
      name: 'PluginError',
      code: 'PLUGIN_CRASHED',
      pluginId: 'wary',
      hook: 'throws.effects',
      message: expect.stringContaining('threw: boom'),
    });
    await expect(preview(test, 'refuses')).rejects.toMatchObject({
      name: 'DomainError',
      code: 'TOOL_ERROR',
      message: 'There is no such city.',
      path: ['arguments', 'city'],
      retryable: true,
    });
  });

  it('are a typed error where their function hangs for longer than a hook may, and no call any more', async () => {
    const clock = new FakeClock();
    const test = await open({ clock });
    let error: unknown;
    preview(test, 'hangs').catch((thrown: unknown) => (error = thrown));
    await until(() => {
      clock.advance(1_000);
      return error;
    });
    expect(error).toMatchObject({ name: 'PluginError', code: 'TIMED_OUT', hook: 'hangs.effects' });
    const { unloadPlugin } = await test.run(gql.UnloadPluginDocument, { input: { id: 'wary' } });
    expect(unloadPlugin, 'nothing had to be waited for').toMatchObject({ change: { revision: 2 } });
  });

  it.each(['many', 'long', 'no_list', 'no_texts'])('are a typed error where they are %s', async (tool) => {
    await expect(preview(await open(), tool)).rejects.toMatchObject({
      name: 'PluginError',
      code: 'INVALID_PLUGIN',
      pluginId: 'wary',
      message: expect.stringContaining(`\`effects\` of tool "${tool}"`),
      path: ['tools', tool, 'effects'],
    });
  });

  it('are told without running the tool', async () => {
    const test = await open();
    const [before] = await preview(test, 'runs');
    for (const tool of ['listed', 'asked', 'reads']) await preview(test, tool);
    expect(await preview(test, 'runs')).toEqual([before]);
    await test.run(gql.ExecuteToolDocument, { input: { tool: 'runs' } });
    expect(await preview(test, 'runs')).toEqual([`${Number(before) + 1}`]);
  });
});

it('a process whose effects loop for ever is ended and started again', async () => {
  const test = await openFolderApp(folder(), { hookTimeoutMs: 5_000 });
  const before = test.app.plugins.live.get('wary');
  await expect(preview(test, 'loops')).rejects.toMatchObject({ code: 'TIMED_OUT' });
  await until(() => test.app.plugins.live.get('wary') !== before);
  await until(() => test.app.store.current.tools.get('listed')?.availability === 'READY');
  expect(await preview(test, 'listed')).toHaveLength(2);
});

it('what a process says of its effects is checked by the server', async () => {
  const forge = `const { write } = Socket.prototype;
    Socket.prototype.write = function (data, ...more) {
      return write.call(this, typeof data === 'string' ? data.replace('"honest"', '{"a":1}') : data, ...more);
    };`;
  const source = moduleOf(
    'forger',
    `tools: [{ name: 'forged', description: 'x', effects: () => ['honest'], run: () => 1 }],`,
    `import { Socket } from 'node:net'; ${forge}`,
  );
  const test = await openFolderApp(pluginFolder({ 'forger.ts': source }));
  await expect(preview(test, 'forged')).rejects.toMatchObject({ code: 'INVALID_PLUGIN', pluginId: 'forger' });
});

it.each([
  ['too many', Array(101).fill('x')],
  ['too long', ['x'.repeat(1_001)]],
])(
  'effects that are %s in the definition itself are refused when the plugin is loaded',
  async (_, effects) => {
    const source = moduleOf(
      'wordy',
      `tools: [{ name: 't', description: 'x', effects: ${JSON.stringify(effects)}, run: () => 1 }],`,
    );
    const test = await openFolderApp(pluginFolder({ 'wordy.ts': source }));
    const { loadPlugin } = await test.run(gql.LoadPluginDocument, { input: { id: 'wordy' } });
    expect(loadPlugin).toMatchObject({ code: 'INVALID_PLUGIN', path: expect.arrayContaining(['effects']) });
  },
);

it('every shipped tool says what it would do', async () => {
  const { default: core } = await import('../../src/plugins/core/index.ts');
  const test = await openTestApp([core]);
  for (const { name, examples } of test.app.store.current.tools.values()) {
    const [example] = JSON.parse(examples) as { arguments: JsonObject }[];
    expect((await preview(test, name, example!.arguments)).length, name).toBeGreaterThan(0);
  }
});

describe('executeTool with `dryRun`', () => {
  const DRY_RUN = parse(`mutation ($tool: ID!, $arguments: JSON) {
    executeTool(input: { tool: $tool, arguments: $arguments, dryRun: true }) {
      __typename ... on ExecutionPreview { effects } ... on Error { code message path retryable }
    }
  }`);
  const dryRun = async ({ run }: TestApp, tool: string, args = {}) =>
    (await run<any, object>(DRY_RUN, { tool, arguments: args })).executeTool;

  it('answers the effects and runs nothing', async () => {
    const test = await openTestApp([wary]);
    const [before] = await preview(test, 'runs');
    expect(await dryRun(test, 'runs')).toEqual({ __typename: 'ExecutionPreview', effects: [before] });
    expect(await preview(test, 'runs')).toEqual([before]);
  });

  it.each([
    [
      'silent',
      {},
      { __typename: 'Refused', code: 'EFFECTS_NOT_DECLARED', path: ['dryRun'], retryable: false },
    ],
    ['asked', { size: 'x' }, { __typename: 'InvalidArguments' }],
    ['asked', { size: 3 }, { __typename: 'InvalidArguments', path: ['arguments', 'size'] }],
    ['throws', {}, { __typename: 'PluginError', code: 'PLUGIN_CRASHED' }],
    ['refuses', {}, { __typename: 'Refused', code: 'TOOL_ERROR', retryable: true }],
    ['many', {}, { __typename: 'PluginError', code: 'INVALID_PLUGIN' }],
  ])('of %s with %j is a typed error', async (tool, args, error) => {
    expect(await dryRun(await openTestApp([wary]), tool, args)).toMatchObject(error);
  });
});
