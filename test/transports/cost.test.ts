import { TypeInfo, ValidationContext, parse } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { countObjects } from '../../src/transports/cost.ts';
import { MAX_OBJECTS } from '../../src/transports/limits.ts';

function cost(text: string): number {
  const document = parse(text);
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => {});
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('The operation comes first.');
  return countObjects(context, operation.selectionSet, schema.getRootType(operation.operation)!);
}

it.each<[what: string, query: string, objects: number]>([
  ['a page and what is in it', '{ tools(first: 20) { nodes { plugin { id } } } }', 1 + 20 * 2],
  [
    'events of commits',
    '{ changes(first: 20) { ... on ChangePage { nodes { events { subjectId } } } } }',
    1 + 20 * 51,
  ],
  [
    'pages below events',
    '{ changes(first: 2) { ... on ChangePage { nodes { events { ... on PluginEvent { plugin { tools(first: 3) { nodes { id } } } } } } } } }',
    1 + 2 * (1 + 50 * (1 + 1 + 1 + 3)),
  ],
  [
    'nodes by ids, and pages below',
    '{ nodes(ids: ["a", "b"]) { ... on Plugin { tools(first: 5) { nodes { id } } } } }',
    2 * (1 + 1 + 5),
  ],
  ['schemas of tools', '{ tools(first: 2) { nodes { parameters returns } } }', 1 + 2 * (1 + 20)],
])('the cost limit counts %s', (_, query, objects) => {
  expect(cost(query)).toBe(objects);
});

it('the cost limit refuses tools of plugins of tools of events', () => {
  const nested =
    'plugin { tools(first: 6) { nodes { plugin { tools(first: 6) { nodes { parameters } } } } } }';
  const query = `{ changes(first: 200) { ... on ChangePage { nodes { events { ... on ToolEvent { tool { ${nested} } } } } } } }`;
  expect(cost(query)).toBeGreaterThan(MAX_OBJECTS);
});

it('the cost limit lets a dashboard list all and a poller read the history with its tools', () => {
  const tool = `name description parameters returns examples { arguments result }
    requiredCompetencies { level competency { id name } } plugin { id }`;
  expect(cost(`{ tools(first: 200) { nodes { ${tool} } } }`)).toBeLessThan(MAX_OBJECTS);
  expect(
    cost(
      `{ changes(first: 200) { ... on ChangePage { nodes { at actor { name } events { operation ... on ToolEvent { tool { name availability plugin { id } } } } } } } }`,
    ),
  ).toBeLessThan(MAX_OBJECTS);
});
