import type { Browser } from 'playwright-core';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { type RealServer, serve } from '../e2e/real-server.ts';
import { type Launched, launchChromium } from './chromium.ts';
import { openGraphiQL } from './graphiql-page.ts';

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium(process.env.CI === 'true');
});
afterAll(() => launched.browser?.close());

function chromium({ skip }: TestContext): Browser {
  return launched.browser ?? skip(launched.reason);
}

async function isReady({ ask }: RealServer): Promise<boolean> {
  const { body } = await ask({ query: '{ tool(name: "python_run") { availability } }' });
  return body.data.tool.availability === 'READY' || process.env.CI === 'true';
}

describe('A person in GraphiQL', { timeout: 120_000 }, () => {
  it('starts a slow Python program, watches it elsewhere, comes back, cancels it, and finds it after a restart', async (context) => {
    const browser = chromium(context);
    const folder = ownFolder();
    const server = await serve({ folder });
    if (!(await isReady(server)))
      return context.skip('python_run does not run here: python3 or bubblewrap is missing');

    const watching = await openGraphiQL(browser, server.origin);
    await watching.openTab('WatchCalls');
    await watching.run();
    await watching.shows('"ExecutionHeartbeat"');
    const starting = await openGraphiQL(browser, server.origin);
    await starting.openTab('StartSlowCall');
    await starting.run();
    await starting.shows('"status": "RUNNING"');
    await watching.shows('step 2 of 60');
    await watching.shows('"text": "step');
    await watching.close();

    const back = await openGraphiQL(browser, server.origin);
    await back.openTab('CallHistory');
    await back.run('CallHistory');
    await back.shows('"status": "RUNNING"');
    const { executions } = await server.run(gql.ExecutionsDocument, {});
    await back.setVariables({ id: executions.nodes[0]!.id });
    await back.run('CancelCall');
    await back.shows('"status": "CANCELLED"');

    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const again = await serve({ folder });
    const later = await openGraphiQL(browser, again.origin);
    await later.openTab('CallHistory');
    await later.run('CallHistory');
    await later.shows('"status": "CANCELLED"');
    await later.shows('step 2');
  });
});
