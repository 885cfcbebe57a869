import { type ExecutionResult, execute, parse, subscribe } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import { authenticate } from '../../src/access.ts';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import { createContext } from '../../src/schema/context.ts';
import { readPage } from '../support/page.ts';
import { openTestApp } from '../support/test-app.ts';

const { snippets } = readPage('executing-tools.md');

it('the examples of docs/executing-tools.md do what they say', async () => {
  const { app } = await openTestApp([], {}, { sources: [shippedPlugins()] });
  const request = (name: string) => ({
    schema: app.schema,
    document: parse(snippets.find(({ file }) => file === name)!.code),
    contextValue: createContext(app, authenticate([], undefined)!),
  });
  const run = async (name: string) => (await execute(request(name))) as ExecutionResult<any>;

  const watched = (await subscribe(request('watch'))) as AsyncGenerator<ExecutionResult<any>>;
  onTestFinished(async () => void (await watched.return(undefined)));
  expect((await watched.next()).value.data.executionUpdates.__typename).toBe('ExecutionHeartbeat');

  const preview = await run('preview');
  expect(preview.data.executeTool).toMatchObject({
    __typename: 'ExecutionPreview',
    effects: [expect.stringContaining('notes.txt')],
  });
  const first = await run('call');
  expect(first.data.executeTool).toMatchObject({ __typename: 'Execution', status: 'SUCCEEDED' });
  expect((await run('call')).data.executeTool.id).toBe(first.data.executeTool.id);
  expect((await run('list')).data.executions).toMatchObject({
    totalCount: 1,
    nodes: [{ status: 'SUCCEEDED', actor: { name: 'local' }, outputTail: '' }],
  });
  const steps = [(await watched.next()).value, (await watched.next()).value];
  expect(steps.map(({ data }) => data.executionUpdates)).toMatchObject([
    { status: 'RUNNING', previousPosition: 0, position: 1 },
    { status: 'SUCCEEDED', previousPosition: 1, position: 2 },
  ]);
});
