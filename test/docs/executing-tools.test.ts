import { spawn, spawnSync } from 'node:child_process';
import { type ExecutionResult, execute, parse, subscribe } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import { authenticate } from '../../src/access.ts';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import { createContext } from '../../src/schema/context.ts';
import { serve } from '../e2e/real-server.ts';
import { readPage } from '../support/page.ts';
import { watch } from '../support/run-gathering.ts';
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

it('the curl command of docs/executing-tools.md prints the events that the page shows', async ({ skip }) => {
  const hasCurl = spawnSync('curl', ['--version']).error === undefined;
  if (!hasCurl && process.env.CI !== 'true') return skip('Needs curl (Debian: apt-get install curl).');
  const codeOf = (language: string) => snippets.find((one) => one.language === language)!.code;
  const server = await serve();
  const command = codeOf('sh').replace('http://localhost:4000', server.origin);
  const curl = spawn('bash', ['-c', `exec ${command}`]);
  onTestFinished(() => void curl.kill());
  const printed = watch(curl);
  await printed.said(/ExecutionHeartbeat/);
  await server.ask({ query: snippets.find(({ file }) => file === 'call')!.code });
  await printed.said(/"SUCCEEDED"/);
  const events = (text: string) => text.split('\n').filter((line) => /^(event|data):/.test(line));
  await expect.poll(() => events(printed.stdout())).toEqual(events(codeOf('text')));
});
