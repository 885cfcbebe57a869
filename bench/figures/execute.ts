/** A tool that does nothing: over HTTP against the least that HTTP takes, and what the core itself takes. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { parse } from 'graphql';
import { openBenchApp, CALLER } from '../bench-app.ts';
import { pluginOf } from '../definitions.ts';
import { type Figure, type Row, expect, reported } from '../figure.ts';
import { openServer } from '../open-server.ts';
import { EXECUTE_TEXT } from '../operations.ts';
import { startChild } from '../processes.ts';
import { interleaved, median, timed } from '../statistics.ts';

const TOOL = 'noop_1_health_check';
const REQUESTS = 2000;
const AT_ONCE = 16;
const CALLS = 1000;

export const execute: Figure = async () => [...(await overHttp()), ...(await inProcess())];

async function overHttp(): Promise<Row[]> {
  await using server = await openServer();
  await using echo = startChild('echo', 0);
  await server.child.ask('load', { id: 'noop', tools: 10 });
  const echoUrl = `http://localhost:${await echo.ask('open')}/`;
  const body = JSON.stringify({ query: EXECUTE_TEXT, variables: { input: { tool: TOOL } } });
  await expectAnswers(server.httpUrl, echoUrl, body);
  const ms = await interleaved(
    { echo: () => send(echoUrl, body), execute: () => send(server.httpUrl, body) },
    { warmUp: 3, rounds: 11 },
  );
  const perSecond = (values: readonly number[]) => REQUESTS / (median(values) / 1000);
  return [
    reported('`executeTool` of a tool that does nothing, over HTTP', perSecond(ms.execute), '/s'),
    reported('bare `node:http` that answers the same POST', perSecond(ms.echo), '/s'),
    reported('… so many times as many', perSecond(ms.echo) / perSecond(ms.execute), '×'),
  ];
}

async function expectAnswers(url: string, echoUrl: string, body: string): Promise<void> {
  const agent = new Agent();
  const answer = await post(url, body, agent);
  expect(JSON.parse(answer).data.executeTool.status === 'SUCCEEDED', answer);
  expect((await post(echoUrl, body, agent)) === body, 'The echo answers something else.');
  agent.destroy();
}

/** Milliseconds for all requests, of which some are always under way. */
async function send(url: string, body: string): Promise<number> {
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
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
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
  await bench.load(pluginOf('noop', 10));
  const document = parse(EXECUTE_TEXT);
  const { executions, store } = bench.app;
  const call = { tool: TOOL, args: {}, waitMs: 30_000 };
  const { executeTool } = await bench.ask(document, { input: { tool: TOOL } });
  expect(executeTool.status === 'SUCCEEDED', 'The tool did not run.');
  const ms = await interleaved(
    {
      core: () => repeated(() => executions.execute(call, store.current, CALLER)),
      graphql: () => repeated(() => bench.ask(document, { input: { tool: TOOL } })),
    },
    { warmUp: 5, rounds: 21 },
  );
  return [
    reported('the core alone, in-process', (median(ms.core) / CALLS) * 1000, 'µs'),
    reported('with GraphQL execution, in-process', (median(ms.graphql) / CALLS) * 1000, 'µs'),
  ];
}

function repeated(run: () => Promise<unknown>): Promise<number> {
  return timed(async () => {
    for (let i = 0; i < CALLS; i++) await run();
  });
}
