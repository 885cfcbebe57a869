import { describe, expect, it } from 'vitest';
import { encodeChangeCursor, encodeListCursor } from '../../src/registries/cursor.ts';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { follow } from '../support/follow.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const twenty = Array.from({ length: 20 }, (_, i) => plugin(`p${i}`, { tools: [echo(`echo_${i}`)] }));

/** An app with one commit (p0) behind it, and nineteen plugins to load. */
const open = (settings = {}, deps = {}) => openTestApp(twenty, { load: ['p0'], ...settings }, deps);

async function load({ run }: TestApp, ...numbers: number[]): Promise<string> {
  let cursor = '';
  for (const number of numbers) {
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: `p${number}` } });
    if (loadPlugin?.__typename !== 'PluginChanged') throw new Error(JSON.stringify(loadPlugin));
    cursor = loadPlugin.change!.cursor;
  }
  return cursor;
}

const ids = (item: object) =>
  'events' in item ? (item.events as { subjectId: string }[]).map((e) => e.subjectId) : null;

describe('Guarantee 1: ordered, unique, contiguous, and every item says what it follows', () => {
  it('follows live changes one revision after the other', async () => {
    const test = await open();
    const follower = await follow(test.app);
    await load(test, 1, 2, 3);
    const items = await follower.take(4);
    expect(items.map(({ __typename }) => __typename)).toEqual([
      'Heartbeat',
      ...Array(3).fill('RegistryChange'),
    ]);
    expect(items.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
    expect(items.map(({ follows }) => follows)).toEqual([1, 1, 2, 3]);
  });

  it('replay and live join without a seam while changes go on', async () => {
    const test = await open();
    const { registry } = await test.run(gql.RegistryDocument, {});
    await load(test, 1, 2, 3, 4, 5);
    const follower = await follow(test.app, { after: registry.cursor });
    const loading = load(test, 6, 7, 8, 9, 10);
    const items = await follower.take(11);
    await loading;
    expect(items.slice(1).map(({ revision }) => revision)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(items.slice(1).map(({ follows }) => follows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('with a filter, `follows` links what was delivered', async () => {
    const test = await open();
    const follower = await follow(test.app, { filter: { pluginId: ['p2', 'p4'] } });
    await load(test, 1, 2, 3, 4);
    const items = await follower.take(3);
    expect(items.map(({ revision, follows }) => [revision, follows])).toEqual([
      [1, 1],
      [3, 1],
      [5, 3],
    ]);
  });
});

describe('Guarantee 2: one commit is one revision in one item', () => {
  it('a plugin with a thousand tools comes whole', async () => {
    const many = plugin('many', { tools: Array.from({ length: 1000 }, (_, i) => echo(`many_${i}`)) });
    const { app, run } = await openTestApp([plugin('other'), many], { load: ['other'] });
    const follower = await follow(app);
    await run(gql.LoadPluginDocument, { input: { id: 'many' } });
    const [, item] = await follower.take(2);
    expect(item).toMatchObject({ revision: 2, follows: 1 });
    expect(ids(item!)).toHaveLength(1001);
  });
});

describe('Guarantee 3: resume at N gives N+1 first, or CursorExpired', () => {
  it('resumes behind the cursor of any item', async () => {
    const test = await open();
    const cursor = await load(test, 1, 2);
    await load(test, 3, 4);
    const follower = await follow(test.app, { after: cursor });
    const items = await follower.take(3);
    expect(items.map(({ revision, follows }) => [revision, follows])).toEqual([
      [3, 3],
      [4, 3],
      [5, 4],
    ]);
    expect(items[0]?.__typename).toBe('Heartbeat');
  });

  it('what retention removed is told, and the stream goes on from the present', async () => {
    const test = await open({ retainChanges: 2 });
    const { registry } = await test.run(gql.RegistryDocument, {});
    await load(test, 1, 2, 3, 4, 5);
    const follower = await follow(test.app, { after: registry.cursor });
    const expired = await follower.next();
    expect(expired).toMatchObject({
      __typename: 'CursorExpired',
      code: 'CURSOR_EXPIRED',
      follows: 1,
      revision: 6,
    });
    await load(test, 6);
    expect(await follower.next()).toMatchObject({ revision: 7, follows: 6 });
    const { changes } = await test.run(gql.ChangesDocument, { after: registry.cursor });
    expect(changes).toMatchObject({ __typename: 'CursorExpired', code: 'CURSOR_EXPIRED' });
    const oldest = (await test.run(gql.RegistryDocument, {})).registry.oldestCursor;
    expect((await test.run(gql.ChangesDocument, { after: oldest })).changes).toMatchObject({
      hasNextPage: false,
    });
  });

  it('a follower that retention overtakes is told', async () => {
    const test = await open({ retainChanges: 2 });
    const follower = await follow(test.app);
    await follower.next();
    await load(test, 1, 2, 3, 4, 5, 6);
    expect(await follower.next()).toMatchObject({ __typename: 'CursorExpired', follows: 1, revision: 7 });
  });
});

describe('Guarantee 4: a heartbeat at S means all up to S that match was delivered', () => {
  it('comes in silence, with the revision up to which was looked', async () => {
    const clock = new FakeClock();
    const test = await open({}, { clock });
    const follower = await follow(test.app, { filter: { pluginId: ['nobody'] }, heartbeatSeconds: 5 });
    expect(await follower.next()).toMatchObject({ __typename: 'Heartbeat', revision: 1 });
    const next = follower.next();
    await load(test, 1, 2);
    clock.advance(5000);
    expect(await next).toMatchObject({ __typename: 'Heartbeat', revision: 3, follows: 1 });
  });

  it.each([0, -1, 3601])('heartbeatSeconds: %d is refused', async (heartbeatSeconds) => {
    const { app } = await open();
    await expect(follow(app, { heartbeatSeconds })).rejects.toThrow('from 1 to 3600');
  });
});

describe('Guarantee 5: a list at R plus the changes after R equals the list at the end', () => {
  it('over a hundred random changes', async () => {
    const test = await open();
    const { tools, registry } = await list(test);
    const follower = await follow(test.app, { after: registry.cursor });
    await follower.next();
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let i = 0; i < 100; i += 1) await change(test, random(20), random(4));
    const end = await list(test);
    const cache = new Map(tools.nodes.map((tool) => [tool.name, tool.availability]));
    for (let at = registry.revision; at < end.registry.revision;) {
      const item = await follower.next();
      at = item.revision;
      if (!('events' in item)) continue;
      for (const { operation, typename, subjectId } of item.events) {
        if (typename !== 'Tool') continue;
        if (operation === 'REMOVED') cache.delete(subjectId);
        else cache.set(subjectId, test.app.store.current.tools.get(subjectId)?.availability as never);
      }
    }
    expect(new Map([...cache].sort())).toEqual(
      new Map(end.tools.nodes.map((tool) => [tool.name, tool.availability])),
    );
  });

  async function list({ run }: TestApp) {
    const [{ tools }, { registry }] = [
      await run(gql.ToolsDocument, { first: 200 }),
      await run(gql.RegistryDocument, {}),
    ];
    return { tools, registry };
  }

  async function change({ run }: TestApp, number: number, what: number): Promise<void> {
    const input = { id: `p${number}` };
    if (what === 0) await run(gql.LoadPluginDocument, { input });
    else if (what === 1) await run(gql.UnloadPluginDocument, { input });
    else if (what === 2) await run(gql.DisablePluginDocument, { input });
    else await run(gql.EnablePluginDocument, { input });
  }
});

describe('Guarantee 7: a future, foreign or malformed cursor is an error', () => {
  it.each([
    ['garbage', () => 'garbage', 'not a change cursor'],
    ['the empty text', () => '', 'not a change cursor'],
    ['of the future', (epoch: string) => encodeChangeCursor({ epoch, revision: 99 }), 'ahead of revision 1'],
    ['of another stream', () => encodeChangeCursor({ epoch: 'other', revision: 1 }), 'another change stream'],
    ['of a list', () => encodeListCursor('Tool:NAME', 'echo_0'), 'cursor of a list'],
  ])('%s', async (_, make, message) => {
    const test = await open();
    const after = make(test.app.store.journal.epoch);
    const { changes } = await test.run(gql.ChangesDocument, { after });
    const expected = {
      __typename: 'InvalidCursor',
      code: 'CURSOR_INVALID',
      message: expect.stringContaining(message),
    };
    expect(changes).toMatchObject(expected);
    const follower = await follow(test.app, { after });
    expect(await follower.next()).toMatchObject(expected);
    await expect(follower.next()).rejects.toThrow('The stream ended.');
  });
});

describe('A follower that stops', () => {
  it('is released at once while it waits', async () => {
    const clock = new FakeClock();
    const test = await open({}, { clock });
    const timers = clock.waiting;
    const follower = await follow(test.app);
    await follower.next();
    const waiting = follower.next();
    await follower.stop();
    await expect(waiting).rejects.toThrow('The stream ended.');
    expect(clock.waiting).toBe(timers);
  });
});

describe('changes, for those who poll', () => {
  it('pages through the history, oldest first, and its cursor goes on in the subscription', async () => {
    const test = await open();
    await load(test, 1, 2, 3);
    const first = (await test.run(gql.ChangesDocument, { first: 2 })).changes;
    expect(first).toMatchObject({ hasNextPage: true, nodes: [{ revision: 1 }, { revision: 2, follows: 1 }] });
    const after = (first as { cursor: string }).cursor;
    const second = (await test.run(gql.ChangesDocument, { after })).changes;
    expect(second).toMatchObject({
      hasNextPage: false,
      nodes: [{ revision: 3, follows: 2 }, { revision: 4 }],
    });
    const follower = await follow(test.app, { after });
    expect(await follower.take(2)).toMatchObject([{ revision: 2 }, { revision: 3 }]);
  });

  it('gives the newest, filtered', async () => {
    const test = await open();
    await load(test, 1, 2, 3);
    const { changes } = await test.run(gql.ChangesDocument, {
      last: 2,
      filter: { type: ['ToolRegistered'] },
    });
    expect(changes).toMatchObject({
      nodes: [{ events: [{ subjectId: 'echo_2' }] }, { events: [{ subjectId: 'echo_3' }] }],
    });
  });

  it('says of the first of the newest what it follows, as of any other', async () => {
    const test = await open();
    await load(test, 1, 2, 3, 4);
    const links = async (request: gql.ChangesQueryVariables) => {
      const { changes } = await test.run(gql.ChangesDocument, request);
      const { nodes } = changes as { nodes: { revision: number; follows: number }[] };
      return nodes.map(({ revision, follows }) => [follows, revision]);
    };
    const filter = { type: ['ToolRegistered' as const], pluginId: ['p1', 'p3', 'p4'] };
    const after = encodeChangeCursor({ epoch: test.app.store.journal.epoch, revision: 3 });
    expect(await links({ last: 2 })).toEqual([
      [3, 4],
      [4, 5],
    ]);
    expect(await links({ last: 2, filter })).toEqual([
      [2, 4],
      [4, 5],
    ]);
    expect(await links({ last: 3, filter }), 'none before').toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
    expect(await links({ last: 2, filter, after }), 'none since').toEqual([
      [3, 4],
      [4, 5],
    ]);
    expect(await links({ last: 9 })).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
    expect(await links({ last: 0 })).toEqual([]);
  });

  it('says what the first of the newest follows though the one before is no longer kept', async () => {
    const test = await open({ retainChanges: 2 });
    await load(test, 1, 2, 3, 4);
    const { changes } = await test.run(gql.ChangesDocument, { last: 2, filter: { pluginId: ['p1', 'p4'] } });
    expect(changes).toMatchObject({ nodes: [{ revision: 5, follows: 3 }] });
  });

  it.each([{ first: -1 }, { first: 2147483647 }, { last: 201 }])('%j is refused', async (page) => {
    const test = await open();
    const { errors } = await test.ask(gql.ChangesDocument, page);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
