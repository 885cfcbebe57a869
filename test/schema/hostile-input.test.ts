import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/access.ts';
import type { Scope } from '../../src/config.ts';
import * as gql from '../graphql/graphql.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const ask = (test: TestApp, text: string, variables = {}, caller?: Caller) =>
  test.ask(parse(text), variables as never, caller);
const many = (count: number) => Array.from({ length: count }, (_, i) => `junk${i}`);
const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;
const withTool = (run: () => unknown) =>
  openTestApp([plugin('p', { tools: [echo('t', { parameters: { type: 'object' }, run })] })]);

describe('A filter', () => {
  it.each([
    'query ($n: [String!]) { tools(filter: { tag: $n }) { totalCount } }',
    'query ($n: [ID!]) { tools(filter: { competency: $n, includeDescendants: true }) { totalCount } }',
    'query ($n: [ID!]) { plugins(filter: { id: $n }) { totalCount } }',
    'query ($n: [String!]) { competencies(filter: { category: $n }) { totalCount } }',
    'query ($n: [String!]) { fileHandlers(filter: { extension: $n }) { totalCount } }',
    'query ($n: [String!]) { changes(filter: { category: $n }) { __typename } }',
  ])('of more than 200 values is refused, of 200 not: %s', async (text) => {
    const test = await openTestApp([plugin('p')]);
    const { errors } = await ask(test, text, { n: many(201) });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['filter', expect.any(String)],
    });
    expect((await ask(test, text, { n: many(200) })).errors).toBeUndefined();
  });

  it('of a long text is refused', async () => {
    const test = await openTestApp([plugin('p')]);
    const text = 'query ($t: String) { tools(filter: { text: $t }) { totalCount } }';
    expect((await ask(test, text, { t: 'e '.repeat(101) })).errors?.[0]?.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
    expect((await ask(test, text, { t: 'e '.repeat(100) })).errors).toBeUndefined();
  });
});

it.each(['!!!!', '*', '=='])('a cursor with %s in it is none', async (junk) => {
  const test = await openTestApp([plugin('p', { tools: [echo()] })]);
  const { tools } = await test.run(gql.ToolsDocument, {});
  const { errors } = await test.ask(gql.ToolsDocument, { after: tools.pageInfo.endCursor + junk });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const { registry } = await test.run(gql.RegistryDocument, {});
  const { changes } = await test.run(gql.ChangesDocument, { after: registry.cursor + junk });
  expect(changes).toMatchObject({ __typename: 'InvalidCursor' });
});

describe('Depth', () => {
  it('arguments of more than 100 levels are refused, fewer are not', async () => {
    const test = await withTool(() => 1);
    const call = (args: object) =>
      test.run(gql.ExecuteToolDocument, { input: { tool: 't', arguments: args } });
    expect((await call(deep(5_000))).executeTool).toMatchObject({ __typename: 'InvalidArguments' });
    expect((await call(deep(100))).executeTool).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('a configuration of more than 100 levels is refused', async () => {
    const test = await openTestApp([plugin('p')]);
    const { errors } = await test.ask(gql.LoadPluginDocument, { input: { id: 'p', config: deep(5_000) } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('What a tool throws', () => {
  it('may be something that cannot be printed', async () => {
    const unprintable = {
      toString() {
        throw new Error('no');
      },
    };
    const test = await withTool(() => Promise.reject(unprintable));
    const { executeTool } = await test.run(gql.ExecuteToolDocument, { input: { tool: 't' } });
    expect(executeTool).toMatchObject({ status: 'FAILED', error: { code: 'TOOL_ERROR' } });
  });

  it('is cut to a readable length', async () => {
    const test = await withTool(() => Promise.reject(new Error('x'.repeat(5_000_000))));
    const { executeTool } = await test.run(gql.ExecuteToolDocument, { input: { tool: 't' } });
    expect((executeTool as { error: { message: string } }).error.message.length).toBeLessThan(5_000);
  });
});

it('inspecting a file while its handler goes is a typed error, or works', async () => {
  const handler = { id: 'h', name: 'H', description: '', extensions: ['.txt'], text: () => 'text' };
  const test = await openTestApp([plugin('p', { fileHandlers: [handler] })]);
  writeFileSync(join(test.folder, 'a.txt'), 'a');
  const [{ errors, data }] = await Promise.all([
    test.ask(gql.InspectFileDocument, { input: { path: 'a.txt' } }),
    test.run(gql.UnloadPluginDocument, { input: { id: 'p' } }),
  ]);
  expect(errors).toBeUndefined();
  expect(data?.inspectFile?.__typename).toMatch(/^(FileInspection|ToolNotReady)$/);
});

describe('Scopes', () => {
  const caller = (...scopes: Scope[]): Caller => ({
    actor: { kind: 'USER', name: scopes.join() },
    scopes: new Set(scopes),
    agentId: null,
  });
  const RUN =
    'mutation { executeTool(input: { tool: "echo", arguments: { text: "x" } }) { ... on Execution { id status tool { plugin { config } } } } }';

  it('who may only execute does not read the registry through a call, and may look up its own calls', async () => {
    const test = await openTestApp([plugin('p', { tools: [echo()] })]);
    const mine = caller('tool:execute');
    const { data, errors } = await ask(test, RUN, {}, mine);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'registry:read' });
    const { id } = (data as { executeTool: { id: string } }).executeTool;
    const look = (who: Caller) => test.ask(gql.ExecutionDocument, { id }, who);
    expect((await look(mine)).data?.execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(
      (await look({ ...mine, actor: { kind: 'USER', name: 'other' } })).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
    expect((await look(caller('registry:read'))).data?.execution).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('who manages plugins also reads the registry', async () => {
    const test = await openTestApp([plugin('p')]);
    expect((await test.ask(gql.RegistryDocument, {}, caller('plugin:manage'))).errors).toBeUndefined();
  });
});
