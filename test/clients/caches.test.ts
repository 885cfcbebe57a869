import { describe, expect, it } from 'vitest';
import { until } from '../e2e/real-server.ts';
import { apolloDashboard } from './apollo-dashboard.ts';
import { liveRegistry } from './live-registry.ts';
import { urqlDashboard } from './urql-dashboard.ts';

describe.each([
  ['An Apollo cache', apolloDashboard],
  ['An urql cache', urqlDashboard],
])('%s that follows', (_, openDashboard) => {
  it('Guarantee 5: equals a fresh query after 500 random changes, over a connection that breaks', async () => {
    const registry = await liveRegistry();
    const dashboard = await openDashboard(registry.url);
    const shows = (revision: number) =>
      until(() => dashboard.shown()?.registry.revision === revision, `revision ${revision}`);
    await shows(1);
    await registry.change(200);
    registry.cable.cut();
    await registry.change(100);
    registry.cable.mend();
    const last = await registry.change(200);
    await shows(last);
    expect(strip(dashboard.shown())).toEqual(await registry.lists());
    expect(dashboard.requests).toBe(1);
    const fresh = await openDashboard(registry.url);
    await until(() => fresh.shown(), 'a fresh one');
    expect(dashboard.shown()).toEqual(fresh.shown());
    expect(dashboard.cached()).toEqual(fresh.cached());
    expect(dashboard.revisions).toEqual(dashboard.revisions.toSorted((a, b) => a - b));
    console.log(dashboard.revisions.length);
  });
});

function strip(value: any): any {
  return JSON.parse(JSON.stringify(value, (key, v) => (key === '__typename' ? undefined : v)));
}
