import { describe, expect, it } from 'vitest';
import { until } from '../e2e/real-server.ts';
import { apolloDashboard } from './apollo-dashboard.ts';
import { type Dashboard, withoutTypenames } from './dashboard.ts';
import { liveRegistry } from './live-registry.ts';
import { urqlDashboard } from './urql-dashboard.ts';

const shows = (dashboard: Dashboard, revision: number) =>
  until(() => dashboard.shown()?.registry.revision === revision, `revision ${revision}`);

describe.each([
  ['An Apollo cache', apolloDashboard],
  ['An urql cache', urqlDashboard],
])('%s that follows', (_, openDashboard) => {
  it('Guarantee 5: equals a fresh query after 500 random changes, over a connection that breaks', async () => {
    const registry = await liveRegistry();
    const dashboard = await openDashboard(registry.url);
    await shows(dashboard, 1);
    const names: string[] = dashboard.shown().tools.nodes.map(({ id }: { id: string }) => id);
    await Promise.all(names.map(dashboard.open));
    await registry.change(200);
    registry.cable.cut();
    await registry.change(100);
    registry.cable.mend();
    await shows(dashboard, await registry.change(200));

    expect(withoutTypenames(dashboard.shown())).toEqual(await registry.lists());
    expect(dashboard.requests, 'it listed once').toBe(1 + names.length);
    const tools = new Map(dashboard.shown().tools.nodes.map((tool: { id: string }) => [tool.id, tool]));
    expect(tools.size).toBeLessThan(names.length);
    for (const name of names)
      expect(dashboard.availability(name)).toBe((tools.get(name) as any)?.availability ?? null);
    expect(dashboard.revisions).toEqual(dashboard.revisions.toSorted((a, b) => a - b));
  });

  it('Guarantee 3: lists again when history is missing, and goes on from there', async () => {
    const registry = await liveRegistry({ retainChanges: 5 });
    const dashboard = await openDashboard(registry.url);
    await shows(dashboard, 1);
    registry.cable.cut();
    const missed = await registry.change(50);
    registry.cable.mend();
    await shows(dashboard, missed);
    expect(dashboard.requests).toBe(2);
    await shows(dashboard, await registry.change(1));
    expect(withoutTypenames(dashboard.shown())).toEqual(await registry.lists());
    const fresh = await openDashboard(registry.url);
    await shows(fresh, missed + 1);
    expect(dashboard.cached(), 'nothing is left over').toEqual(fresh.cached());
  });
});
