/** llm_chat, as a caller has it, against a server that speaks as OpenAI's does. */
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import core from '../../../src/plugins/core/index.ts';
import { llmChat } from '../../../src/plugins/core/llm-chat.ts';
import {
  type Answering,
  answering,
  chunk,
  event,
  serveModel,
  startStream,
} from '../../support/model-server.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { openTestApp } from '../../support/test-app.ts';
import { runTool } from './run-tool.ts';

const KEY = 'sk-very-secret';

async function call(answer: Answering, more: JsonObject = {}, config: JsonObject = {}, signal?: AbortSignal) {
  const { baseUrl, asked } = await serveModel(answer);
  const heard: string[] = [];
  const output = (text: string, stream?: string) => void heard.push(`${stream}:${text}`);
  const workspace = openWorkspace({ root: ownFolder() });
  const context = { output, config: { llmBaseUrl: baseUrl, llmModel: 'small', ...config } };
  const running = runTool(llmChat, { message: 'Hi', ...more }, workspace, signal, undefined, context);
  return { running, heard, asked, baseUrl };
}

const status =
  (code: number, body: object | string = {}, headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response
      .writeHead(code, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

describe('an answer', () => {
  it('is streamed as output of a model, and is the result with its usage', async () => {
    const { running, heard } = await call(answering('Good ', 'day', ' ü'));
    expect(await running).toEqual({
      value: {
        ...{ text: 'Good day ü', model: 'small', finishReason: 'stop' },
        usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
      },
      text: 'Good day ü',
    });
    expect(heard).toEqual(['MODEL:Good ', 'MODEL:day', 'MODEL: ü']);
  });

  it('is heard while it comes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { running, heard } = await call((response) => {
      startStream(response);
      response.write(chunk({ content: 'first' }));
      void promise.then(() => response.end(chunk({ content: 'last' }, 'length') + event('[DONE]')));
    });
    await expect.poll(() => heard).toEqual(['MODEL:first']);
    resolve();
    const { value } = await running;
    expect(value).toMatchObject({ text: 'firstlast', finishReason: 'length', usage: { inputTokens: null } });
  });

  it('is asked for as the protocol has it', async () => {
    const more = {
      system: 'Be short',
      temperature: 0,
      topP: 0.5,
      maxTokens: 9,
      stop: ['\n'],
      seed: 1,
      model: 'other',
    };
    const { running, asked } = await call(answering('x'), more, { llmApiKey: KEY });
    expect((await running).value.model).toBe('other');
    expect(asked).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: `Bearer ${KEY}` },
        body: {
          ...{
            model: 'other',
            stream: true,
            temperature: 0,
            top_p: 0.5,
            max_tokens: 9,
            stop: ['\n'],
            seed: 1,
          },
          messages: [
            { role: 'system', content: 'Be short' },
            { role: 'user', content: 'Hi' },
          ],
          stream_options: { include_usage: true },
        },
      },
    ]);
  });

  it('needs no key', async () => {
    const { running, asked } = await call(answering('x'));
    await running;
    expect(asked[0]!.headers).not.toHaveProperty('authorization');
  });
});

describe('a failure', () => {
  const said = (message: string) => ({ error: { message, type: 'x', code: 'y' } });

  it.each<[string, Answering, object]>([
    [
      'a wrong key',
      status(401, said(`Incorrect API key: ${KEY}`)),
      { retryable: false, message: expect.stringContaining('llmApiKey') },
    ],
    [
      'a limit of its rate',
      status(429, said('Slow down'), { 'retry-after': '7' }),
      { retryable: true, message: expect.stringContaining('Try again in 7 seconds.') },
    ],
    [
      'a limit until a date',
      status(429, {}, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' }),
      { retryable: true, message: expect.stringContaining('after 2100-12-31T23:59:59.000Z') },
    ],
    [
      'a fault of the server',
      status(500, said('Oops')),
      { retryable: true, message: expect.stringContaining('(500): Oops') },
    ],
    ['too much load', status(503, 'no JSON'), { retryable: true }],
    ['a model that it does not have', status(404, said('no model')), { retryable: false, path: ['model'] }],
    [
      'a request that does not fit',
      status(400, said('too long')),
      { retryable: false, message: expect.stringContaining('too long') },
    ],
    ['an answer that is no stream', status(200, '<html>'), { name: 'ToolError' }],
  ])('by %s is typed', async (_, answer, expected) => {
    const { running, asked, baseUrl } = await call(answer, {}, { llmApiKey: KEY });
    const error: Error = await running.then(() => expect.fail('It did not fail.'), (thrown: Error) => thrown); // prettier-ignore
    expect(error).toMatchObject({ name: 'ToolError', ...expected });
    for (const hidden of [KEY, baseUrl, '127.0.0.1']) expect(error.message).not.toContain(hidden);
    // Tried once.
    expect(asked.length).toBe(1);
  });

  it.each<[string, Answering]>([
    [
      'a connection that ends',
      (response) => {
        startStream(response);
        response.write(chunk({ content: 'Half' }), () => response.destroy());
      },
    ],
    [
      'a stream that ends early',
      (response) => {
        startStream(response);
        response.end(chunk({ content: 'Half' }));
      },
    ],
    [
      'an error in its midst',
      (response) => {
        startStream(response);
        response.end(chunk({ content: 'Half' }) + event({ error: { message: 'Out of memory' } }));
      },
    ],
    [
      'something that is no JSON',
      (response) => {
        startStream(response);
        response.end(chunk({ content: 'Half' }) + event('{nonsense'));
      },
    ],
  ])('in the midst of an answer, by %s, is typed; what came was heard', async (_, answer) => {
    const { running, heard } = await call(answer);
    await expect(running).rejects.toMatchObject({ name: 'ToolError', retryable: true });
    expect(heard).toEqual(['MODEL:Half']);
  });

  it('by a way to another server is typed, and that one gets neither the question nor the key', async () => {
    const other = await serveModel(answering('stolen'));
    const location = `${other.baseUrl}/chat/completions`;
    const { running } = await call(status(307, '', { location }), {}, { llmApiKey: KEY });
    await expect(running).rejects.toMatchObject({ name: 'ToolError' });
    expect(other.asked).toEqual([]);
  });

  it('by a server that is not there is typed', async () => {
    const { running } = await call(answering('x'), {}, { llmBaseUrl: 'http://127.0.0.1:1/v1' });
    await expect(running).rejects.toMatchObject({ name: 'ToolError', retryable: true });
  });

  it('by time ends the connection', async () => {
    let closed = false;
    const silent: Answering = (response) => {
      startStream(response);
      response.write(chunk({ content: 'x' }));
      response.on('close', () => (closed = true));
    };
    const { running } = await call(silent, {}, {}, AbortSignal.timeout(300));
    await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => closed).toBe(true);
  });

  it('by an endless answer is typed', async () => {
    const { running } = await call((response) => {
      startStream(response);
      const more = () =>
        void response.write(chunk({ content: 'x'.repeat(10_000) }), (error) => error || setImmediate(more));
      more();
    });
    await expect(running).rejects.toMatchObject({ name: 'ToolError', path: ['maxTokens'] });
  });
});

it('it is UNAVAILABLE until a server and a model are configured; the key comes by reference alone', async () => {
  const tool = ({ app }: Awaited<ReturnType<typeof openTestApp>>) => app.store.current.tools.get('llm_chat')!;
  const bare = tool(await openTestApp([core]));
  expect(bare).toMatchObject({ availability: 'UNAVAILABLE' });
  expect(bare.unavailableReason).toContain('`llmBaseUrl` and `llmModel`');
  const config = { llmBaseUrl: 'http://127.0.0.1:1/v1', llmModel: 'm', llmApiKey: { secret: 'KEY' } };
  const test = await openTestApp(
    [core],
    { pluginConfig: { core: config }, secrets: { KEY: { env: 'MODEL_KEY' } } },
    { env: { MODEL_KEY: KEY } },
  );
  expect(tool(test)).toMatchObject({ availability: 'READY', unavailableReason: null });
  expect(JSON.stringify(test.app.store.current.plugins.get('core'))).not.toContain(KEY);
});
