/** A tool that does nothing: over HTTP against the least that HTTP takes, and what the core itself takes. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { parse } from 'graphql';
import { type BenchApp, CALLER, openBenchApp } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, type Row, atLeast, atMost, expect, reported } from '../figure.ts';
import { forgetfulHistory } from '../forgetful-history.ts';
import { openServer } from '../open-server.ts';
import { EXECUTE_TEXT } from '../operations.ts';
import { startChild } from '../processes.ts';
import { interleaved, median, timed } from '../statistics.ts';

const TOOL = 'noop_1_health_check';
const REQUESTS = 2000;
/** As many as serve all contenders well. */
const AT_ONCE = 64;
const CALLS = 1000;
const CALL = { name: 'noop', arguments: {} };

export const execute: Figure = async () => [...(await overHttp()), ...(await inProcess())];

/** A server that is asked the same again and again. */
interface Contender {
  url: string;
  body: string;
  /** Is that what it has to answer? */
  isRight(answer: any): boolean;
}

async function overHttp(): Promise<Row[]> {
  await using server = await openServer();
  await using echo = startChild('echo', 0);
  await using mcp = startChild('mcp', 0);
  await server.child.ask('load', { id: 'noop', tools: 10 });
  const [echoPort, mcpPort] = [await echo.ask('open'), await mcp.ask('open')];
  const contenders = {
    execute: {
      url: server.httpUrl,
      body: JSON.stringify({ query: EXECUTE_TEXT, variables: { input: { tool: TOOL } } }),
      isRight: ({ data }: any) => data.executeTool.status === 'SUCCEEDED',
    },
    mcp: {
      url: `http://localhost:${mcpPort}/`,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: CALL }),
      isRight: ({ result }: any) => result.content[0].text === 'done',
    },
    echo: { url: `http://localhost:${echoPort}/`, body: '{"tool":"noop"}', isRight: () => true },
  };
  for (const contender of Object.values(contenders)) await expectAnswer(contender);
  const ms = await interleaved(
    {
      echo: () => send(contenders.echo),
      mcp: () => send(contenders.mcp),
      execute: () => send(contenders.execute),
    },
    { warmUp: 3, rounds: 11 },
  );
  const perSecond = (values: readonly number[]) => REQUESTS / (median(values) / 1000);
  const [calls, ofMcp, ofEcho] = [perSecond(ms.execute), perSecond(ms.mcp), perSecond(ms.echo)];
  return [
    reported('`executeTool` of a tool that does nothing, over HTTP, each recorded', calls, '/s'),
    reported('the same tool by the stateless HTTP server of the MCP SDK', ofMcp, '/s'),
    atLeast('… so many times as many as that', calls / ofMcp, 2, '×'),
    reported('bare `node:http` that answers a POST', ofEcho, '/s'),
    reported('… this part of it', calls / ofEcho, '×'),
  ];
}

async function expectAnswer({ url, body, isRight }: Contender): Promise<void> {
  const agent = new Agent();
  const answer = await post(url, body, agent);
  expect(isRight(JSON.parse(answer)), answer);
  agent.destroy();
}

/** Milliseconds for all requests, of which some are always under way. */
async function send({ url, body }: Contender): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let left = REQUESTS;
  const work = async () => {
    while (left-- > 0) await post(url, body, agent);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, work)));
  agent.destroy();
  return ms;
}

function post(url: string, body: string, agent: Agent): Promise<string> {
  const length = Buffer.byteLength(body);
  // What MCP asks of its clients; the others do not mind.
  const accept = 'application/json, text/event-stream;q=0.9';
  const headers = { 'content-type': 'application/json', 'content-length': length, accept };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function inProcess(): Promise<Row[]> {
  await using bench = await openBenchApp();
  await using forgetful = await openBenchApp([], { history: forgetfulHistory() });
  for (const { load } of [bench, forgetful]) await load(pluginOf('noop', 10));
  const document = parse(EXECUTE_TEXT);
  const call = { tool: TOOL, args: {}, waitMs: 30_000 };
  const run = async ({ app: { executions, store } }: BenchApp) => {
    const { status } = await executions.execute(call, store.current, CALLER);
    expect(status === 'SUCCEEDED', status);
  };
  const ms = await interleaved(
    {
      forgetful: () => repeated(() => run(forgetful)),
      core: () => repeated(() => run(bench)),
      together: () => together(() => run(bench)),
      graphql: () => repeated(() => bench.ask(document, { input: { tool: TOOL } })),
    },
    { warmUp: 5, rounds: 21 },
  );
  const each = (values: readonly number[]) => (median(values) / CALLS) * 1000;
  return [
    atMost('a call in-process, without its durable record', each(ms.forgetful), 20, 'µs'),
    reported('… with it, one after the other: two commits each', each(ms.core), 'µs'),
    reported(`… with it, ${AT_ONCE} at once: commits are grouped`, each(ms.together), 'µs'),
    reported('… with it and GraphQL execution, one after the other', each(ms.graphql), 'µs'),
  ];
}

function repeated(run: () => Promise<unknown>): Promise<number> {
  return timed(async () => {
    for (let i = 0; i < CALLS; i++) await run();
  });
}

function together(run: () => Promise<unknown>): Promise<number> {
  const share = async () => {
    for (let i = 0; i < CALLS / AT_ONCE; i++) await run();
  };
  return timed(() => Promise.all(Array.from({ length: AT_ONCE }, share)));
}
