/** GraphiQL as one page that loads nothing from elsewhere. */
import type { OutgoingHttpHeaders } from 'node:http';
import { EXAMPLE_TABS } from './graphiql-tabs.ts';

export const GRAPHIQL_HEADERS: OutgoingHttpHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  // The page may run what it brings, and talk to this server; no other page may frame it.
  'content-security-policy':
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
};

/** The page, about 9 MB. */
export async function graphiqlPage(): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'GatheRing',
    defaultTabs: [...EXAMPLE_TABS],
    subscriptionsProtocol: 'WS',
  });
  return Buffer.from(withTabsThatStay(withHeadersOnWebSocket(html)));
}

// The page sends its headers editor with HTTP only; a token has to reach `connection_init`, too.
function withHeadersOnWebSocket(html: string): string {
  return html.replace(
    /extensions:\{headers:(\w+)\?\.headers\}/,
    (_, operation) => `extensions:{headers:${operation}?.headers,connectionParams:${operation}?.headers}`,
  );
}

// A pressed tab would jump to where a drag began that never was, and so miss the click.
function withTabsThatStay(html: string): string {
  return html.replace('</head>', '<style>.graphiql-tab { transform: none !important }</style></head>');
}
