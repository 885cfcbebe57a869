/** Every filter and order of the lists that reading.test.ts does not have, and paging from their ends. */
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const competency = (id: string, more = {}) => ({ id, name: id, description: '', ...more });
const handler = (id: string, mimeTypes: string[], more = {}) => ({
  id,
  name: id,
  description: '',
  mimeTypes,
  ...more,
});

const paint = plugin('paint', {
  name: 'Easel',
  description: 'Mixes colours.',
  tags: ['art'],
  tools: [
    echo('draw', { category: 'IMAGE', requiredCompetencies: ['drawing'] }),
    echo('mix', { category: 'IMAGE', requiredCompetencies: ['colour'] }),
  ],
  competencies: [
    competency('drawing', { category: 'art', name: 'Free hand' }),
    competency('colour', { category: 'art', description: 'Knows a hue from a shade.' }),
  ],
  fileHandlers: [handler('png', ['image/png']), handler('pictures', ['image/png', 'IMAGE/JPEG'])],
});
const sound = plugin('sound', {
  tools: [echo('play', { category: 'AUDIO', requiredCompetencies: ['hearing'] })],
  competencies: [competency('hearing', { category: 'music' })],
  fileHandlers: [handler('wave', ['audio/wav'])],
});
const zither = plugin('zither', { tags: ['art'] });
const spare = plugin('spare');

/** `spare` is available, `zither` disabled, the others enabled. */
async function open(): Promise<TestApp> {
  const test = await openTestApp([paint, sound, zither, spare], { load: ['paint', 'sound', 'zither'] });
  await test.run(gql.DisablePluginDocument, { input: { id: 'zither' } });
  return test;
}

async function ask(test: TestApp, text: string): Promise<any> {
  const { data, errors } = await test.ask(parse(text), {});
  expect(errors).toBeUndefined();
  return data;
}

/** Ids of a list. */
async function ids(test: TestApp, list: string): Promise<string[]> {
  const field = /^\w+/.exec(list)![0];
  const { [field]: found } = await ask(test, `{ ${list} { totalCount nodes { id } } }`);
  expect(found.totalCount).toBe(found.nodes.length);
  return found.nodes.map(({ id }: { id: string }) => id);
}

describe('A list is filtered and ordered by', () => {
  it.each([
    ['plugins(filter: { id: ["zither", "nope", "sound"] })', ['sound', 'zither']],
    ['plugins(filter: { state: ENABLED })', ['paint', 'sound']],
    ['plugins(filter: { state: [AVAILABLE, DISABLED] })', ['spare', 'zither']],
    ['plugins(filter: { state: FAILED })', []],
    ['plugins(filter: { text: "easel COLOURS art" })', ['paint']],
    ['plugins(filter: { text: "plugin" })', ['sound', 'spare', 'zither']],
    ['plugins(filter: { tag: "art", state: ENABLED, text: "mix", id: ["paint", "zither"] })', ['paint']],
    ['plugins(orderBy: { field: NAME })', ['paint', 'sound', 'spare', 'zither']],
    ['plugins(orderBy: { field: NAME, direction: DESC })', ['zither', 'spare', 'sound', 'paint']],
    ['plugins(orderBy: { field: STATE })', ['spare', 'zither', 'paint', 'sound']],
    ['plugins(orderBy: { field: STATE, direction: DESC })', ['sound', 'paint', 'zither', 'spare']],
    ['plugins(orderBy: { field: STATE }, filter: { tag: "art" })', ['zither', 'paint']],
    ['competencies(filter: { id: ["hearing", "nope"] })', ['hearing']],
    ['competencies(filter: { pluginId: "paint" })', ['colour', 'drawing']],
    ['competencies(filter: { text: "FREE hand" })', ['drawing']],
    ['competencies(filter: { text: "hue" })', ['colour']],
    ['competencies(filter: { text: "hearing", pluginId: "paint" })', []],
    ['competencies(filter: { category: "art", id: ["colour", "hearing"] })', ['colour']],
    ['fileHandlers', ['png', 'wave', 'pictures']],
    ['fileHandlers(filter: { mimeType: "image/png" })', ['png', 'pictures']],
    ['fileHandlers(filter: { mimeType: ["Image/Jpeg", "audio/wav"] })', ['wave', 'pictures']],
    ['fileHandlers(filter: { pluginId: "paint" })', ['png', 'pictures']],
    ['fileHandlers(filter: { pluginId: "sound", mimeType: "image/png" })', []],
  ])('%s', async (list, expected) => {
    expect(await ids(await open(), list)).toEqual(expected);
  });
});

describe('A list is read from its end', () => {
  it.each([
    ['plugins', '', ['paint', 'sound', 'spare', 'zither']],
    ['plugins', 'orderBy: { field: STATE }, ', ['spare', 'zither', 'paint', 'sound']],
    ['plugins', 'orderBy: { field: NAME, direction: DESC }, ', ['zither', 'spare', 'sound', 'paint']],
    ['competencies', '', ['colour', 'drawing', 'hearing']],
    ['fileHandlers', '', ['png', 'wave', 'pictures']],
    ['tools', 'orderBy: { field: CATEGORY }, ', ['play', 'draw', 'mix']],
  ])('%s %s', async (list, order, expected) => {
    const test = await open();
    const read = async (before: string | null) => {
      const place = before === null ? '' : `, before: "${before}"`;
      const pages = `${list}(${order}last: 2${place})`;
      const page = 'nodes { id } pageInfo { startCursor hasPreviousPage hasNextPage }';
      return (await ask(test, `{ ${pages} { ${page} } }`))[list];
    };
    const last = await read(null);
    expect(last.nodes.map(({ id }: { id: string }) => id)).toEqual(expected.slice(-2));
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const first = await read(last.pageInfo.startCursor);
    expect(first.nodes.map(({ id }: { id: string }) => id)).toEqual(expected.slice(0, -2));
    expect(first.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });
});

/** In order of the changes. */
function subjectsOf(changes: gql.ChangesQuery['changes']): string[] {
  const { nodes } = changes as { nodes: { events: { subjectId: string }[] }[] };
  return nodes.flatMap(({ events }) => events.map(({ subjectId }) => subjectId));
}

describe('Changes are filtered by', () => {
  it.each([
    [{ category: ['AUDIO'] }, ['play']],
    [{ category: ['music', 'AUDIO'] }, ['hearing', 'play']],
    [{ category: ['art'] }, ['drawing', 'colour']],
    [{ category: ['nope'] }, []],
    [{ competency: ['colour'] }, ['colour', 'mix']],
    [{ competency: ['hearing', 'drawing'], typename: ['Tool' as const] }, ['draw', 'play']],
    [{ competency: ['colour'], category: ['IMAGE'] }, ['mix']],
    [{ pluginId: ['sound'], typename: ['FileHandler' as const] }, ['wave']],
    [{ operation: ['UPDATED' as const], pluginId: ['zither'] }, ['zither']],
  ])('%j', async (filter, expected) => {
    const test = await open();
    const { changes } = await test.run(gql.ChangesDocument, { filter });
    const subjects = subjectsOf(changes);
    expect(subjects.sort()).toEqual(expected.toSorted());
  });

  it('a category or a competency that a subject has left', async () => {
    const test = await open();
    const { registry } = await test.run(gql.RegistryDocument, {});
    const moved = { ...sound, tools: [echo('play', { category: 'WEB' })] };
    const again = await test.restart([paint, moved, zither, spare]);
    const subjects = async (filter: gql.RegistryChangeFilter) => {
      const { changes } = await again.run(gql.ChangesDocument, { after: registry.cursor, filter });
      return subjectsOf(changes);
    };
    expect(await subjects({ category: ['AUDIO'] })).toEqual(['play']);
    expect(await subjects({ competency: ['hearing'] })).toEqual(['play']);
    expect(await subjects({ category: ['IMAGE'] })).toEqual([]);
  });
});

it('The registry counts its tools by category', async () => {
  const test = await open();
  const counts = async () => (await ask(test, '{ registry { toolCategories { category count } } }')).registry;
  expect(await counts()).toEqual({
    toolCategories: [
      { category: 'AUDIO', count: 1 },
      { category: 'IMAGE', count: 2 },
    ],
  });
  await test.run(gql.UnloadPluginDocument, { input: { id: 'sound' } });
  expect(await counts()).toEqual({ toolCategories: [{ category: 'IMAGE', count: 2 }] });
});

it('node finds competencies, file handlers and executions by their nodeId', async () => {
  const test = await open();
  const call = 'executeTool(input: { tool: "draw", arguments: { text: "a" } })';
  const { executeTool } = await ask(test, `mutation { ${call} { ... on Execution { id nodeId } } }`);
  const found = await ask(
    test,
    '{ competency(id: "colour") { id nodeId } fileHandler(id: "png") { id nodeId } }',
  );
  const things: [string, { id: string; nodeId: string }][] = [
    ['Competency', found.competency],
    ['FileHandler', found.fileHandler],
    ['Execution', executeTool],
  ];
  for (const [__typename, { id, nodeId }] of things) {
    expect(await ask(test, `{ node(id: "${nodeId}") { __typename id nodeId } }`)).toEqual({
      node: { __typename, id, nodeId },
    });
  }
  const ids = JSON.stringify(things.map(([typename]) => btoa(`${typename}:nope`)));
  expect(await ask(test, `{ nodes(ids: ${ids}) { id } }`)).toEqual({ nodes: [null, null, null] });
});
