/** get_quote and get_price_history, against a server that speaks as Yahoo Finance does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject, ToolDefinition } from '../../../src/plugins/contract.ts';
import { getPriceHistory } from '../../../src/plugins/finance/get-price-history.ts';
import { getQuote } from '../../../src/plugins/finance/get-quote.ts';
import { portfolioAnalyze } from '../../../src/plugins/finance/portfolio-analyze.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { json, serveYahoo } from '../../support/yahoo-server.ts';
import { runTool } from '../core/run-tool.ts';

let root: string;
beforeEach(() => {
  root = ownFolder();
});

const call = (tool: ToolDefinition<any, any>, args: JsonObject, yahooBaseUrl: string, signal?: AbortSignal) =>
  runTool(tool, args, openWorkspace({ root }), signal, undefined, {
    config: { yahooBaseUrl },
  });
const days = { from: '2025-03-03', to: '2025-03-06' };

describe('get_quote', () => {
  it('tells the prices in the order that was asked for, and whom Yahoo does not know', async () => {
    const { baseUrl } = await serveYahoo();
    const { value, text } = await call(getQuote, { symbols: ['msft', 'NONE', 'AAPL', 'AAPL'] }, baseUrl);
    expect(value.quotes.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['MSFT', 'AAPL']);
    expect(value.quotes[1]).toMatchObject({
      ...{
        name: 'AAPL Inc.',
        price: 200,
        currency: 'USD',
        time: '2025-11-25T20:00:00.000Z',
        changePercent: 1,
      },
      ...{ previousClose: 198, dayLow: null, yearLow: 100, marketCap: 1e12, exchange: 'NasdaqGS' },
    });
    expect(value.notFound).toEqual(['NONE']);
    expect(text).toContain('MSFT, MSFT Inc.: 400 USD (+1.00 %)');
  });

  it('keeps its session: cookie and crumb are asked for once', async () => {
    const { baseUrl, asked } = await serveYahoo();
    for (let i = 0; i < 2; i++) await call(getQuote, { symbols: ['AAPL'] }, baseUrl);
    expect(asked).toEqual(['/quote/AAPL', '/v1/test/getcrumb', '/v7/finance/quote', '/v7/finance/quote']);
  });

  it('begins a new session where Yahoo does not take the old one', async () => {
    let stale = true;
    const { baseUrl, asked } = await serveYahoo((path, response) => {
      if (!stale || !path.startsWith('/v7')) return false;
      stale = false;
      json(response, 401, {
        finance: { result: null, error: { code: 'Unauthorized', description: 'Invalid Crumb' } },
      });
      return true;
    });
    expect((await call(getQuote, { symbols: ['AAPL'] }, baseUrl)).value.quotes).toHaveLength(1);
    expect(asked.filter((path) => path === '/v1/test/getcrumb')).toHaveLength(2);
  });

  it('one who does not wait any more does not take the session from the others', async () => {
    const waiting = Promise.withResolvers<() => void>();
    const { baseUrl } = await serveYahoo((path, response) => {
      if (path !== '/v1/test/getcrumb') return false;
      waiting.resolve(() => void response.end('cr.umb/1'));
      return true;
    });
    const cancel = new AbortController();
    const first = call(getQuote, { symbols: ['AAPL'] }, baseUrl, cancel.signal);
    const second = call(getQuote, { symbols: ['MSFT'] }, baseUrl);
    const open = await waiting.promise;
    cancel.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    open();
    expect((await second).value.quotes).toHaveLength(1);
  });
});

describe('get_price_history', () => {
  it('tells the prices of each day of the exchange, dividends and splits', async () => {
    const { baseUrl } = await serveYahoo();
    const { value } = await call(getPriceHistory, { symbols: ['AAPL'], ...days }, baseUrl);
    expect(value).toMatchObject({ output: null, outputRowCount: null });
    const [series] = value.series;
    expect(series).toMatchObject({
      ...{ symbol: 'AAPL', currency: 'USD', rowCount: 4 },
      dividends: [{ date: '2025-03-03', amount: 0.25 }],
      splits: [{ date: '2025-03-03', ratio: '4:1' }],
    });
    expect(series.rows[3]).toEqual({
      ...{
        date: '2025-03-06',
        open: 203,
        high: 203,
        low: 203,
        close: 203,
        adjustedClose: 203 * 0.9,
        volume: 1000,
      },
    });
  });

  it('writes a file that portfolio_analyze reads', async () => {
    const { baseUrl } = await serveYahoo();
    const args = { symbols: ['AAPL', '^GSPC'], from: '2025-03-03', to: '2025-04-30', output: 'data/p.csv' };
    const { value } = await call(getPriceHistory, args, baseUrl);
    expect(value).toMatchObject({ output: 'data/p.csv', outputRowCount: 58 });
    const [head, first] = readFileSync(join(root, 'data/p.csv'), 'utf8').split('\n');
    expect([head, first]).toEqual(['date,AAPL,^GSPC', `2025-03-04,${201 * 0.9},${5001 * 0.9}`]);
    const analysis = await call(
      portfolioAnalyze,
      { file: { path: 'data/p.csv', assets: ['AAPL', '^GSPC'] } },
      baseUrl,
    );
    expect(analysis.value).toBeTruthy();
  });

  it.each([
    ['from', { symbols: ['AAPL'], from: 'x', to: '2025-01-01' }],
    ['to', { symbols: ['AAPL'], from: '2025-01-02', to: '2025-01-01' }],
    ['symbols', { symbols: ['NONE'], ...days }],
    ['symbols', { symbols: [], ...days }],
    ['symbols', { symbols: ['../../x'], ...days }],
    ['symbols', { symbols: ['A?b=c'], ...days }],
  ])('a bad %s is a typed failure, and nothing is written: %j', async (argument, args) => {
    const { baseUrl } = await serveYahoo();
    const error: any = await call(getPriceHistory, { ...args, output: 'x.csv' }, baseUrl).catch(
      (thrown: unknown) => thrown,
    );
    expect((error.path ?? error.issues[0].path)[0]).toBe(argument);
    expect(() => readFileSync(join(root, 'x.csv'))).toThrow();
  });
});

describe.each([
  ['get_quote', getQuote, { symbols: ['AAPL'] }, '/v7/'],
  ['get_price_history', getPriceHistory, { symbols: ['AAPL'], ...days }, '/v8/'],
] as const)('failures of Yahoo, by %s', (_, tool, args, data) => {
  it.each<[string, number, string, RegExp, boolean]>([
    ['too many requests', 429, 'Too Many Requests', /fewer requests \(429\)\. Try again in 7 seconds/, true],
    ['no access', 403, '', /does not let us in/, false],
    ['its own failure', 502, '<html>', /failed \(502\)/, true],
    ['another form', 200, '<html>', /not known here/, true],
    [
      'a format that changed',
      200,
      '{"quoteResponse":{"result":[{"symbol":"AAPL"}],"error":null},"chart":{}}',
      /not known here/,
      true,
    ],
    ['another address', 302, '', /refused \(302\)/, false],
  ])('%s', async (__, status, body, message, retryable) => {
    const error = vi.spyOn(console, 'error');
    const { baseUrl } = await serveYahoo((path, response) => {
      if (!path.startsWith(data)) return false;
      response.writeHead(status, { 'retry-after': '7', location: 'http://127.0.0.1:1/' }).end(body);
      return true;
    });
    const failure: any = await call(tool, args as unknown as JsonObject, baseUrl).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject({ name: 'ToolError', message: expect.stringMatching(message), retryable });
    expect(failure.message).not.toMatch(/127\.0|cr\.umb/);
    expect(error).not.toHaveBeenCalled();
  });

  it('no connection', async () => {
    await expect(call(tool, args as unknown as JsonObject, 'http://127.0.0.1:1/')).rejects.toMatchObject({
      ...{ name: 'ToolError', retryable: true, message: expect.stringContaining('cannot be reached') },
    });
  });

  it('the end of a call ends its request', async () => {
    const cancel = new AbortController();
    const { baseUrl } = await serveYahoo((path) => {
      if (!path.startsWith(data)) return false;
      cancel.abort(new Error('cancelled'));
      return true;
    });
    await expect(call(tool, args as unknown as JsonObject, baseUrl, cancel.signal)).rejects.toThrow(
      'cancelled',
    );
  });
});
