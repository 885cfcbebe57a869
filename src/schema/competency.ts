import { ancestorsOf, childrenOf, descendantsOf, findCompetencies } from '../registries/competencies.ts';
import type { CompetencyRecord } from '../registries/definitions.ts';
import type { Registry } from '../registries/registry.ts';
import { findTools } from '../registries/tools.ts';
import { builder } from './builder.ts';
import { connectionOf, pageArguments, readPage } from './connection.ts';
import { limited, requireScope } from './context.ts';
import { SkillLevelEnum } from './enums.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';
import { Plugin } from './plugin.ts';
import { Tool, ToolConnection } from './tool.ts';

export const Competency = builder.objectRef<CompetencyRecord>('Competency');

Competency.implement({
  description:
    'A skill that agents hold and tools require. Competencies form a graph of parents, the more general ones.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What people type, e.g. `git`.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ id }) => nodeIdOf('Competency', id) }),
    name: t.exposeString('name', { description: 'For people.' }),
    description: t.exposeString('description', { description: 'What one can do who holds it.' }),
    category: t.exposeString('category', { description: 'Free text by which they are grouped.' }),
    skillLevel: t.expose('skillLevel', { type: SkillLevelEnum, description: 'How hard it is.' }),
    plugin: t.field({
      type: Plugin,
      description: 'The plugin that brings it.',
      resolve: ({ pluginId }, _, { view }) => view.registry.plugins.get(pluginId)!,
    }),
    parents: t.field({
      type: [Competency],
      description: 'The more general ones directly above it, by id.',
      resolve: ({ parents }, _, { view }) => all(view.registry, parents.toSorted()),
    }),
    children: t.field({
      type: [Competency],
      description: 'The more special ones directly below it, by id.',
      resolve: ({ id }, _, { view }) => all(view.registry, childrenOf(view.registry, id)),
    }),
    ancestors: t.field({
      type: [Competency],
      description: 'All above it, however far, by id.',
      resolve: ({ id }, _, { view }) => all(view.registry, ancestorsOf(view.registry, id)),
    }),
    descendants: t.field({
      type: [Competency],
      description: 'All below it, however far, by id.',
      resolve: ({ id }, _, { view }) => all(view.registry, descendantsOf(view.registry, id)),
    }),
    relatedToolNames: t.exposeStringList('relatedTools', {
      description: 'Names that the author lists; a name may be unregistered.',
    }),
    relatedTools: t.field({
      type: [Tool],
      description: 'Those of the related tools that are registered, in the order of the author.',
      resolve: ({ relatedTools }, _, { view }) =>
        relatedTools.flatMap((name) => view.registry.tools.get(name) ?? []),
    }),
    tools: t.field({
      type: ToolConnection,
      description: 'Tools that require it, by name.',
      args: {
        ...pageArguments,
        includeDescendants: t.arg.boolean({
          defaultValue: false,
          description: 'Also those that require a descendant.',
        }),
      },
      resolve: ({ id }, { includeDescendants, ...page }, { view: { registry } }) =>
        readPage(findTools(registry, { competency: [id], includeDescendants }), page, {
          list: 'Tool:NAME',
          revision: registry.revision,
        }),
    }),
  }),
});

function all(registry: Registry, ids: readonly string[]): CompetencyRecord[] {
  return ids.flatMap((id) => registry.competencies.get(id) ?? []);
}

export const CompetencyConnection = connectionOf('Competency', Competency);

const CompetencyFilter = builder.inputType('CompetencyFilter', {
  description: 'Fields are ANDed; the values of one field are ORed.',
  fields: (t) => ({
    id: t.idList({ description: 'Only these.' }),
    category: t.stringList({ description: 'In one of these categories.' }),
    pluginId: t.idList({ description: 'Brought by one of these plugins.' }),
    root: t.boolean({ description: 'True: only those without parents. False: only those with.' }),
    text: t.string({ description: 'Every word occurs in id, name or description; case does not matter.' }),
  }),
});

findNodesBy('Competency', ({ view }, id) => view.registry.competencies.get(id));

builder.queryFields((t) => ({
  competencies: t.field({
    type: CompetencyConnection,
    description: 'All competencies, by id.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: CompetencyFilter, description: 'Only those that match.' }),
    },
    resolve: (_, { filter, ...page }, context) => {
      requireScope(context, 'registry:read');
      const { registry } = context.view;
      return readPage(findCompetencies(registry, limited(filter)), page, {
        list: 'Competency',
        revision: registry.revision,
      });
    },
  }),
  competency: t.field({
    type: Competency,
    nullable: true,
    description: 'One competency; null when there is none with that id.',
    args: { id: t.arg.id({ required: true, description: 'For example `git`.' }) },
    resolve: (_, { id }, context) => {
      requireScope(context, 'registry:read');
      return context.view.registry.competencies.get(id);
    },
  }),
}));
