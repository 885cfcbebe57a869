import { readFileSync } from 'node:fs';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  OverlappingFieldsCanBeMergedRule,
  getNamedType,
  isLeafType,
  isUnionType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/access.ts';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import { schema } from '../../src/schema/schema.ts';
import { EXAMPLE_TABS } from '../../src/transports/graphiql-tabs.ts';
import { openTestApp } from '../support/test-app.ts';

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

it('describes every type, field, argument and enum value', () => {
  const silent = types.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...parts(type).flatMap(([name, description]) => (description ? [] : [`${type.name}.${name}`])),
  ]);
  expect(silent).toEqual([]);
});

it('a name means one type and one nullability wherever it can be selected together', () => {
  const abstract = types.filter((type) => isInterfaceType(type) || isUnionType(type));
  const conflicts = abstract.flatMap((type) =>
    overlaps(buildMerged(type.name, schema.getPossibleTypes(type))).map(
      (message) => `${type.name}.${/Fields "(\w+)"/.exec(message)?.[1]}`,
    ),
  );
  // A tool's category is an enum, a competency's is free text; the path of a file is text, an error's is a list.
  // Selected together, one of them needs an alias.
  expect([...new Set(conflicts)].sort()).toEqual(['InspectFileResult.path', 'Node.category']);
});

/** Every field of every possible type, in one selection. */
function buildMerged(name: string, possible: readonly GraphQLObjectType[]): string {
  const select = (field: GraphQLField<unknown, unknown>) =>
    isLeafType(getNamedType(field.type)) ? field.name : `${field.name}${argumentsOf(field)} { __typename }`;
  const members = possible.map(
    (type) => `... on ${type.name} { ${Object.values(type.getFields()).map(select).join(' ')} }`,
  );
  return `fragment Merged on ${name} { ${members.join(' ')} }`;
}

function overlaps(text: string): string[] {
  return validate(schema, parse(text), [OverlappingFieldsCanBeMergedRule]).map(({ message }) => message);
}

it('every root field but `viewer` refuses a caller without the scope', async () => {
  const { app, ask } = await openTestApp();
  void app;
  const nobody: Caller = { actor: { kind: 'USER', name: 'nobody' }, scopes: new Set(), agentId: null };
  const roots = { query: schema.getQueryType()!, mutation: schema.getMutationType()! };
  for (const [operation, root] of Object.entries(roots)) {
    for (const field of Object.values(root.getFields()).filter(({ name }) => name !== 'viewer')) {
      const document = parse(
        `${operation} { ${field.name}${argumentsOf(field)} { __typename ... on Error { code } } }`,
      );
      const { data, errors } = await ask(document as never, {}, nobody);
      const code =
        errors?.[0]?.extensions.code ??
        [(data as Record<string, { code?: string } | { code?: string }[]>)[field.name]].flat()[0]?.code;
      expect([field.name, code]).toEqual([field.name, expect.stringMatching(/^(FORBIDDEN|ACCESS_DENIED)$/)]);
    }
  }
});

it('viewer says who calls', async () => {
  const { ask } = await openTestApp();
  expect(await ask(parse('{ viewer { kind name } }') as never, {})).toMatchObject({
    data: { viewer: { kind: 'USER', name: 'local' } },
  });
});

describe('The examples of GraphiQL', () => {
  it.each(
    EXAMPLE_TABS.map((tab) => [/(?:query|mutation|subscription) (\w+)/.exec(tab.query)?.[1], tab] as const),
  )('%s is valid', (_, { query, variables }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    if (variables) expect(() => JSON.parse(variables) as unknown).not.toThrow();
  });

  it('hold a query, a mutation and a subscription', () => {
    const all = EXAMPLE_TABS.map(({ query }) => query).join('\n');
    for (const operation of ['query', 'mutation', 'subscription']) expect(all).toContain(`${operation} `);
  });

  it('show the events of a dry run, as the comment in the tab says', async () => {
    const { ask } = await openTestApp([], {}, { sources: [shippedPlugins()] });
    const { query } = EXAMPLE_TABS.find((tab) => tab.query.includes('mutation DisablePlugin'))!;
    const [disable] = query.replace('dryRun: false', 'dryRun: true').split('mutation EnablePlugin');
    expect(await ask(parse(disable!) as never, {})).toMatchObject({
      data: {
        disablePlugin: {
          planned: expect.arrayContaining([{ __typename: 'PluginDisabled', subjectId: 'core' }]),
        },
      },
    });
  });
});

it('possibleTypes and cache keys for clients cover the schema', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../clients/${name}`, import.meta.url), 'utf8')) as never;
  const { possibleTypes } = read('possible-types.json') as { possibleTypes: Record<string, string[]> };
  expect(possibleTypes.Node).toEqual([
    'Artifact',
    'Competency',
    'Execution',
    'FileHandler',
    'Plugin',
    'Registry',
    'Tool',
  ]);
  expect(read('cache-keys.json')).toMatchObject({ Tool: 'id', ToolConnection: null, ToolRegistered: null });
});

function parts(type: GraphQLNamedType): [string, string | null | undefined][] {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => [name, description]);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((f) => [f.name, f.description]);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [field.name, field.description] as [string, string | null | undefined],
    ...field.args.map(
      (arg) => [`${field.name}(${arg.name})`, arg.description] as [string, string | null | undefined],
    ),
  ]);
}

const SAMPLES: Record<string, string> = {
  'ID!': '"x"',
  '[ID!]!': '["x"]',
  'LoadPluginInput!': '{ id: "x" }',
  'UnloadPluginInput!': '{ id: "x" }',
  'PluginIdInput!': '{ id: "x" }',
  'ExecuteToolInput!': '{ tool: "x" }',
  'ExecuteToolsInput!': '{ calls: [{ tool: "x" }] }',
  'ExecutionIdInput!': '{ id: "x" }',
  'InspectFileInput!': '{ path: "x" }',
  'AddPluginSourceInput!': '{ npm: "x" }',
  'PluginSourceInput!': '{ source: "x" }',
};

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const required = field.args.filter(({ type }) => String(type).endsWith('!'));
  return required.length > 0
    ? `(${required.map(({ name, type }) => `${name}: ${SAMPLES[String(type)]}`).join(', ')})`
    : '';
}
