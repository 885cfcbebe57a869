import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../e2e/real-server.ts';
import { type Launched, launchChromium } from './chromium.ts';
import { openGraphiQL } from './graphiql-page.ts';
import { SHIPPED_TOOLS } from '../support/shipped.ts';

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium(process.env.CI === 'true');
});
afterAll(() => launched.browser?.close());

function chromium({ skip }: TestContext): Browser {
  return launched.browser ?? skip(launched.reason);
}

/** Requests that are neither to the server nor to what the page itself made. */
const strangers = (requests: readonly string[], origin: string) =>
  requests.filter(
    (url) => ![origin, 'null'].includes(new URL(url.replace(/^ws/, 'http').replace(/^blob:/, '')).origin),
  );

describe('GraphiQL in a browser', { timeout: 60_000 }, () => {
  it('loads nothing from elsewhere, and every tab shows something', async (context) => {
    const browser = chromium(context);
    const { origin } = await serve();
    const graphiql = await openGraphiQL(browser, origin);
    await graphiql.run();
    await graphiql.shows(`"toolCount": ${SHIPPED_TOOLS}`);
    await graphiql.shows('"name": "compare_images"');
    await graphiql.openTab('RunTool');
    await graphiql.run();
    await graphiql.shows('"status": "SUCCEEDED"');
    await graphiql.openTab('Competencies');
    await graphiql.run();
    await graphiql.shows('"id": "file_management"');
    await graphiql.openTab('DiscoverPlugins');
    await graphiql.run('DiscoverPlugins');
    await graphiql.shows('"DiscoveredPlugins"');
    expect(graphiql.requests.length).toBeGreaterThan(5);
    expect(strangers(graphiql.requests, origin)).toEqual([]);
    expect(graphiql.complaints).toEqual([]);
  });

  it('shows in one page the change that another page makes', async (context) => {
    const browser = chromium(context);
    const { origin } = await serve();
    const watching = await openGraphiQL(browser, origin);
    await watching.openTab('Watch');
    await watching.run();
    await watching.shows('"Heartbeat"');
    const changing = await openGraphiQL(browser, origin);
    await changing.openTab('DisablePlugin');
    await changing.run('DisablePlugin');
    await changing.shows('"state": "DISABLED"');
    await watching.shows('"PluginDisabled"');
    await changing.run('EnablePlugin');
    await watching.shows('"PluginEnabled"');
    expect(watching.requests).toContain(`${origin.replace('http', 'ws')}/graphql`);
    expect(strangers([...watching.requests, ...changing.requests], origin)).toEqual([]);
    expect([...watching.complaints, ...changing.complaints]).toEqual([]);
  });

  it('sends the token of its headers editor with queries and with subscriptions', async (context) => {
    const browser = chromium(context);
    const token = 'token-of-a-person-0123456789';
    const sha256 = createHash('sha256').update(token).digest('hex');
    const tokens = [{ name: 'person', sha256, scopes: ['registry:read'] }];
    const { origin } = await serve({ env: { GATHERING_TOKENS: JSON.stringify(tokens) } });
    const graphiql = await openGraphiQL(browser, origin);
    await graphiql.run();
    await graphiql.shows('UNAUTHENTICATED');
    await graphiql.setHeaders({ authorization: `Bearer ${token}` });
    await graphiql.run();
    await graphiql.shows(`"toolCount": ${SHIPPED_TOOLS}`);
    await graphiql.openTab('Watch');
    await graphiql.setHeaders({ authorization: `Bearer ${token}` });
    await graphiql.run();
    await graphiql.shows('"Heartbeat"');
  });
});
