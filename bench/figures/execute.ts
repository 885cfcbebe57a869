/** A tool that does nothing: over HTTP against the least that HTTP takes, and what the core itself takes. */
import { parse } from 'graphql';
import { Pool } from 'undici';
import { type BenchApp, CALLER, openBenchApp } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, type Row, atLeast, atMost, expect, reported } from '../figure.ts';
import { forgetfulHistory } from '../forgetful-history.ts';
import { openServer } from '../open-server.ts';
import { EXECUTE_TEXT } from '../operations.ts';
import { startChild } from '../processes.ts';
import { interleaved, median, timed } from '../statistics.ts';

const TOOL = 'noop_1_health_check';
const REQUESTS = 4000;
/** As many as serve all contenders well. */
const AT_ONCE = 64;
const CALLS = 1000;
/** Of those that no disk holds up: a collection of garbage before them counts little. */
const QUICK_CALLS = 20_000;
/** `accept`: what MCP asks of its clients; the others do not mind. */
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream;q=0.9',
};
const MCP_CALL = { name: 'noop', arguments: {} };

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
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: MCP_CALL }),
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
  const pool = new Pool(new URL(url).origin);
  const answer = await post(pool, url, body);
  await pool.close();
  expect(isRight(JSON.parse(answer)), answer);
}

/** Milliseconds for all requests, of which some are always under way. */
async function send({ url, body }: Contender): Promise<number> {
  const pool = new Pool(new URL(url).origin, { connections: AT_ONCE });
  let left = REQUESTS;
  const work = async () => {
    while (left-- > 0) await post(pool, url, body);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, work)));
  await pool.close();
  return ms;
}

async function post(pool: Pool, url: string, body: string): Promise<string> {
  const { pathname: path } = new URL(url);
  const answer = await pool.request({ path, method: 'POST', headers: HEADERS, body });
  return answer.body.text();
}

/** Before any other history is at work in this process: a server has only one. */
async function withoutRecord(): Promise<number> {
  await using forgetful = await openBenchApp([], { history: forgetfulHistory() });
  await forgetful.load(pluginOf('noop', 10));
  const run = () => repeated(() => call(forgetful), QUICK_CALLS);
  const { alone } = await interleaved({ alone: run }, { warmUp: 3, rounds: 11 });
  return (median(alone) / QUICK_CALLS) * 1000;
}

async function inProcess(): Promise<Row[]> {
  const unrecorded = await withoutRecord();
  await using bench = await openBenchApp();
  await bench.load(pluginOf('noop', 10));
  const document = parse(EXECUTE_TEXT);
  const ms = await interleaved(
    {
      core: () => repeated(() => call(bench), CALLS),
      together: () => together(() => call(bench)),
      graphql: () => repeated(() => bench.ask(document, { input: { tool: TOOL } }), CALLS),
    },
    { warmUp: 5, rounds: 21 },
  );
  const each = (values: readonly number[]) => (median(values) / CALLS) * 1000;
  return [
    atMost('a call in-process, without its durable record', unrecorded, 20, 'µs'),
    reported('… with it, one after the other: two commits each', each(ms.core), 'µs'),
    reported(`… with it, ${AT_ONCE} at once: commits are grouped`, each(ms.together), 'µs'),
    reported('… with it and GraphQL execution, one after the other', each(ms.graphql), 'µs'),
  ];
}

async function call({ app: { executions, store } }: BenchApp): Promise<void> {
  const request = { tool: TOOL, args: {}, waitMs: 30_000 };
  const { status } = await executions.execute(request, store.current, CALLER);
  expect(status === 'SUCCEEDED', status);
}

function repeated(run: () => Promise<unknown>, times: number): Promise<number> {
  return timed(async () => {
    for (let i = 0; i < times; i++) await run();
  });
}

function together(run: () => Promise<unknown>): Promise<number> {
  const share = async () => {
    for (let i = 0; i < CALLS / AT_ONCE; i++) await run();
  };
  return timed(() => Promise.all(Array.from({ length: AT_ONCE }, share)));
}
