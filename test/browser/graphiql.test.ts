import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../e2e/real-server.ts';
import { type Launched, launchChromium } from './chromium.ts';
import { openGraphiQL } from './graphiql-page.ts';

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium(process.env.CI === 'true');
});
afterAll(() => launched.browser?.close());

describe('GraphiQL in a browser', () => {
  it('loads nothing from elsewhere, and its first tab shows data', async ({ skip }) => {
    const { browser, reason } = launched;
    if (!browser) return skip(reason);
    const { origin } = await serve();
    const graphiql = await openGraphiQL(browser, origin);
    await graphiql.run();
    await graphiql.shows('"toolCount": 6');
    await graphiql.shows('"name": "fs_list"');
    await graphiql.openTab('Competencies');
    await graphiql.run();
    await graphiql.shows('"id": "version_control"');
    await graphiql.openTab('RunTool');
    await graphiql.run();
    await graphiql.shows('"status": "SUCCEEDED"');
    console.log(graphiql.requests, graphiql.complaints);
    expect(graphiql.complaints).toEqual([]);
  });

  it('shows in one page the change that another page makes', async ({ skip }) => {
    const { browser, reason } = launched;
    if (!browser) return skip(reason);
    const { origin } = await serve();
    const watching = await openGraphiQL(browser, origin);
    await watching.openTab('Watch');
    await watching.run();
    await watching.shows('"Heartbeat"');
    const changing = await openGraphiQL(browser, origin);
    await changing.openTab('DisablePlugin');
    await changing.run('DisablePlugin');
    await changing.shows('"DISABLED"');
    await watching.shows('"PluginDisabled"');
    await changing.run('EnablePlugin');
    await watching.shows('"PluginEnabled"');
    console.log(watching.requests, watching.complaints, changing.complaints);
  });

  it('sends the token of its headers editor with queries and with subscriptions', async ({ skip }) => {
    const { browser, reason } = launched;
    if (!browser) return skip(reason);
    const token = 'token-of-a-person-0123456789';
    const sha256 = createHash('sha256').update(token).digest('hex');
    const tokens = [{ name: 'person', sha256, scopes: ['admin'] }];
    const { origin } = await serve({ env: { GATHERING_TOKENS: JSON.stringify(tokens) } });
    const graphiql = await openGraphiQL(browser, origin);
    await graphiql.run();
    await graphiql.shows('UNAUTHENTICATED');
    await graphiql.setHeaders({ authorization: `Bearer ${token}` });
    await graphiql.run();
    await graphiql.shows('"toolCount": 6');
    await graphiql.openTab('Watch');
    await graphiql.setHeaders({ authorization: `Bearer ${token}` });
    await graphiql.run();
    await graphiql.shows('"Heartbeat"');
  });
});
