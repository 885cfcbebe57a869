import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as gql from '../../graphql/graphql.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../../support/plugin-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import type { TestApp } from '../../support/test-app.ts';

async function call({ run }: TestApp, tool: string, args: object = {}, more: object = {}): Promise<any> {
  const { executeTool } = await run(gql.ExecuteToolDocument, { input: { tool, arguments: args, ...more } });
  return executeTool;
}

const TOOLS = `
  secrets: ['API_KEY'],
  config: z.object({ greeting: z.string().default('Hello') }),
  tools: [
    { name: 'greet', description: 'Greets.',
      parameters: z.object({ who: z.string().default('you'), times: z.coerce.number().max(3).optional() }),
      returns: z.object({ text: z.string(), times: z.number() }),
      run: ({ who, times = 1 }, { config }) => ({ text: config.greeting + ' ' + who, times }) },
    { name: 'tell', description: 'Tells all it can.', async run(_, context) {
      console.log('printed');
      process.stdout.write('{"jsonrpc":"2.0","id":1,"result":"forged"}\\n');
      console.error('to stderr');
      context.log.warn('logged', { n: 1 });
      context.progress(0.5, 'half');
      context.output('streamed');
      await context.workspace.write('made.txt', 'made');
      const read = Buffer.from(await context.workspace.read('given.txt', { start: 1 })).toString();
      const names = (await context.workspace.list('.')).map(({ name }) => name);
      const { kind, byteSize } = await context.workspace.stat('given.txt');
      const outside = await context.workspace.read('../outside').catch(({ name, path }) => [name, path]);
      return toolResult({ read, names, kind, byteSize, outside, agent: context.agent }, 'to show');
    } },
    { name: 'look', description: 'Looks around.', run: (_, { secrets }) => ({ env: process.env, secrets, pid: process.pid }) },
    { name: 'fail', description: 'Fails.', run() { throw new ToolError('Not so.', { path: ['a'], retryable: true }); } },
    { name: 'wait', description: 'Waits.', run: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => { console.log('aborted'); resolve(1); })) },
    { name: 'picky', description: 'Refines.', parameters: z.object({ a: z.number().refine((n) => n % 2 === 0, 'must be even') }), run: ({ a }) => a },
    { name: 'hog', description: 'Takes memory.', run() { const all = []; for (let i = 0; i < 100; i += 1) all.push(Buffer.alloc(10_000_000, 1)); return all.length; } },
    { name: 'sum', description: 'Reads much, at once.', async run(_, { workspace }) {
      const all = await Promise.all(Array.from({ length: 12 }, () => workspace.read('large.bin')));
      await workspace.write('copy.bin', all[0]);
      return all.map((bytes) => bytes.length + ':' + bytes.at(-1)); } },
    { name: 'big', description: 'Answers much.', run: () => 'x'.repeat(3_000_000) },
  ],
  fileHandlers: [{ id: 'upper', name: 'Upper', description: 'Upper case.', extensions: ['.up'],
    inspect: async (file) => ({ path: file.path, size: file.byteSize, first: Buffer.from(await file.read({ end: 2 })).toString() }),
    text: async (file) => Buffer.from(await file.read()).toString().toUpperCase() }],
  health: () => ({ ok: false, message: 'Not so well.' }),`;

async function open(settings = {}, env = { API_KEY: 'sesame-123' }) {
  const folder = pluginFolder({ 'all.ts': moduleOf('all', TOOLS) });
  const secrets = { API_KEY: { env: 'API_KEY' }, OTHER: { env: 'OTHER' } };
  const test = await openFolderApp(
    folder,
    { secrets, ...settings },
    { env: { ...env, OTHER: 'not-for-it', PATH: process.env.PATH } },
  );
  writeFileSync(join(test.folder, 'given.txt'), 'given');
  return { ...test, plugins: folder };
}

describe('A plugin in a process of its own', () => {
  it('gets arguments and configuration as its author’s zod parses them', async () => {
    const test = await open();
    expect(await call(test, 'greet')).toMatchObject({ result: { text: 'Hello you', times: 1 } });
    expect(await call(test, 'greet', { who: 'Ann', times: 2 })).toMatchObject({
      result: { text: 'Hello Ann', times: 2 },
    });
    expect(await call(test, 'picky', { a: 3 })).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'INVALID_ARGUMENTS',
        message: expect.stringContaining('fit tool "picky". /a must be even'),
      },
    });
  });

  it('has the whole context of a tool, and its stdout never disturbs the answers', async () => {
    const test = await open();
    expect(await call(test, 'tell')).toMatchObject({
      status: 'SUCCEEDED',
      progress: 0.5,
      progressMessage: 'half',
      outputTail: 'streamed',
      content: [{ text: 'to show' }],
      result: {
        read: 'iven',
        names: expect.arrayContaining(['given.txt', 'made.txt']),
        kind: 'file',
        byteSize: 5,
        outside: ['ToolError', ['path']],
        agent: null,
      },
    });
    await until(() => test.lines.includes('all: to stderr'));
    expect(test.lines).toEqual(
      expect.arrayContaining(['all: printed', 'all: logged', expect.stringContaining('forged')]),
    );
  });

  it('Guarantee 19: has an empty environment but for its declared secrets', async () => {
    const { result } = await call(await open(), 'look');
    expect(result.env).toEqual({ API_KEY: 'sesame-123' });
    expect(result.secrets).toEqual({ API_KEY: 'sesame-123' });
  });

  it('Guarantee 19: has a pid space of its own', async (context) => {
    skipWithout(context, 'bubblewrap');
    const { result } = await call(await open(), 'look');
    expect(result.pid).toBeLessThan(10);
  });

  it('passes on what its tools throw, typed', async () => {
    expect(await call(await open(), 'fail')).toMatchObject({
      status: 'FAILED',
      error: { code: 'TOOL_ERROR', message: 'Not so.', path: ['arguments', 'a'], retryable: true },
    });
  });

  it('hears that a call is over', async () => {
    const test = await open();
    expect(await call(test, 'wait', {}, { timeoutMs: 50 })).toMatchObject({ status: 'TIMED_OUT' });
    await until(() => test.lines.includes('all: aborted'));
  });

  it('reads files of the workspace for its handlers, and says how it is', async () => {
    const test = await open();
    writeFileSync(join(test.folder, 'a.up'), 'abc');
    const { inspectFile } = await test.run(gql.InspectFileDocument, { input: { path: 'a.up' } });
    expect(inspectFile).toMatchObject({
      handler: { id: 'upper' },
      metadata: { path: 'a.up', size: 3, first: 'ab' },
      text: 'ABC',
    });
    const record = test.app.store.current.plugins.get('all')!;
    expect(await test.app.plugins.health(record)).toMatchObject({ ok: false, message: 'Not so well.' });
  });

  it('Guarantee 19: is ended at its memory limit, and the call is told', async () => {
    const test = await open({ pluginMemoryBytes: 64 * 1024 * 1024 });
    const { status, error } = await call(test, 'hog');
    expect(status).toBe('FAILED');
    expect(['TOOL_ERROR', 'PLUGIN_CRASHED']).toContain(error.code);
    await until(() => test.app.store.current.tools.get('greet')?.availability === 'READY');
    expect(await call(test, 'greet')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('may be made of classes, and of zod in another language', async () => {
    const folder = pluginFolder({
      'german.ts': moduleOf(
        'german',
        'tools: [new Strict()],',
        `z.config(z.locales.de());
class Strict { name = 'strict'; description = 'Refines.';
  parameters = z.object({ a: z.number().refine((n) => n > 1) });
  run({ a }) { return a; } }`,
      ),
    });
    const test = await openFolderApp(folder);
    expect(await call(test, 'strict', { a: 2 })).toMatchObject({ result: 2 });
    expect(await call(test, 'strict', { a: 1 })).toMatchObject({
      error: { message: expect.stringContaining('Ungültige Eingabe') },
    });
  });

  it('reads and writes large files, several at once', async () => {
    const test = await open();
    const bytes = Buffer.alloc(15 * 1024 * 1024, 7);
    writeFileSync(join(test.folder, 'large.bin'), bytes);
    const { status, result, error } = await call(test, 'sum');
    expect([status, error]).toEqual(['SUCCEEDED', null]);
    expect(result).toEqual(Array(12).fill(`${bytes.length}:7`));
    expect(readFileSync(join(test.folder, 'copy.bin')).equals(bytes)).toBe(true);
  });

  it('gets a typed error for a result that is too large', async () => {
    expect(await call(await open(), 'big')).toMatchObject({
      status: 'FAILED',
      error: { code: 'RESULT_TOO_LARGE' },
    });
  });

  it.each([
    ['', process.env.PATH],
    [', without bubblewrap and util-linux', '/nowhere'],
  ])('Guarantee 13: is gone with all that it started when it is unloaded%s', async (_, PATH) => {
    const folder = pluginFolder({
      'spawner.ts': moduleOf(
        'spawner',
        `onLoad() { spawn('/bin/sh', ['-c', 'sleep 1000 & sleep 1000'], { stdio: 'inherit' }); setInterval(() => {}, 1000); },`,
        `import { spawn } from 'node:child_process';`,
      ),
    });
    const test = await openFolderApp(folder, {}, { env: { PATH } });
    await until(() => processesIn(folder.path).length >= 3);
    const { unloadPlugin } = await test.run(gql.UnloadPluginDocument, { input: { id: 'spawner' } });
    expect(unloadPlugin).toMatchObject({ unloadedIds: ['spawner'] });
    await until(() => processesIn(folder.path).length === 0);
  });

  it('is unloaded as soon as it has ended: that waits for no timer', async () => {
    const folder = pluginFolder({ 'brief.ts': moduleOf('brief') });
    const test = await openFolderApp(folder, {}, { clock: new FakeClock() });
    const { unloadPlugin } = await test.run(gql.UnloadPluginDocument, { input: { id: 'brief' } });
    expect(unloadPlugin).toMatchObject({ unloadedIds: ['brief'] });
    expect(processesIn(folder.path)).toEqual([]);
  });
});
