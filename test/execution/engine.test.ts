import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ToolError, type ToolContext, toolResult, z } from '../../src/plugins/contract.ts';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

type Run = (args: never, context: ToolContext) => unknown;

/** An app with one tool, `t`. */
const withTool = (run: Run, more: object = {}, settings = {}, deps = {}) =>
  openTestApp(
    [plugin('p', { tools: [{ name: 't', description: '', run: run as never, ...more }] })],
    settings,
    deps,
  );

const call = async ({ run }: TestApp, input: Partial<gql.ExecuteToolInput> = {}) =>
  (await run(gql.ExecuteToolDocument, { input: { tool: 't', ...input } })).executeTool;

describe('Guarantee 15: arguments are checked before anything runs, the result after', () => {
  it('points at everything that is wrong, by JSON Schema, and runs nothing', async () => {
    let ran = 0;
    const parameters = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        'b/c': { type: 'object', properties: { d: { type: 'integer' } } },
      },
      required: ['a', 'e'],
      additionalProperties: false,
    };
    const test = await withTool(() => ran++, { parameters });
    expect(await call(test, { arguments: { a: 1, 'b/c': { d: 1.5 }, x: 0 } })).toMatchObject({
      __typename: 'InvalidArguments',
      code: 'INVALID_ARGUMENTS',
      issues: expect.arrayContaining([
        { pointer: '', keyword: 'required', message: "must have required property 'e'" },
        { pointer: '', keyword: 'additionalProperties', message: expect.stringContaining('"x"') },
        { pointer: '/a', keyword: 'type', message: 'must be string' },
        { pointer: '/b~1c/d', keyword: 'type', message: 'must be integer' },
      ]),
    });
    expect(ran).toBe(0);
  });

  it.each([['text'], [[1]], [7], [null]])('arguments %j are no object, or none at all', async (args) => {
    const test = await withTool(() => 'ok', { parameters: { type: 'object', required: ['a'] } });
    expect(await call(test, { arguments: args })).toMatchObject({ __typename: 'InvalidArguments' });
  });

  it('the author’s zod schema fills in defaults, and its refinements hold', async () => {
    const parameters = z.object({
      n: z
        .number()
        .default(5)
        .refine((n) => n % 2 === 1, 'must be odd'),
    });
    const test = await withTool(({ n }: { n: number }) => n, { parameters });
    expect(await call(test)).toMatchObject({ status: 'SUCCEEDED', result: 5 });
    expect(await call(test, { arguments: { n: 4 } })).toMatchObject({
      status: 'FAILED',
      error: { code: 'INVALID_ARGUMENTS', path: ['arguments', 'n'], sideEffectsPossible: false },
    });
  });

  it('__proto__ in the arguments pollutes nothing', async () => {
    const test = await withTool((args: object) => Object.keys(args), { parameters: { type: 'object' } });
    const args = JSON.parse('{"__proto__": {"polluted": true}}') as unknown;
    expect(await call(test, { arguments: args })).toMatchObject({
      status: 'SUCCEEDED',
      result: ['__proto__'],
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('a result that breaks its schema fails the call', async () => {
    const returns = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
    const test = await withTool(() => ({ n: 'seven' }), { returns });
    expect(await call(test)).toMatchObject({
      status: 'FAILED',
      result: null,
      error: { code: 'RESULT_INVALID' },
    });
    const fine = await withTool(() => ({ n: 7 }), { returns });
    expect(await call(fine)).toMatchObject({ status: 'SUCCEEDED', result: { n: 7 } });
  });

  it('a result that is no JSON, or too large, is told', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(await call(await withTool(() => circular))).toMatchObject({ error: { code: 'RESULT_INVALID' } });
    expect(await call(await withTool(() => 1n))).toMatchObject({ error: { code: 'RESULT_INVALID' } });
    const large = await withTool(() => 'x'.repeat(2000), {}, { maxResultBytes: 1024 });
    expect(await call(large)).toMatchObject({ status: 'FAILED', error: { code: 'RESULT_TOO_LARGE' } });
  });

  it('a schema that cannot be compiled is a typed error', async () => {
    const test = await withTool(() => 1, {
      parameters: { type: 'object', properties: { a: { $ref: '#/nowhere' } } },
    });
    expect(await call(test)).toMatchObject({ __typename: 'PluginError', code: 'INVALID_PLUGIN' });
  });
});

describe('Guarantee 16: exactly one terminal state', () => {
  it('a call that takes too long is TIMED_OUT, told to stop, and its late answer changes nothing', async () => {
    const clock = new FakeClock();
    const started = Promise.withResolvers<AbortSignal>();
    const finish = Promise.withResolvers<string>();
    const test = await withTool(
      (_, { signal }) => {
        started.resolve(signal);
        return finish.promise;
      },
      { limits: { timeoutMs: 50 } },
      {},
      { clock },
    );
    const answer = call(test);
    const signal = await started.promise;
    clock.advance(50);
    const execution = await answer;
    expect(execution).toMatchObject({
      status: 'TIMED_OUT',
      // It may have done half of its work: trying again is for the caller to judge.
      error: { code: 'TIMED_OUT', retryable: false, sideEffectsPossible: true },
      durationMs: 50,
    });
    expect(signal.aborted).toBe(true);
    finish.resolve('late');
    // Whatever the late answer had written would be written by now.
    expect(await call(test)).toMatchObject({ status: 'SUCCEEDED' });
    expect(test.app.executions.history.position).toBe(4);
    const { id } = execution as { id: string };
    expect((await test.run(gql.ExecutionDocument, { id })).execution).toMatchObject({
      status: 'TIMED_OUT',
      result: null,
    });
  });

  it('after `waitMs` the call goes on by itself and is found again', async () => {
    const finish = Promise.withResolvers<string>();
    const test = await withTool((_, { progress, output }) => {
      progress(0.5, 'half way');
      output('line\n');
      return finish.promise;
    });
    const running = (await call(test, { waitMs: 1 })) as { id: string };
    await expect
      .poll(async () => (await test.run(gql.ExecutionDocument, running)).execution)
      .toMatchObject({
        status: 'RUNNING',
        progress: 0.5,
        progressMessage: 'half way',
        outputTail: 'line\n',
      });
    finish.resolve('done');
    await expect
      .poll(async () => (await test.run(gql.ExecutionDocument, running)).execution)
      .toMatchObject({ status: 'SUCCEEDED', result: 'done' });
  });
});

describe('A failing tool', () => {
  it('is an Execution with status FAILED: what the author says reaches the caller', async () => {
    const test = await withTool(() => {
      throw new ToolError('There is no such city.', { path: ['city'], retryable: true });
    });
    expect(await call(test)).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'TOOL_ERROR',
        message: 'There is no such city.',
        path: ['arguments', 'city'],
        retryable: true,
      },
    });
  });

  it('leaks neither a stack nor a path of the host', async () => {
    const test: TestApp = await withTool((_, { workspace }) => {
      throw new Error(`ENOENT: ${workspace.root}/secret/file`);
    });
    const answer = JSON.stringify(await call(test));
    expect(answer).toContain('ENOENT');
    expect(answer).not.toContain(test.folder);
    expect(answer).not.toMatch(/\bat .*\.ts:/);
  });
});

it('more calls than may run at once wait their turn, more than may wait are refused, and admitted again later', async () => {
  const finish = Promise.withResolvers<void>();
  const test = await withTool(() => finish.promise, {}, { maxRunningCalls: 2, maxQueuedCalls: 1 });
  const atOnce = [
    await call(test, { waitMs: 0 }),
    await call(test, { waitMs: 0 }),
    await call(test, { waitMs: 0 }),
  ];
  expect(atOnce).toMatchObject([{ status: 'RUNNING' }, { status: 'RUNNING' }, { status: 'QUEUED' }]);
  expect(await call(test)).toMatchObject({ __typename: 'Refused', code: 'QUEUE_FULL', retryable: true });
  finish.resolve();
  await expect.poll(() => call(test)).toMatchObject({ status: 'SUCCEEDED' });
});

it('a tool that only reads had no side effects, however it failed', async () => {
  const fail = () => Promise.reject(new Error('boom'));
  const test = await withTool(fail, { annotations: { readOnly: true } });
  expect(await call(test)).toMatchObject({ error: { sideEffectsPossible: false } });
  expect(await call(await withTool(fail))).toMatchObject({ error: { sideEffectsPossible: true } });
});

it('a misspelt argument is told the nearest name', async () => {
  const parameters = z.strictObject({ maxCount: z.int().optional() });
  const test = await withTool(() => 1, { parameters });
  expect(await call(test, { arguments: { maxcount: 5 } })).toMatchObject({
    issues: [{ message: expect.stringContaining('Did you mean "maxCount"?') }],
  });
});

describe('A call', () => {
  it('is refused when the tool is no longer what the caller read', async () => {
    const test = await withTool(() => 1);
    const hash = test.app.store.current.tools.get('t')!.definitionHash;
    expect(await call(test, { expectedDefinitionHash: hash })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await call(test, { expectedDefinitionHash: 'other' })).toMatchObject({ code: 'TOOL_CHANGED' });
  });

  it('of a misspelt tool is told the nearest names', async () => {
    const { run } = await openTestApp([
      plugin('p', { tools: [echo('fs_read'), echo('fs_list'), echo('git_log')] }),
    ]);
    const { executeTool } = await run(gql.ExecuteToolDocument, { input: { tool: 'fs_raed' } });
    expect(executeTool).toMatchObject({ __typename: 'NotFound', suggestions: ['fs_read'], path: ['tool'] });
  });

  it('shows a model what the tool made for it, else the result as text', async () => {
    const test = await withTool(() => toolResult({ n: 1 }, 'one'));
    expect(await call(test)).toMatchObject({ result: { n: 1 }, content: [{ text: 'one' }] });
    expect(await call(await withTool(() => ({ n: 1 })))).toMatchObject({ content: [{ text: '{"n":1}' }] });
  });

  it.each([{ timeoutMs: 0 }, { timeoutMs: 600_001 }, { waitMs: -1 }])('%j is refused', async (limits) => {
    const test = await withTool(() => 1);
    const { errors } = await test.ask(gql.ExecuteToolDocument, { input: { tool: 't', ...limits } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('Guarantee 21: draining', () => {
  it('lets running calls finish, admits none, and cancels what runs at the deadline', async () => {
    const clock = new FakeClock();
    const started = Promise.withResolvers<void>();
    const test = await withTool(
      () => {
        started.resolve();
        return new Promise(() => {});
      },
      {},
      {},
      { clock },
    );
    const running = call(test);
    await started.promise;
    const drained = test.app.drain(1000);
    expect(test.app.ready).toBe(false);
    expect(await call(test)).toMatchObject({ __typename: 'Refused', code: 'SHUTTING_DOWN', retryable: true });
    clock.advance(1000);
    await drained;
    expect(await running).toMatchObject({ status: 'CANCELLED', error: { code: 'SHUTTING_DOWN' } });
  });
});

describe('A tool tells before a call', () => {
  const asked = parse('{ tool(name: "t") { timeoutMs needsApproval } }');

  it.each([
    ['the limit of the server, and that nobody has to approve it', {}, [], 7_000, false],
    ['its own limit, and that its calls wait', { limits: { timeoutMs: 90_000 } }, ['t'], 90_000, true],
  ])('%s', async (_, tool, approveTools, timeoutMs, needsApproval) => {
    const test = await withTool(() => 1, tool, { toolTimeoutMs: 7_000, approveTools });
    expect((await test.ask(asked, {})).data).toMatchObject({ tool: { timeoutMs, needsApproval } });
    const called = await call(test, { waitMs: 30 });
    expect((called as { status: string }).status === 'AWAITING_APPROVAL').toBe(needsApproval);
  });
});
