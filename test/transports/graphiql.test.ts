import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_TABS } from '../../src/transports/graphiql-tabs.ts';
import { ask, startServer } from './fixture.ts';

describe('GraphiQL', () => {
  it('is one page that loads nothing from elsewhere, may not be framed, and shows the example tabs', async () => {
    await using server = await startServer();
    const page = await ask(server, { headers: { accept: 'text/html,*/*' } });
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/<(script|link|img)[^>]+(src|href)="?(https?:)?\/\//);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    expect(page.body).toContain(JSON.stringify(EXAMPLE_TABS[0]!.query));
    expect(page.body).toContain('"subscriptionsProtocol":"WS"');
  });

  it('sends the headers of its editor when it opens a WebSocket', async () => {
    await using server = await startServer();
    const { body } = await ask(server, { headers: { accept: 'text/html' } });
    expect(
      body.match(/extensions:\{headers:(\w+)\?\.headers,connectionParams:\1\?\.headers\}/g),
    ).toHaveLength(1);
  });

  it('has examples that parse', () => {
    for (const { query, variables } of EXAMPLE_TABS) {
      expect(() => parse(query)).not.toThrow();
      if (variables) expect(() => JSON.parse(variables)).not.toThrow();
    }
  });
});
