import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import * as gql from '../../graphql/graphql.ts';
import { moduleOf, openFolderApp, pluginFolder, processesIn, until } from '../../support/plugin-folder.ts';
import type { TestApp } from '../../support/test-app.ts';

const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that this process needs: what is only not collected yet does not count. */
function heldBytes(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

const TOOLS = `
  tools: [
    { name: 'make', description: 'Keeps a text and reads it.', async run(_, { artifact, workspace }) {
      const kept = await artifact({ name: 'a/b.csv', mimeType: 'text/csv', data: Buffer.from('a,b') });
      const { name, byteSize } = await workspace.stat(kept.uri);
      const text = Buffer.from(await workspace.read(kept.uri, { start: 1 })).toString();
      return toolResult({ kept, name, byteSize, text }, [{ type: 'media', artifact: kept }]); } },
    { name: 'stream', description: 'Streams much.', limits: { timeoutMs: 120_000 },
      parameters: z.object({ pieces: z.int(), bytes: z.int() }),
      async run({ pieces, bytes }, { artifact }) {
        let most = 0;
        async function* data() {
          for (let i = 0; i < pieces; i += 1) {
            most = Math.max(most, process.memoryUsage().arrayBuffers);
            yield Buffer.alloc(bytes, i);
          }
        }
        const { byteSize } = await artifact({ name: 'large', data: data() });
        return { byteSize, most }; } },
    { name: 'whole', description: 'Gives much at once.', parameters: z.object({ bytes: z.int() }),
      async run({ bytes }, { artifact }) { return (await artifact({ name: 'whole', data: new Uint8Array(bytes).fill(7) })).byteSize; } },
    { name: 'many', description: 'Several at once.', async run(_, { artifact }) {
      const one = (i) => artifact({ name: String(i), data: Readable.from(async function* () {
        for (let n = 0; n < 20; n += 1) yield Buffer.alloc(300_000, i);
      }()) });
      return (await Promise.all(Array.from({ length: 12 }, (_, i) => one(i)))).map(({ byteSize }) => byteSize); } },
    { name: 'hang', description: 'Leaves one half written.', async run(_, { artifact, output }) {
      void artifact({ name: 'a', data: (async function* () { yield Buffer.alloc(400_000); await new Promise(() => {}); })() })
        .catch(({ name, message }) => console.log('late: ' + name + ' ' + message));
      await new Promise((resolve) => setTimeout(resolve, 100));
      return 'done'; } },
    { name: 'crash', description: 'Dies within one.', async run(_, { artifact }) {
      await artifact({ name: 'a', data: (async function* () {
        yield Buffer.alloc(400_000); yield Buffer.alloc(400_000); process.exit(3); })() }); } },
    { name: 'fail', description: 'Fails within one.', async run(_, { artifact }) {
      const failing = async function* () { yield Buffer.alloc(400_000); throw new ToolError('Not so.', { path: ['x'] }); };
      return artifact({ name: 'a', data: failing() }).catch((error) => [error.name, error.message, error.path]); } },
    { name: 'wrong', description: 'What cannot be kept.', async run(_, { artifact }) {
      const all = [{ name: 'a', data: 'text' }, { name: 'a' }, { data: Buffer.from('a') },
        { name: 'a', mimeType: 'no type', data: Buffer.from('a') }, { name: 'a', data: Buffer.alloc(3_000_000) }];
      const outcomes = await Promise.allSettled(all.map(artifact));
      return outcomes.map(({ reason }) => [reason.name, reason.message]); } },
  ],
  fileHandlers: [{ id: 'h', name: 'H', description: 'Pictures.', extensions: ['.x'],
    preview: async (file) => ({ mimeType: 'image/svg+xml', data: new Uint8Array(Number(Buffer.from(await file.read()))).fill(60) }) }],
  health: (context) => ({ ok: true }),`;

const BEFORE = `import { Readable } from 'node:stream';`;

async function open(settings = {}) {
  const folder = pluginFolder({ 'p.ts': moduleOf('p', TOOLS, BEFORE) });
  const test = await openFolderApp(folder, settings, { env: { PATH: process.env.PATH } });
  const artifacts = join(test.folder, '.gathering/artifacts');
  return { ...test, plugins: folder, artifacts, files: () => readdirSync(artifacts) };
}

async function call({ run }: Pick<TestApp, 'run'>, tool: string, args: object = {}): Promise<any> {
  const { executeTool } = await run(gql.ExecuteToolDocument, { input: { tool, arguments: args } });
  return executeTool;
}

describe('A plugin in a process of its own', () => {
  it('keeps artifacts, reads them, and shows them', async () => {
    const test = await open();
    const { error, result, content, artifacts } = await call(test, 'make');
    expect(error).toBe(null);
    const [{ id }] = artifacts;
    const kept = { id, uri: `artifact:${id}`, name: 'b.csv', mimeType: 'text/csv', byteSize: 3 };
    expect(result).toEqual({ kept, name: 'b.csv', byteSize: 3, text: ',b' });
    expect(content).toMatchObject([{ artifact: kept }]);
  });

  it('streams 100 MB, which neither it nor the server ever holds', async () => {
    const test = await open();
    const before = heldBytes();
    const held: number[] = [];
    const watch = setInterval(() => held.push(heldBytes() - before), 200);
    const { result, artifacts } = await call(test, 'stream', { pieces: 100, bytes: MIB });
    clearInterval(watch);
    expect(result.byteSize).toBe(100 * MIB);
    expect(result.most).toBeLessThan(40 * MIB);
    expect(held.length).toBeGreaterThan(0);
    expect(Math.max(...held)).toBeLessThan(50 * MIB);
    const expected = createHash('sha256');
    for (let i = 0; i < 100; i += 1) expected.update(Buffer.alloc(MIB, i));
    const bytes = readFileSync(join(test.artifacts, artifacts[0].id));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(expected.digest('hex'));
  });

  it('hands over many short chunks in few messages, and a long one in several', async () => {
    const test = await open();
    expect(await call(test, 'stream', { pieces: 100_000, bytes: 10 })).toMatchObject({
      result: { byteSize: 1_000_000 },
    });
    expect(await call(test, 'whole', { bytes: 40 * MIB })).toMatchObject({ result: 40 * MIB });
  });

  it('hands over several at once', async () => {
    const test = await open();
    const { result, artifacts } = await call(test, 'many');
    expect(result).toEqual(Array(12).fill(6_000_000));
    for (const { id, name } of artifacts) {
      const bytes = readFileSync(join(test.artifacts, id));
      expect(bytes.equals(Buffer.alloc(6_000_000, Number(name)))).toBe(true);
    }
  });

  it('leaves nothing of what is half written when its call ends', async () => {
    const test = await open();
    expect(await call(test, 'hang')).toMatchObject({ status: 'SUCCEEDED', artifacts: [] });
    await until(() => test.files().length === 0);
    expect(await call(test, 'make')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('leaves nothing of what is half written when it dies', async () => {
    const test = await open();
    expect(await call(test, 'crash')).toMatchObject({ error: { code: 'PLUGIN_CRASHED' }, artifacts: [] });
    await until(() => test.files().length === 0);
    await until(() => processesIn(test.plugins.path).length === 1);
  });

  it('gets its own error back, and leaves nothing, where its data fails', async () => {
    const test = await open();
    expect(await call(test, 'fail')).toMatchObject({ result: ['ToolError', 'Not so.', ['x']] });
    await until(() => test.files().length === 0);
  });

  it('is told what cannot be kept, typed, and that keeps nothing', async () => {
    const test = await open({ maxArtifactBytes: 2_000_000 });
    const { result } = await call(test, 'wrong');
    expect(result).toEqual([
      ['ToolError', expect.stringContaining('must be bytes')],
      ['ToolError', expect.stringContaining('must be bytes')],
      ['ToolError', 'The name of a file must be a text.'],
      ['ToolError', expect.stringContaining('"no type" is no MIME type')],
      ['ToolError', expect.stringContaining('larger than 2000000 bytes (setting `maxArtifactBytes`)')],
    ]);
    await until(() => test.files().length === 0);
  });

  it('gives previews, and is told of one that is too large', async () => {
    const test = await open();
    const inspect = async (bytes: number) => {
      writeFileSync(join(test.folder, 'a.x'), String(bytes));
      return (await test.run(gql.InspectFileDocument, { input: { path: 'a.x' } })).inspectFile as any;
    };
    const { preview } = await inspect(10 * MIB);
    expect(preview).toMatchObject({ name: 'a.x.svg', mimeType: 'image/svg+xml', byteSize: 10 * MIB });
    expect(await inspect(60 * MIB)).toMatchObject({
      code: 'TOOL_ERROR',
      message: expect.stringContaining(`more than ${16 * MIB}`),
    });
    expect(processesIn(test.plugins.path)).toHaveLength(1);
  });
});
