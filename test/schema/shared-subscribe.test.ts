import { type ExecutionResult, parse } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import { authenticate } from '../../src/access.ts';
import type { App } from '../../src/app.ts';
import { createContext } from '../../src/schema/context.ts';
import { createSubscribe } from '../../src/schema/shared-subscribe.ts';
import { echo, plugin } from '../support/plugins.ts';
import { openTestApp } from '../support/test-app.ts';

const NAMES = parse(
  'subscription ($after: ChangeCursor) { registryChanges(after: $after) { revision ...on RegistryChange { events { subjectId } } } }',
);
const FILTERED = parse(
  'subscription ($id: ID!) { registryChanges(filter: { pluginId: [$id] }) { ... on RegistryChange { events { subjectId } } } }',
);
const ALIASED = parse(
  'subscription ($size: Int!) { registryChanges { ... on RegistryChange { events { ... on ToolEvent { tool { plugin { tools(first: $size) { nodes { name } } } } } } } } }',
);
const actor = { kind: 'USER', name: 'somebody' } as const;

it('many who ask the same of one commit get one result', async () => {
  const { app, subscribe } = await open();
  const all = await Promise.all(Array.from({ length: 3 }, () => subscribe(NAMES, {})));
  const items = Promise.all(all.map((next) => next()));
  await app.plugins.setEnabled({ id: 'a' }, false, actor);
  const [first, second, third] = await items;
  expect(first?.data).toMatchObject({
    registryChanges: { revision: 2, events: [{ subjectId: 'a' }, { subjectId: 'x' }, { subjectId: 'y' }] },
  });
  expect(second).toBe(first);
  expect(third).toBe(first);
});

it('who asks something else gets something else: other variables, filters, documents', async () => {
  const { app, subscribe } = await open();
  const following = [
    await subscribe(FILTERED, { id: 'a' }),
    await subscribe(FILTERED, { id: 'b' }),
    await subscribe(ALIASED, { size: 1 }),
    await subscribe(ALIASED, { size: 2 }),
  ];
  const items = Promise.all([following[0]!(), following[2]!(), following[3]!()]);
  const ofB = following[1]!();
  await app.plugins.setEnabled({ id: 'a' }, false, actor);
  await app.plugins.setEnabled({ id: 'b' }, false, actor);
  const [a, one, two] = JSON.parse(JSON.stringify(await items)) as ExecutionResult[];
  expect(a?.data).toEqual({
    registryChanges: { events: [{ subjectId: 'a' }, { subjectId: 'x' }, { subjectId: 'y' }] },
  });
  expect(JSON.parse(JSON.stringify((await ofB)?.data))).toEqual({
    registryChanges: { events: [{ subjectId: 'b' }] },
  });
  expect(JSON.stringify(one)).toContain('"nodes":[{"name":"x"}]');
  expect(JSON.stringify(two)).toContain('"nodes":[{"name":"x"},{"name":"y"}]');
});

async function open() {
  const { app } = await openTestApp([plugin('a', { tools: [echo('x'), echo('y')] }), plugin('b')]);
  return { app, subscribe: follower(app) };
}

/** Subscribes and takes the first item, which comes at once; gives how to get the next. */
function follower(app: App) {
  const run = createSubscribe();
  return async (document: typeof NAMES, variableValues: Record<string, unknown>) => {
    const contextValue = createContext(app, authenticate([], undefined)!);
    const items = await run({ schema: app.schema, document, variableValues, contextValue });
    if (!(Symbol.asyncIterator in items)) throw new Error(JSON.stringify(items));
    onTestFinished(async () => void (await items.return()));
    await items.next();
    return async () => (await items.next()).value ?? undefined;
  };
}
