import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.ts';
import {
  type PluginDefinition,
  type ToolContext,
  ToolError,
  toolResult,
} from '../../../src/plugins/contract.ts';
import { inlineSource } from '../../../src/plugins/shipped.ts';
import core from '../../../src/plugins/core/index.ts';
import * as gql from '../../graphql/graphql.ts';
import { caller } from '../../support/callers.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/plugin-folder.ts';
import { plugin } from '../../support/plugins.ts';
import { type TestApp, openTestApp } from '../../support/test-app.ts';

type Run = (args: any, context: ToolContext) => unknown;

const tool = (name: string, run: Run) => ({
  ...{ name, description: '', parameters: { type: 'object' }, run: run as never },
});

/** `t` is what is tested; `make` keeps a text, `path` reads one. */
async function open(
  run: Run = () => null,
  settings = {},
  more: Partial<PluginDefinition> = {},
  clock: Clock = systemClock,
) {
  const make: Run = ({ text = 'hello' }, { artifact }) =>
    artifact({ name: 'made.txt', data: Buffer.from(text) });
  const use: Run = async ({ path, method = 'read', range }, { workspace }) => {
    if (method === 'write') return workspace.write(path, 'new');
    if (method !== 'read') return workspace[method as 'stat'](path);
    return Buffer.from(await workspace.read(path, range)).toString();
  };
  const tools = [tool('t', run), tool('make', make), tool('use', use)];
  const sources = [inlineSource('shipped', [core, plugin('p', { tools, ...more })])];
  return openTestApp([], settings, { sources, clock });
}

async function call({ run }: TestApp, name: string, args: object = {}, who = ANN): Promise<any> {
  const input = { tool: name, arguments: args };
  return (await run(gql.ExecuteToolDocument, { input }, who)).executeTool;
}

const ANN = caller('ann', 'tool:execute');
const BEN = caller('ben', 'tool:execute');
const READER = caller('reader', 'tool:execute', 'registry:read');
const filesOf = ({ folder }: TestApp) => readdirSync(join(folder, '.gathering/artifacts'));

describe('A tool keeps files beside its execution', () => {
  it('and gets what names them', async () => {
    const test = await open();
    const execution = await call(test, 'make');
    const artifact = {
      ...{
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'made.txt',
        mimeType: 'text/plain',
        byteSize: 5,
      },
      uri: `artifact:${execution.result.id}`,
    };
    expect(execution.result).toEqual(artifact);
    expect(execution.artifacts).toEqual([
      {
        ...artifact,
        nodeId: Buffer.from(`Artifact:${execution.result.id}`).toString('base64'),
        url: `/files/${execution.result.id}`,
      },
    ]);
    expect(test.app.artifacts.find(execution.result.id)).toMatchObject({
      executionId: execution.id,
      actor: ANN.actor,
    });
  });

  it('in the order in which it kept them, also when it fails then', async () => {
    const test = await open(async (_, { artifact }) => {
      for (const name of ['b', 'a', 'c']) await artifact({ name, data: Buffer.from(name) });
      throw new ToolError('Too bad.');
    });
    const { status, artifacts } = await call(test, 't');
    expect(status).toBe('FAILED');
    expect(artifacts.map(({ name }: { name: string }) => name)).toEqual(['b', 'a', 'c']);
  });

  it('but not what is half written when the call ends', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    let outcome: unknown;
    async function* endless() {
      yield Buffer.alloc(300_000);
      begin();
      await new Promise(() => {});
    }
    const test = await open(async (_, { artifact }) => {
      outcome = artifact({ name: 'a', data: endless() }).catch((error: unknown) => error);
      await begun;
      return 'done';
    });
    expect(await call(test, 't')).toMatchObject({ status: 'SUCCEEDED', artifacts: [] });
    expect(await outcome).toMatchObject({ message: expect.stringContaining('The call has ended') });
    expect(filesOf(test)).toEqual([]);
  });

  it('nor any when the call has ended', async () => {
    let late: ToolContext['artifact'] | undefined;
    const test = await open((_, { artifact }) => void (late = artifact));
    const { id } = await call(test, 't');
    await expect(late!({ name: 'a', data: Buffer.from('late') })).rejects.toThrow('The call has ended');
    expect(filesOf(test)).toEqual([]);
    expect(test.app.artifacts.of(id)).toEqual([]);
  });

  it('as many as the setting says, also at once, and no more', async () => {
    const test = await open(
      async (_, { artifact }) => {
        const one = (name: string) => artifact({ name, data: Buffer.from(name) });
        const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(one));
        return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'kept' : outcome.reason.message));
      },
      { maxArtifactsPerCall: 2 },
    );
    const { result, artifacts } = await call(test, 't');
    const refused = expect.stringContaining('at most 2 artifacts (setting `maxArtifactsPerCall`)');
    expect(result).toEqual(['kept', 'kept', refused, refused]);
    expect(artifacts).toHaveLength(2);
  });

  it('of the size that the setting says, and no larger', async () => {
    const keep: Run = async ({ bytes }, { artifact }) => {
      const { byteSize } = await artifact({ name: 'a', data: Buffer.alloc(bytes) });
      return byteSize;
    };
    const test = await open(keep, { maxArtifactBytes: 1024 });
    expect(await call(test, 't', { bytes: 1025 })).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'TOOL_ERROR',
        message: expect.stringContaining('1024 bytes (setting `maxArtifactBytes`)'),
      },
    });
    expect(await call(test, 't', { bytes: 1024 })).toMatchObject({ result: 1024 });
  });
});

describe('Guarantee 15: what is shown to a model as media', () => {
  it('is an artifact of this very call, as the store knows it', async () => {
    const test = await open(async (_, { artifact }) => {
      const { id } = await artifact({ name: 'a.json', data: Buffer.from('{}') });
      const media = { type: 'media', artifact: { id, name: 'another', mimeType: 'image/png' } } as const;
      return toolResult(null, [media, { type: 'text', text: 'Look.' }]);
    });
    const { content, artifacts } = await call(test, 't');
    expect(content).toEqual([
      { __typename: 'MediaContent', mimeType: 'application/json', artifact: artifacts[0] },
      { __typename: 'TextContent', text: 'Look.' },
    ]);
  });

  it.each([
    ['of another call', (other: string) => ({ id: other })],
    ['that is none', () => ({ id: 'nothing' })],
    ['without an id', () => ({})],
    ['that is a text', () => 'nothing'],
    ['at all', () => undefined],
  ])('cannot be an artifact %s', async (_, artifactOf) => {
    const test = await open(({ other }) =>
      toolResult(null, [
        { type: 'text', text: 'Look.' },
        { type: 'media', artifact: artifactOf(other) as never },
      ]),
    );
    const { result } = await call(test, 'make');
    expect(await call(test, 't', { other: result.id })).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'RESULT_INVALID',
        message: expect.stringContaining('block 1 names no artifact of this call'),
      },
    });
  });
});

describe('artifact:ID is a path', () => {
  it('that fs_read and other tools read, whole or a range of it', async () => {
    const test = await open();
    const { uri } = (await call(test, 'make')).result;
    expect(await call(test, 'fs_read', { path: uri })).toMatchObject({
      result: { path: uri, content: 'hello', byteSize: 5, encoding: 'utf-8' },
    });
    expect(await call(test, 'fs_read', { path: uri, start: 1, end: 3 })).toMatchObject({
      result: { content: 'el' },
    });
    expect(await call(test, 'use', { path: uri, range: { start: 4 } })).toMatchObject({ result: 'o' });
    expect(await call(test, 'use', { path: uri, method: 'stat' })).toMatchObject({
      result: { name: 'made.txt', path: uri, kind: 'file', byteSize: 5 },
    });
  });

  it('that is never written nor listed', async () => {
    const test = await open();
    const { uri } = (await call(test, 'make')).result;
    for (const path of [uri, 'artifact:new', 'artifact:']) {
      for (const method of ['write', 'list']) {
        expect(await call(test, 'use', { path, method })).toMatchObject({
          error: { code: 'TOOL_ERROR', path: ['arguments', 'path'], message: expect.stringContaining(path) },
        });
      }
    }
    expect(await call(test, 'use', { path: uri })).toMatchObject({ result: 'hello' });
    expect(existsSync(join(test.folder, uri))).toBe(false);
  });

  it('that inspectFile takes, whose handler is chosen by its content and name', async () => {
    const test = await open();
    const artifact = await test.app.artifacts.add(
      { name: 'notes.md', data: Buffer.from('# Notes\n') },
      { actor: ANN.actor, executionId: null },
    );
    const path = `artifact:${artifact.id}`;
    const inspect = async (who: typeof ANN) =>
      (await test.run(gql.InspectFileDocument, { input: { path } }, who)).inspectFile;
    expect(await inspect(READER)).toMatchObject({
      ...{ filePath: path, byteSize: 8, expectedMimeType: 'text/markdown', text: '# Notes\n' },
      handler: { id: 'plain_text' },
    });
    expect(await inspect(BEN)).toMatchObject({ code: 'INVALID_ARGUMENTS', path: ['path'] });
  });

  it('and ./artifact:ID a file of the workspace', async () => {
    const test = await open();
    writeFileSync(join(test.folder, 'artifact:a'), 'a file');
    expect(await call(test, 'use', { path: './artifact:a' })).toMatchObject({ result: 'a file' });
    expect(await call(test, 'use', { path: 'artifact:a' })).toMatchObject({ status: 'FAILED' });
  });
});

describe('Guarantee 23: artifacts are read', () => {
  /** What a call tells of an artifact, with its id taken out. */
  const telling = async (test: TestApp, id: string, who: typeof ANN) => {
    const told = [];
    for (const method of ['read', 'stat']) {
      const { status, result, error } = await call(test, 'use', { path: `artifact:${id}`, method }, who);
      told.push(JSON.stringify([status, result, error]).replaceAll(id, 'ID'));
    }
    return told;
  };

  it('by those who made or brought them, and by those who may read the registry', async () => {
    const test = await open();
    const made = (await call(test, 'make')).result;
    const brought = await test.app.artifacts.add(
      { name: 'a', data: Buffer.from('hello') },
      { actor: ANN.actor, executionId: null },
    );
    for (const { id } of [made, brought]) {
      expect((await telling(test, id, ANN))[0]).toContain('hello');
      expect((await telling(test, id, READER))[0]).toContain('hello');
      expect((await telling(test, id, BEN))[0]).toContain('FAILED');
    }
  });

  it('by nobody else, who cannot tell one that is not theirs from one that is not there', async () => {
    const test = await open();
    const { id } = (await call(test, 'make')).result;
    const nowhere = crypto.randomUUID();
    expect(await telling(test, id, BEN)).toEqual(await telling(test, nowhere, BEN));
    // The same name of another kind is somebody else.
    const agent = { ...ANN, actor: { kind: 'AGENT', name: 'ann' } as const };
    expect(await telling(test, id, agent)).toEqual(await telling(test, nowhere, agent));
    for (const path of ['../../x', '', `${id}/`, ` ${id}`, id.toUpperCase(), '\0', 'x'.repeat(10_000)])
      expect(await call(test, 'use', { path: `artifact:${path}` })).toMatchObject({ status: 'FAILED' });
  });

  it('through node and nodes by the same rule', async () => {
    const test = await open();
    const { id } = (await call(test, 'make')).result;
    const ids = [id, 'nothing'].map((one) => Buffer.from(`Artifact:${one}`).toString('base64'));
    const nodes = async (who: typeof ANN) => (await test.run(gql.NodesDocument, { ids }, who)).nodes;
    const found = { __typename: 'Artifact', id, name: 'made.txt', byteSize: 5 };
    expect(await nodes(ANN)).toEqual([found, null]);
    expect(await nodes(READER)).toEqual([found, null]);
    expect(await nodes(BEN)).toEqual([null, null]);
    expect((await test.ask(gql.NodesDocument, { ids }, caller('nobody'))).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', scope: 'tool:execute' } },
    ]);
    const tool = Buffer.from('Tool:make').toString('base64');
    expect((await test.ask(gql.NodesDocument, { ids: [tool] }, ANN)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', scope: 'registry:read' } },
    ]);
  });
});

describe('A preview of a file', () => {
  const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const handler = (preview: unknown) => ({
    fileHandlers: [
      {
        ...{ id: 'h', name: 'H', description: '', extensions: ['.x'] },
        inspect: () => 1,
        preview: preview as never,
      },
    ],
  });
  const inspect = async (test: TestApp, operations?: gql.FileOperation[]) => {
    writeFileSync(join(test.folder, 'a.x'), 'content');
    const input = { path: 'a.x', operations };
    return (await test.run(gql.InspectFileDocument, { input }, READER)).inspectFile as any;
  };

  it('is an artifact of the caller that goes as an upload does', async () => {
    const picture = () => ({ mimeType: 'image/svg+xml', data: Buffer.from(SVG) });
    const test = await open(undefined, {}, handler(picture));
    for (const asked of [undefined, ['PREVIEW' as const]]) {
      const { preview } = await inspect(test, asked);
      expect(preview).toMatchObject({ name: 'a.x.svg', mimeType: 'image/svg+xml', byteSize: SVG.length });
      expect(test.app.artifacts.find(preview.id)).toMatchObject({ executionId: null, actor: READER.actor });
    }
    expect(await inspect(test, ['INSPECT'])).toMatchObject({ metadata: 1, preview: null });
    expect(filesOf(test)).toHaveLength(2);
  });

  it('that is none fails the inspection and keeps nothing', async () => {
    const test = await open(
      undefined,
      {},
      handler(() => ({ mimeType: 'no type', data: Buffer.from('a') })),
    );
    expect(await inspect(test)).toMatchObject({
      code: 'INVALID_ARGUMENTS',
      message: 'File handler "h" gave no picture: it must answer { mimeType, data }.',
    });
    expect(filesOf(test)).toEqual([]);
  });

  it('comes without what its handler leaves half written', async () => {
    let outcome: unknown;
    const leaving = async (_: unknown, { artifact }: ToolContext) => {
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const endless = async function* () {
        yield Buffer.alloc(300_000);
        begin();
        await new Promise(() => {});
      };
      outcome = artifact({ name: 'a', data: endless() }).catch((error: unknown) => error);
      await begun;
      return { mimeType: 'image/png', data: Buffer.from('2') };
    };
    const test = await open(undefined, {}, handler(leaving));
    const { preview } = await inspect(test);
    expect(await outcome).toMatchObject({ message: expect.stringContaining('The call has ended') });
    expect(filesOf(test)).toEqual([preview.id]);
  });

  it('and what else a handler keeps belongs to the caller, too', async () => {
    const keeping = async (_: unknown, { artifact }: ToolContext) => {
      await artifact({ name: 'page-1.png', data: Buffer.from('1') });
      return { mimeType: 'image/png', data: Buffer.from('2') };
    };
    const test = await open(undefined, {}, handler(keeping));
    await inspect(test);
    expect(filesOf(test)).toHaveLength(2);
    for (const id of filesOf(test)) expect(test.app.artifacts.find(id)!.actor).toEqual(READER.actor);
  });
});

it('artifacts outlive a restart, as their executions do', async () => {
  const test = await open();
  const { id, artifacts } = await call(test, 'make');
  const again = await test.restart();
  const { execution } = await again.run(gql.ExecutionDocument, { id }, ANN);
  expect(execution).toMatchObject({ artifacts });
  expect(filesOf(again)).toEqual([artifacts[0].id]);
});

it('artifacts go with their executions', async () => {
  const clock = new FakeClock();
  const test = await open(undefined, { executionRetentionDays: 1, uploadRetentionHours: 1_000 }, {}, clock);
  const { id } = await call(test, 'make');
  const brought = await test.app.artifacts.add(
    { name: 'a', data: Buffer.from('1') },
    { actor: ANN.actor, executionId: null },
  );
  expect(filesOf(test)).toHaveLength(2);
  clock.advance(25 * 3_600_000);
  await until(() => filesOf(test).length === 1);
  expect(filesOf(test)).toEqual([brought.id]);
  expect(test.app.executions.find(id)).toBeUndefined();
});

it('artifacts are kept to their size, with the calls that ended last', async () => {
  const clock = new FakeClock();
  const keep: Run = (_, { artifact }) => artifact({ name: 'a', data: Buffer.alloc(262_144) });
  const test = await open(keep, { artifactRetentionBytes: 1_048_576 }, {}, clock);
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) ids.push((await call(test, 't')).id);
  clock.advance(60_000);
  await until(() => filesOf(test).length === 4);
  expect(ids.map((id) => test.app.executions.find(id)?.id)).toEqual([undefined, undefined, ...ids.slice(2)]);
});

it('one call keeps at most a quarter of what all may', async () => {
  const keep: Run = async (_, { artifact }) => {
    for (let i = 0; i < 3; i++) await artifact({ name: 'a', data: Buffer.alloc(131_072) });
  };
  const test = await open(keep, { artifactRetentionBytes: 1_048_576 });
  const { error, artifacts } = await call(test, 't');
  expect(error.message).toContain('of 262144 bytes (a quarter of `artifactRetentionBytes`)');
  expect(artifacts).toHaveLength(2);
});

it('a call that waits over a restart reads then what its caller could read', async () => {
  const test = await open(undefined, { approveTools: ['use'] });
  const { uri } = (await call(test, 'make')).result;
  const waiting: { id: string; status: string }[] = [];
  for (const who of [READER, BEN]) {
    const input = { tool: 'use', arguments: { path: uri }, waitMs: 0 };
    const { executeTool } = await test.run(gql.ExecuteToolDocument, { input }, who);
    waiting.push(executeTool as { id: string; status: string });
  }
  expect(waiting).toMatchObject(Array(2).fill({ status: 'AWAITING_APPROVAL' }));
  const { app, run } = await test.restart();
  for (const { id } of waiting) await run(gql.ApproveExecutionDocument, { input: { id } });
  const ends = () => waiting.map(({ id }) => app.executions.find(id)!);
  await until(() => ends().every(({ endedAt }) => endedAt !== null));
  expect(ends()).toMatchObject([{ status: 'SUCCEEDED', result: 'hello' }, { status: 'FAILED' }]);
});
