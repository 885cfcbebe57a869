import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type PluginDefinition,
  type ToolContext,
  type ToolDefinition,
  ToolError,
  toolResult,
  z,
} from '../../src/plugins/contract.ts';
import { runTool } from '../../src/testing/index.ts';
import { ownFolder } from '../support/own-folder.ts';
import { echo, plugin } from '../support/plugins.ts';

/** A plugin with one tool, `probe`, that does as it is told. */
function probe(
  run: ToolDefinition['run'],
  more: Partial<ToolDefinition> = {},
  whole: Partial<PluginDefinition> = {},
): PluginDefinition {
  return plugin('probes', {
    tools: [{ name: 'probe', description: 'Does as it is told.', run, ...more }],
    ...whole,
  });
}

describe('runTool', () => {
  it('answers the value, and what a model is shown', async () => {
    const shown = { type: 'text', text: 'Two.' };
    expect(await runTool(plugin('p', { tools: [echo()] }), 'echo', { text: 'hi' })).toMatchObject({
      value: { text: 'hi' },
      content: [{ type: 'text', text: '{"text":"hi"}' }],
    });
    expect(
      await runTool(
        probe(() => toolResult(2, 'Two.')),
        'probe',
      ),
    ).toMatchObject({
      value: 2,
      content: [shown],
    });
  });

  it('gives the tool arguments as its own schema parses them', async () => {
    const parameters = z.strictObject({ name: z.string().trim().default('nobody') });
    const greeter = probe((args: unknown) => args, { parameters });
    expect((await runTool(greeter, 'probe')).value).toEqual({ name: 'nobody' });
    expect((await runTool(greeter, 'probe', { name: ' Ann ' })).value).toEqual({ name: 'Ann' });
  });

  it.each([
    ['its JSON Schema', { text: 5 }, { pointer: '/text', keyword: 'type' }],
    ['its own refinement', { text: 'odd' }, { pointer: '/text', message: 'must have an even length' }],
    ['the limit of depth', nested(101), { keyword: 'depth' }],
  ])('refuses arguments that break %s, with a pointer', async (_, args, issue) => {
    const text = z.string().refine((t) => t.length % 2 === 0, 'must have an even length');
    const even = plugin('p', { tools: [echo('even', { parameters: z.object({ text }) })] });
    await expect(runTool(even, 'even', args)).rejects.toMatchObject({
      name: 'InvalidArguments',
      code: 'INVALID_ARGUMENTS',
      issues: [issue],
    });
  });

  it('names the nearest tool when there is none of that name', async () => {
    await expect(runTool(plugin('p', { tools: [echo()] }), 'ecko')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      suggestions: ['echo'],
    });
  });

  it('throws what the tool throws, as it is', async () => {
    const error = new ToolError('No such city.', { path: ['city'], retryable: true });
    const failing = probe(() => {
      throw error;
    });
    await expect(runTool(failing, 'probe')).rejects.toBe(error);
  });

  it.each([
    ['does not fit `returns`', 'RESULT_INVALID', () => 'two'],
    ['is not JSON', 'RESULT_INVALID', () => 2n],
    ['is too large', 'RESULT_TOO_LARGE', () => 'x'.repeat(2 ** 20)],
  ])('refuses a result that %s', async (_, code, run) => {
    await expect(runTool(probe(run, { returns: z.number() }), 'probe')).rejects.toMatchObject({ code });
  });

  it('refuses a definition that is not valid', async () => {
    const wrong = probe(() => null, { name: 'no name' });
    await expect(runTool(wrong, 'no name')).rejects.toMatchObject({
      code: 'INVALID_PLUGIN',
      path: ['tools', '0', 'name'],
    });
  });

  it('answers all that the tool told', async () => {
    const talker = probe(async (_, { progress, output, artifact, log }: ToolContext) => {
      progress(0.5, 'half');
      output('one, ');
      output('two', 'STDERR');
      log.warn('Careful.', { step: 2 });
      return (await artifact({ name: 'a.txt', data: Buffer.from('A') })).uri;
    });
    const { value, output, progress, artifacts, logs } = await runTool(talker, 'probe');
    expect(output).toBe('one, two');
    expect(progress).toEqual([{ fraction: 0.5, message: 'half' }]);
    expect(artifacts).toEqual([
      {
        ...{ id: '1', uri: value, name: 'a.txt', mimeType: 'text/plain', byteSize: 1 },
        data: Buffer.from('A'),
      },
    ]);
    expect(logs).toEqual([{ level: 'warn', message: 'Careful.', data: { step: 2 } }]);
  });

  it('keeps streams, reads what was kept, and shows it', async () => {
    const keeper = probe(async (_, { artifact, workspace }: ToolContext) => {
      const stream = new Blob(['{"a": ', '1}']).stream();
      const kept = await artifact({ name: '../a.json', data: stream });
      const text = Buffer.from(await workspace.read(kept.uri, { start: 1, end: 4 })).toString();
      return toolResult({ kept, text }, [{ type: 'media', artifact: { id: kept.id } }]);
    });
    const { value, content, artifacts } = await runTool(keeper, 'probe');
    const kept = { id: '1', uri: 'artifact:1', name: 'a.json', mimeType: 'application/json', byteSize: 8 };
    expect(value).toEqual({ kept, text: '"a"' });
    expect(content).toEqual([{ type: 'media', artifact: kept }]);
    expect(artifacts).toEqual([{ ...kept, data: Buffer.from('{"a": 1}') }]);
  });

  it.each([
    [{ name: 'a', data: 'text' }, ToolError],
    [{ name: 'a', mimeType: 'none', data: new Uint8Array() }, ToolError],
    [{ data: new Uint8Array() }, ToolError],
  ])('refuses an artifact as the server does (%#)', async (file, error) => {
    const keeper = probe((_, { artifact }: ToolContext) => artifact(file as never));
    await expect(runTool(keeper, 'probe')).rejects.toBeInstanceOf(error);
  });

  it('refuses to show an artifact that was not kept', async () => {
    const liar = probe(() => toolResult(null, [{ type: 'media', artifact: { id: '1' } }]));
    await expect(runTool(liar, 'probe')).rejects.toMatchObject({ code: 'RESULT_INVALID' });
  });

  it('can be a host that keeps no artifacts', async () => {
    const keeper = probe((_, { artifact }: ToolContext) => artifact({ name: 'a', data: new Uint8Array() }));
    await expect(runTool(keeper, 'probe', {}, { keepArtifacts: false })).rejects.toBeInstanceOf(ToolError);
  });

  it('passes the agent and the signal on', async () => {
    const curious = probe((_, { agent, signal }: ToolContext) => ({ agent, aborted: signal.aborted }));
    expect((await runTool(curious, 'probe')).value).toEqual({ agent: null, aborted: false });
    const agent = { id: 'a1', name: 'Ann' };
    const { value } = await runTool(curious, 'probe', {}, { agent, signal: AbortSignal.abort() });
    expect(value).toEqual({ agent, aborted: true });
  });
});

describe('The configuration of runTool', () => {
  const config = z.strictObject({
    city: z.string().default('Bern'),
    key: z.string().meta({ writeOnly: true }).optional(),
  });
  const shows = probe(
    (_, context: ToolContext) => ({ config: context.config, secrets: context.secrets }),
    {},
    { config, secrets: ['DECLARED', 'ABSENT'] },
  );

  it('has the defaults of its schema', async () => {
    expect((await runTool(shows, 'probe')).value.config).toEqual({ city: 'Bern' });
  });

  it.each([
    ['does not fit', { city: 7 }, ['config', 'city']],
    ['holds a secret itself', { key: 'hush' }, ['config', 'key']],
    ['names a secret that is not there', { key: { secret: 'NONE' } }, ['config', 'key']],
  ])('is refused when it %s', async (_, wrong, path) => {
    const run = runTool(shows, 'probe', {}, { config: wrong });
    await expect(run).rejects.toMatchObject({ code: 'INVALID_CONFIG', path });
  });

  it('has its secrets filled in, and the tool gets only the declared ones', async () => {
    const secrets = { DECLARED: 'one', OTHER: 'two' };
    const run = await runTool(shows, 'probe', {}, { config: { key: { secret: 'OTHER' } }, secrets });
    expect(run.value).toEqual({ config: { city: 'Bern', key: 'two' }, secrets: { DECLARED: 'one' } });
  });
});

describe('The workspace of runTool', () => {
  const writer = probe(async (_, { workspace }: ToolContext) => {
    await workspace.write('out/new.txt', 'new');
    return { root: workspace.root, names: (await workspace.list('.')).map(({ name }) => name) };
  });

  it('is a fresh folder that is gone afterwards', async () => {
    const { value } = await runTool(writer, 'probe', {}, { files: { 'in/old.txt': 'old' } });
    expect(value.names).toEqual(['in', 'out']);
    expect(existsSync(value.root)).toBe(false);
  });

  it('is gone also when the tool fails', async () => {
    let root = '';
    const failing = probe((_, { workspace }: ToolContext) => {
      root = workspace.root;
      throw new Error('no');
    });
    await expect(runTool(failing, 'probe')).rejects.toThrow('no');
    expect(root).not.toBe('');
    expect(existsSync(root)).toBe(false);
  });

  it('is the folder that is given, which stays', async () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine/a.txt'), '');
    const { value } = await runTool(writer, 'probe', {}, { workspace: folder });
    expect(value.names).toEqual(['mine', 'out']);
    expect(readFileSync(join(folder, 'out/new.txt'), 'utf8')).toBe('new');
  });

  it('cannot be left', async () => {
    const thief = probe((_, { workspace }: ToolContext) => workspace.read('../secret'));
    await expect(runTool(thief, 'probe')).rejects.toBeInstanceOf(ToolError);
  });
});

function nested(levels: number): { text: any } {
  let text: unknown = 'ab';
  for (let i = 0; i < levels; i += 1) text = [text];
  return { text };
}
