import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const competency = (id: string, parents: string[] = [], more = {}) => ({
  id,
  name: id,
  description: '',
  parents,
  ...more,
});

const office = plugin('office', {
  tags: ['desk'],
  tools: [
    echo('write', {
      category: 'FILE_SYSTEM',
      tags: ['text', 'edit'],
      annotations: { readOnly: false },
      requiredCompetencies: ['writing'],
    }),
    echo('read', {
      category: 'FILE_SYSTEM',
      tags: ['text'],
      annotations: { readOnly: true },
      description: 'Reads a Document aloud.',
    }),
    echo('sum', {
      category: 'DATA_ANALYSIS',
      requiredCompetencies: [{ id: 'spreadsheets', level: 'EXPERT' }],
    }),
  ],
  competencies: [
    competency('office_work', [], { category: 'office', relatedTools: ['write', 'not_there'] }),
    competency('writing', ['office_work'], { category: 'office', skillLevel: 'BEGINNER' }),
    competency('spreadsheets', ['office_work']),
    competency('pivot_tables', ['spreadsheets', 'writing']),
  ],
  fileHandlers: [
    {
      id: 'any_text',
      name: 'Text',
      description: '',
      extensions: ['.txt', '.MD', '.csv'],
      mimeTypes: ['text/plain'],
    },
    { id: 'markdown', name: 'Markdown', description: '', extensions: ['md'], mimeTypes: [] },
  ],
});
const other = plugin('other', { tools: [echo('other_tool')] });

const open = () => openTestApp([office, other]);
const ask = async (test: TestApp, text: string) =>
  (await test.ask(parse(text), {})) as { data: never; errors?: never[] };
const names = async (test: TestApp, args: string) => {
  const { data } = await ask(test, `{ tools(${args}) { totalCount nodes { name } } }`);
  const { tools } = data as { tools: { totalCount: number; nodes: { name: string }[] } };
  expect(tools.totalCount).toBe(tools.nodes.length);
  return tools.nodes.map(({ name }) => name);
};

describe('tools', () => {
  it.each([
    ['filter: { category: FILE_SYSTEM }', ['read', 'write']],
    ['filter: { category: [FILE_SYSTEM, DATA_ANALYSIS], tag: "edit" }', ['write']],
    ['filter: { tag: ["text", "edit"] }', ['read', 'write']],
    ['filter: { name: ["sum", "nope", "read"] }', ['read', 'sum']],
    ['filter: { pluginId: "other" }', ['other_tool']],
    ['filter: { readOnly: true }', ['read']],
    ['filter: { readOnly: false }', ['write']],
    ['filter: { text: "document ALOUD" }', ['read']],
    ['filter: { availability: READY, category: UTILITY }', ['other_tool']],
    ['filter: { availability: [] }', []],
    ['filter: { competency: "office_work" }', []],
    ['filter: { competency: "office_work", includeDescendants: true }', ['sum', 'write']],
    ['filter: { name: "__proto__" }', []],
    ['orderBy: { field: CATEGORY }', ['sum', 'read', 'write', 'other_tool']],
    ['orderBy: { field: CATEGORY, direction: DESC }', ['other_tool', 'write', 'read', 'sum']],
    ['orderBy: { field: PLUGIN }, filter: { name: ["sum", "other_tool"] }', ['sum', 'other_tool']],
  ])('%s', async (args, expected) => {
    expect(await names(await open(), args)).toEqual(expected);
  });

  it('pages by key: what goes in between makes nothing be skipped', async () => {
    const test = await open();
    const first = (await test.run(gql.ToolsDocument, { first: 2 })).tools;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    await test.run(gql.UnloadPluginDocument, { input: { id: 'other' } });
    const second = (await test.run(gql.ToolsDocument, { first: 2, after: first.pageInfo.endCursor })).tools;
    expect(second.nodes.map(({ name }) => name)).toEqual(['sum', 'write']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = (await test.run(gql.ToolsDocument, { last: 1, before: second.pageInfo.startCursor })).tools;
    expect(back.nodes.map(({ name }) => name)).toEqual(['read']);
  });

  it('first: 0 counts only', async () => {
    expect((await (await open()).run(gql.ToolsDocument, { first: 0 })).tools).toMatchObject({
      totalCount: 4,
      nodes: [],
    });
  });

  it.each([
    [{ first: -1 }, 'must be from 0 to 200'],
    [{ first: 2147483647 }, 'must be from 0 to 200'],
    [{ last: 201 }, 'must be from 0 to 200'],
    [{ first: 1, last: 1 }, 'not both'],
    [{ after: 'garbage' }, 'not a cursor of this list'],
    [{ after: 'change_MUBh' }, 'not a cursor of this list'],
  ])('%j is BAD_USER_INPUT', async (variables, message) => {
    const { errors } = await (await open()).ask(gql.ToolsDocument, variables);
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', path: [Object.keys(variables).at(-1)] },
    });
    expect(errors?.[0]?.message).toContain(message);
  });

  it('the cursor of one order is refused in another', async () => {
    const test = await open();
    const { endCursor } = (await test.run(gql.ToolsDocument, { first: 1 })).tools.pageInfo;
    const { errors } = await test.ask(gql.ToolsDocument, {
      after: endCursor,
      orderBy: { field: 'PLUGIN', direction: 'ASC' },
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('competencies', () => {
  it('form a graph: parents, children, ancestors, descendants', async () => {
    const { data } = await ask(
      await open(),
      `{ competency(id: "spreadsheets") { parents { id } children { id } ancestors { id } descendants { id } tools { nodes { name } } }
         root: competency(id: "office_work") { descendants { id } tools(includeDescendants: true) { nodes { name } } }
         leaf: competency(id: "pivot_tables") { ancestors { id } } }`,
    );
    const id = (...list: string[]) => list.map((one) => ({ id: one }));
    expect(data).toEqual({
      competency: {
        parents: id('office_work'),
        children: id('pivot_tables'),
        ancestors: id('office_work'),
        descendants: id('pivot_tables'),
        tools: { nodes: [{ name: 'sum' }] },
      },
      root: {
        descendants: id('pivot_tables', 'spreadsheets', 'writing'),
        tools: { nodes: [{ name: 'sum' }, { name: 'write' }] },
      },
      leaf: { ancestors: id('office_work', 'spreadsheets', 'writing') },
    });
  });

  it('related tools may dangle, visibly', async () => {
    const { data } = await ask(
      await open(),
      '{ competency(id: "office_work") { relatedToolNames relatedTools { name } } }',
    );
    expect(data).toEqual({
      competency: { relatedToolNames: ['write', 'not_there'], relatedTools: [{ name: 'write' }] },
    });
  });

  it('are filtered and counted', async () => {
    const { data } = await ask(
      await open(),
      `{ competencies(filter: { root: true }) { totalCount nodes { id } }
         office: competencies(filter: { category: "office", root: false }) { nodes { id skillLevel } }
         registry { competencyCount competencyCategories { category count } } }`,
    );
    expect(data).toMatchObject({
      competencies: { totalCount: 1, nodes: [{ id: 'office_work' }] },
      office: { nodes: [{ id: 'writing', skillLevel: 'BEGINNER' }] },
      registry: {
        competencyCount: 4,
        competencyCategories: [
          { category: 'general', count: 2 },
          { category: 'office', count: 2 },
        ],
      },
    });
  });
});

describe('file handlers', () => {
  it('come in order of precedence: the one that claims the fewest formats first', async () => {
    const { data } = await ask(
      await open(),
      '{ fileHandlers(filter: { extension: "MD" }) { totalCount nodes { id extensions } } }',
    );
    expect(data).toEqual({
      fileHandlers: {
        totalCount: 2,
        nodes: [
          { id: 'markdown', extensions: ['.md'] },
          { id: 'any_text', extensions: ['.txt', '.md', '.csv'] },
        ],
      },
    });
  });
});

describe('plugins', () => {
  it('are found, ordered, and tell what they bring', async () => {
    const { data } = await ask(
      await open(),
      `{ plugins(filter: { tag: "desk" }, orderBy: { field: LOADED_AT, direction: DESC }) {
           nodes { id tools(filter: { category: FILE_SYSTEM }) { totalCount } competencies { totalCount } fileHandlers { id } health { ok } } } }`,
    );
    expect(data).toEqual({
      plugins: {
        nodes: [
          {
            id: 'office',
            tools: { totalCount: 2 },
            competencies: { totalCount: 4 },
            fileHandlers: [{ id: 'markdown' }, { id: 'any_text' }],
            health: { ok: true },
          },
        ],
      },
    });
  });

  it('health is asked once per operation, however often it is selected', async () => {
    let asked = 0;
    const test = await openTestApp([
      plugin('a', { tools: [echo('x'), echo('y'), echo('z')], health: () => ({ ok: ++asked > 0 }) }),
    ]);
    await ask(
      test,
      '{ tools { nodes { plugin { health { ok } } } } plugin(id: "a") { health { checkedAt } } }',
    );
    expect(asked).toBe(1);
  });
});

describe('node', () => {
  it('finds by nodeId what its type finds by id, and nulls what is not there', async () => {
    const test = await open();
    const { data } = await ask(
      test,
      '{ tool(name: "sum") { nodeId } plugin(id: "office") { nodeId } registry { nodeId } }',
    );
    const found = data as Record<string, { nodeId: string }>;
    const ids = [
      ...Object.values(found).map(({ nodeId }) => nodeId),
      'garbage',
      btoa('Tool:nope'),
      btoa('__proto__:x'),
    ];
    const { data: nodes } = await ask(
      test,
      `{ nodes(ids: ${JSON.stringify(ids)}) { __typename id nodeId } }`,
    );
    expect(nodes).toMatchObject({
      nodes: [
        { __typename: 'Tool', id: 'sum' },
        { __typename: 'Plugin' },
        { __typename: 'Registry', id: 'registry' },
        null,
        null,
        null,
      ],
    });
  });

  it('an id that is given again is answered again', async () => {
    const id = btoa('Tool:sum');
    const { data, errors } = await ask(
      await open(),
      `{ nodes(ids: ${JSON.stringify([id, 'no', id, 'no'])}) { id } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ nodes: [{ id: 'sum' }, null, { id: 'sum' }, null] });
  });

  it('a request sees one revision', async () => {
    const test = await open();
    const { data } = await ask(
      test,
      '{ registry { revision cursor } tools { revision } plugins { revision } }',
    );
    expect(data).toMatchObject({
      registry: { revision: 1 },
      tools: { revision: 1 },
      plugins: { revision: 1 },
    });
  });
});
