import type {
  CompetencyRequirement as Requirement,
  JsonObject,
  ToolExample as Example,
  ToolRecord,
} from '../registries/definitions.ts';
import { findTools } from '../registries/tools.ts';
import { builder } from './builder.ts';
import { Competency } from './competency.ts';
import { connectionOf, pageArguments, readPage } from './connection.ts';
import { limited, requireScope } from './context.ts';
import { OrderDirectionEnum, SkillLevelEnum, ToolAvailabilityEnum, ToolCategoryEnum } from './enums.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';
import { Plugin } from './plugin.ts';

export const Tool = builder.objectRef<ToolRecord>('Tool');

const ToolExample = builder.objectRef<Example>('ToolExample').implement({
  description: 'A call that works.',
  fields: (t) => ({
    description: t.exposeString('description', { description: 'What the call does.' }),
    arguments: t.expose('arguments', { type: 'JSON', description: 'For `executeTool`.' }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it answers; null when the author does not say.',
      resolve: ({ result }) => result,
    }),
  }),
});

const CompetencyRequirement = builder.objectRef<Requirement>('CompetencyRequirement').implement({
  description: 'A competency by id, which may not (yet, any more) be registered.',
  fields: (t) => ({
    competencyId: t.exposeID('competencyId', { description: 'Id of the competency.' }),
    competency: t.field({
      type: Competency,
      nullable: true,
      description: 'The competency; null when it is not registered.',
      resolve: ({ competencyId }, _, { view }) => view.registry.competencies.get(competencyId),
    }),
    level: t.expose('level', { type: SkillLevelEnum, description: 'The least level that is needed.' }),
  }),
});

Tool.implement({
  description: 'A function that agents can call.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.exposeID('name', { description: 'Equals `name`.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ name }) => nodeIdOf('Tool', name) }),
    name: t.exposeString('name', { description: 'Unique over all plugins, e.g. `fs_read`.' }),
    title: t.exposeString('title', { nullable: true, description: 'For people; null when it has none.' }),
    description: t.exposeString('description', { description: 'What a model reads to choose it.' }),
    category: t.expose('category', { type: ToolCategoryEnum, description: 'What it is for.' }),
    tags: t.exposeStringList('tags', { description: 'Open: for domains that no category names.' }),
    availability: t.expose('availability', { type: ToolAvailabilityEnum, description: 'Does it run now?' }),
    unavailableReason: t.exposeString('unavailableReason', {
      nullable: true,
      description: 'Why it does not run and what to do; null when READY.',
    }),
    plugin: t.field({
      type: Plugin,
      description: 'The plugin that brings it.',
      resolve: ({ pluginId }, _, { view }) => view.registry.plugins.get(pluginId)!,
    }),
    parameters: t.field({
      type: 'JSONSchema',
      description: 'JSON Schema of the arguments; MCP `inputSchema`.',
      resolve: ({ parameters }) => parse(parameters),
    }),
    returns: t.field({
      type: 'JSONSchema',
      nullable: true,
      description: 'JSON Schema of the result; MCP `outputSchema`. Null when the author promises nothing.',
      resolve: ({ returns }) => (returns === null ? null : parse(returns)),
    }),
    examples: t.field({
      type: [ToolExample],
      description: 'Calls that work.',
      resolve: ({ examples }) => JSON.parse(examples) as Example[],
    }),
    requiredCompetencies: t.field({
      type: [CompetencyRequirement],
      description: 'What an agent must master to call it.',
      resolve: ({ requiredCompetencies }) => requiredCompetencies,
    }),
    readOnly: t.exposeBoolean('readOnly', {
      nullable: true,
      description:
        'MCP hint: does it change nothing? An artifact that it keeps is part of its answer. Null when the author does not say.',
    }),
    destructive: t.exposeBoolean('destructive', {
      nullable: true,
      description: 'MCP hint: may it destroy something? Null when the author does not say.',
    }),
    idempotent: t.exposeBoolean('idempotent', {
      nullable: true,
      description: 'MCP hint: is calling it twice the same as once? Null when the author does not say.',
    }),
    openWorld: t.exposeBoolean('openWorld', {
      nullable: true,
      description: 'MCP hint: does it reach beyond this machine? Null when the author does not say.',
    }),
    timeoutMs: t.int({
      description:
        'Milliseconds that a call of it may run where the call says nothing else (`timeoutMs` of `executeTool`).',
      resolve: (tool, _, { app }) => app.executions.timeoutOf(tool, {}),
    }),
    needsApproval: t.boolean({
      description:
        'Do calls of it wait (AWAITING_APPROVAL) until somebody with `tool:approve` lets them run?',
      resolve: (tool, _, { app }) => app.executions.needsApproval(tool),
    }),
    definitionHash: t.exposeString('definitionHash', {
      description:
        'SHA-256, hex, of name, description and schemas: changes exactly when what a model reads does.',
    }),
  }),
});

function parse(schema: string): JsonObject {
  return JSON.parse(schema) as JsonObject;
}

export const ToolConnection = connectionOf('Tool', Tool);

export const ToolFilterInput = builder.inputType('ToolFilter', {
  description:
    'Fields are ANDed; the values of one field are ORed. A single value works as a list: `category: IMAGE`.',
  fields: (t) => ({
    name: t.stringList({ description: 'Only these.' }),
    category: t.field({ type: [ToolCategoryEnum], description: 'In one of these categories.' }),
    tag: t.stringList({ description: 'With one of these tags.' }),
    competency: t.idList({ description: 'Requiring one of these competencies.' }),
    includeDescendants: t.boolean({
      defaultValue: false,
      description: 'With `competency`: also those that require a descendant of it.',
    }),
    pluginId: t.idList({ description: 'Brought by one of these plugins.' }),
    availability: t.field({ type: [ToolAvailabilityEnum], description: 'With one of these availabilities.' }),
    readOnly: t.boolean({ description: 'Whose hint `readOnly` is exactly this.' }),
    text: t.string({
      description: 'Every word occurs in name, title, description or tags; case does not matter.',
    }),
  }),
});

const ToolOrderField = builder.enumType('ToolOrderField', {
  description: 'What tools can be ordered by; ties are broken by name.',
  values: {
    NAME: { description: 'Name.' },
    CATEGORY: { description: 'Name of the category.' },
    PLUGIN: { description: 'Id of the plugin.' },
  } as const,
});

const ToolOrder = builder.inputType('ToolOrder', {
  description: 'How tools are ordered.',
  fields: (t) => ({
    field: t.field({ type: ToolOrderField, required: true, description: 'By what.' }),
    direction: t.field({
      type: OrderDirectionEnum,
      required: true,
      defaultValue: 'ASC',
      description: 'From which end.',
    }),
  }),
});

findNodesBy('Tool', ({ view }, name) => view.registry.tools.get(name));

builder.queryFields((t) => ({
  tools: t.field({
    type: ToolConnection,
    description: 'All tools, by name unless ordered otherwise; those that do not run now are listed, too.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: ToolFilterInput, description: 'Only tools that match.' }),
      orderBy: t.arg({ type: ToolOrder, description: 'Default: by name.' }),
    },
    resolve: (_, { filter, orderBy, ...page }, context) => {
      requireScope(context, 'registry:read');
      const { registry } = context.view;
      const order = orderBy ?? { field: 'NAME', direction: 'ASC' };
      return readPage(findTools(registry, limited(filter), order), page, {
        list: `Tool:${order.field}`,
        revision: registry.revision,
      });
    },
  }),
  tool: t.field({
    type: Tool,
    nullable: true,
    description: 'One tool; null when there is none with that name.',
    args: { name: t.arg.id({ required: true, description: 'For example `fs_read`.' }) },
    resolve: (_, { name }, context) => {
      requireScope(context, 'registry:read');
      return context.view.registry.tools.get(name);
    },
  }),
}));
