/**
 * A server that answers as Yahoo Finance does what yahoo-finance2 asks of it: a page that gives a cookie, a crumb for that
 * cookie, quotes for both (`/v7/finance/quote`), and prices over time (`/v8/finance/chart`).
 */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const CRUMB = 'cr.umb/1';
const PRICES: Record<string, number> = { AAPL: 200, MSFT: 400, '^GSPC': 5000 };
const DAY = 86_400;

export interface YahooServer {
  baseUrl: string;
  /** Paths that were asked for, in order. */
  asked: string[];
}

/** @param before answers instead where it returns true. */
export async function serveYahoo(
  before: (path: string, response: ServerResponse) => boolean = () => false,
): Promise<YahooServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    asked.push(url.pathname);
    if (!before(url.pathname, response)) answer(url, request, response);
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

function answer(
  { pathname, searchParams }: URL,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const hasCookie = headers.cookie?.includes('A3=cookie') ?? false;
  if (pathname.startsWith('/quote/')) {
    response.setHeader('set-cookie', 'A3=cookie; Domain=.yahoo.com; Path=/; Secure; Max-Age=31557600');
    response.end('<html></html>');
  } else if (pathname === '/v1/test/getcrumb')
    response.writeHead(hasCookie ? 200 : 401).end(hasCookie ? CRUMB : '');
  else if (pathname === '/v7/finance/quote') {
    if (!hasCookie || searchParams.get('crumb') !== CRUMB)
      return json(response, 401, {
        finance: { result: null, error: { code: 'Unauthorized', description: 'Invalid Crumb' } },
      });
    const known = searchParams
      .get('symbols')!
      .split(',')
      .filter((symbol) => symbol in PRICES);
    json(response, 200, { quoteResponse: { result: known.map(quoteOf), error: null } });
  } else {
    const symbol = decodeURIComponent(pathname.split('/').at(-1)!);
    if (!(symbol in PRICES)) return json(response, 404, { chart: { result: null, error: NOT_FOUND } });
    json(response, 200, { chart: { result: [chartOf(symbol, searchParams)], error: null } });
  }
}

const NOT_FOUND = { code: 'Not Found', description: 'No data found, symbol may be delisted' };

export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function quoteOf(symbol: string) {
  const price = PRICES[symbol]!;
  return {
    ...{
      language: 'en-US',
      region: 'US',
      quoteType: symbol.startsWith('^') ? 'INDEX' : 'EQUITY',
      triggerable: true,
    },
    ...{
      marketState: 'CLOSED',
      tradeable: false,
      exchange: 'NMS',
      fullExchangeName: 'NasdaqGS',
      market: 'us_market',
    },
    ...{
      exchangeTimezoneName: 'America/New_York',
      exchangeTimezoneShortName: 'EST',
      gmtOffSetMilliseconds: -18_000_000,
    },
    ...{ esgPopulated: false, sourceInterval: 15, exchangeDataDelayedBy: 0, currency: 'USD', symbol },
    ...{
      regularMarketPrice: price,
      regularMarketChange: 2,
      regularMarketChangePercent: 1,
      regularMarketTime: 1_764_100_800,
    },
    ...{
      regularMarketPreviousClose: price - 2,
      regularMarketOpen: price - 1,
      longName: `${symbol} Inc.`,
      marketCap: 1e12,
    },
    ...{
      fiftyTwoWeekRange: '100 - 300',
      fiftyTwoWeekLow: 100,
      fiftyTwoWeekHigh: 300,
      regularMarketVolume: 12_345,
    },
  };
}

/** Trades at 14:30 UTC, 9:30 in New York, on each day; the index has no price on the first. */
function chartOf(symbol: string, asked: URLSearchParams) {
  const from = Number(asked.get('period1'));
  const count = Math.round((Number(asked.get('period2')) - from) / DAY);
  const days = Array.from({ length: count }, (_, day) => day);
  const closes = days.map((day) => (symbol === '^GSPC' && day === 0 ? null : PRICES[symbol]! + day));
  const period = { timezone: 'EST', start: from, end: from + DAY, gmtoffset: -18_000 };
  return {
    meta: {
      ...{
        currency: 'USD',
        symbol,
        exchangeName: 'NMS',
        instrumentType: 'EQUITY',
        firstTradeDate: 345_479_400,
      },
      ...{
        regularMarketTime: from,
        gmtoffset: -18_000,
        timezone: 'EST',
        exchangeTimezoneName: 'America/New_York',
      },
      ...{
        regularMarketPrice: 1,
        priceHint: 2,
        dataGranularity: '1d',
        range: '',
        validRanges: ['1d', 'max'],
      },
      currentTradingPeriod: { pre: period, regular: period, post: period },
    },
    timestamp: days.map((day) => from + day * DAY + 52_200),
    events: {
      dividends: { [from + 52_200]: { amount: 0.25, date: from + 52_200 } },
      splits: {
        [from + 52_200]: { date: from + 52_200, numerator: 4, denominator: 1, splitRatio: '4:1' },
      },
    },
    indicators: {
      quote: [{ open: closes, high: closes, low: closes, close: closes, volume: days.map(() => 1_000) }],
      adjclose: [{ adjclose: closes.map((close) => close && close * 0.9) }],
    },
  };
}
