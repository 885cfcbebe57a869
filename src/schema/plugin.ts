import type { ErrorCode } from '../registries/errors.ts';
import type { PluginRecord } from '../registries/definitions.ts';
import { findFileHandlers } from '../registries/file-handlers.ts';
import { findCompetencies } from '../registries/competencies.ts';
import { findPlugins, dependentsOf } from '../registries/plugins.ts';
import { findTools } from '../registries/tools.ts';
import { maskSecrets } from '../plugins/plugin-config.ts';
import { builder } from './builder.ts';
import { CompetencyConnection } from './competency.ts';
import { connectionOf, pageArguments, readPage } from './connection.ts';
import { limited, requireScope } from './context.ts';
import { OrderDirectionEnum, PluginStateEnum } from './enums.ts';
import { PluginErrorType } from './errors.ts';
import { FileHandler } from './file-handler.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';
import { ToolConnection, ToolFilterInput } from './tool.ts';

export const Plugin = builder.objectRef<PluginRecord>('Plugin');

const PluginRequirement = builder.objectRef<PluginRecord['requires'][number]>('PluginRequirement').implement({
  description: 'Another plugin that one needs.',
  fields: (t) => ({
    pluginId: t.exposeID('pluginId', { description: 'Id of the plugin that is needed.' }),
    range: t.exposeString('range', { description: 'Versions that fit: a semver range such as `^1.2`.' }),
    plugin: t.field({
      type: Plugin,
      nullable: true,
      description: 'The plugin; null when no source has it.',
      resolve: ({ pluginId }, _, { view }) => view.registry.plugins.get(pluginId),
    }),
  }),
});

const PluginHealth = builder
  .objectRef<{ ok: boolean; message: string; checkedAt: Date }>('PluginHealth')
  .implement({
    description: 'How a plugin is, asked just now.',
    fields: (t) => ({
      ok: t.exposeBoolean('ok', { description: 'Does it work?' }),
      message: t.exposeString('message', { description: 'What it says of itself.' }),
      checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When it was asked.' }),
    }),
  });

Plugin.implement({
  description:
    'What brings tools, competencies and file handlers, and can be loaded and unloaded while the service runs.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What people type, e.g. `core`.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ id }) => nodeIdOf('Plugin', id) }),
    name: t.exposeString('name', { description: 'For people.' }),
    version: t.exposeString('version', { description: 'semver.' }),
    description: t.exposeString('description', { description: 'What it brings and for whom.' }),
    author: t.exposeString('author', { description: 'Who made it.' }),
    license: t.exposeString('license', {
      nullable: true,
      description: 'SPDX name of its license; null when it does not say.',
    }),
    homepage: t.exposeString('homepage', {
      nullable: true,
      description: 'Where to read more; null when it does not say.',
    }),
    tags: t.exposeStringList('tags', { description: 'Words by which it is found.' }),
    state: t.expose('state', { type: PluginStateEnum, description: 'Where it is in its life.' }),
    error: t.field({
      type: PluginErrorType,
      nullable: true,
      description: 'Why it is FAILED; null otherwise.',
      resolve: ({ id, failure }) =>
        failure && {
          ...failure,
          code: failure.code as ErrorCode,
          pluginId: id,
          path: [],
          retryable: true,
          __typename: 'PluginError',
        },
    }),
    health: t.field({
      type: PluginHealth,
      description: 'How it is: asked when selected, once per operation, within the time limit of hooks.',
      resolve: ({ id }, _, { view }) => view.health.load(id),
    }),
    source: t.exposeString('source', {
      description:
        'Where its code comes from: `shipped` for what comes with GatheRing, `directory:NAME`, or `npm:NAME`.',
    }),
    requires: t.field({
      type: [PluginRequirement],
      description: 'Plugins that it needs.',
      resolve: ({ requires }) => requires,
    }),
    dependents: t.field({
      type: [Plugin],
      description:
        'Loaded plugins that need it, by id: they require it, or use its competencies as a parent or a requirement.',
      resolve: ({ id }, _, { view: { registry } }) =>
        dependentsOf(registry, id).flatMap((other) => registry.plugins.get(other) ?? []),
    }),
    missingDependencies: t.stringList({
      description: 'Ids of required plugins that no source has.',
      resolve: ({ requires }, _, { view }) =>
        requires.map(({ pluginId }) => pluginId).filter((id) => !view.registry.plugins.has(id)),
    }),
    configSchema: t.field({
      type: 'JSONSchema',
      description: 'JSON Schema of its configuration. A field marked `writeOnly` takes `{"secret": NAME}`.',
      resolve: ({ configSchema }) => configSchema,
    }),
    config: t.field({
      type: 'JSON',
      description: 'Its configuration. Secrets read `***`.',
      resolve: ({ configSchema, config }) => maskSecrets(configSchema, config),
    }),
    loadedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was loaded; null while AVAILABLE.',
      resolve: ({ loadedAt }) => loadedAt,
    }),
    tools: t.field({
      type: ToolConnection,
      description: 'Its tools, by name.',
      args: {
        ...pageArguments,
        filter: t.arg({ type: ToolFilterInput, description: 'Only tools that match.' }),
      },
      resolve: ({ id }, { filter, ...page }, { view: { registry } }) => {
        const own = filter?.pluginId && !filter.pluginId.includes(id) ? [] : [id];
        return readPage(findTools(registry, { ...limited(filter), pluginId: own }), page, {
          list: 'Tool:NAME',
          revision: registry.revision,
        });
      },
    }),
    competencies: t.field({
      type: CompetencyConnection,
      description: 'Its competencies, by id.',
      args: pageArguments,
      resolve: ({ id }, page, { view: { registry } }) =>
        readPage(findCompetencies(registry, { pluginId: [id] }), page, {
          list: 'Competency',
          revision: registry.revision,
        }),
    }),
    fileHandlers: t.field({
      type: [FileHandler],
      description: 'Its file handlers, in order of precedence.',
      resolve: ({ id }, _, { view: { registry } }) =>
        Array.from(findFileHandlers(registry, { pluginId: [id] }).walk({}), ([, handler]) => handler),
    }),
  }),
});

const PluginConnection = connectionOf('Plugin', Plugin);

const PluginFilter = builder.inputType('PluginFilter', {
  description: 'Fields are ANDed; the values of one field are ORed.',
  fields: (t) => ({
    id: t.idList({ description: 'Only these.' }),
    state: t.field({ type: [PluginStateEnum], description: 'In one of these states.' }),
    tag: t.stringList({ description: 'With one of these tags.' }),
    text: t.string({
      description: 'Every word occurs in id, name, description or tags; case does not matter.',
    }),
  }),
});

const PluginOrderField = builder.enumType('PluginOrderField', {
  description: 'What plugins can be ordered by; ties are broken by id.',
  values: {
    NAME: { description: 'Id.' },
    STATE: { description: 'Name of the state.' },
    LOADED_AT: { description: 'When they were loaded; AVAILABLE ones come first.' },
  } as const,
});

const PluginOrder = builder.inputType('PluginOrder', {
  description: 'How plugins are ordered.',
  fields: (t) => ({
    field: t.field({ type: PluginOrderField, required: true, description: 'By what.' }),
    direction: t.field({
      type: OrderDirectionEnum,
      required: true,
      defaultValue: 'ASC',
      description: 'From which end.',
    }),
  }),
});

findNodesBy('Plugin', ({ view }, id) => view.registry.plugins.get(id));

builder.queryFields((t) => ({
  plugins: t.field({
    type: PluginConnection,
    description: 'All plugins that are loaded or could be, by id unless ordered otherwise.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: PluginFilter, description: 'Only plugins that match.' }),
      orderBy: t.arg({ type: PluginOrder, description: 'Default: by id.' }),
    },
    resolve: (_, { filter, orderBy, ...page }, context) => {
      requireScope(context, 'registry:read');
      const { registry } = context.view;
      const order = orderBy ?? { field: 'NAME', direction: 'ASC' };
      return readPage(findPlugins(registry, limited(filter), order), page, {
        list: `Plugin:${order.field}`,
        revision: registry.revision,
      });
    },
  }),
  plugin: t.field({
    type: Plugin,
    nullable: true,
    description: 'One plugin; null when there is none with that id.',
    args: { id: t.arg.id({ required: true, description: 'For example `core`.' }) },
    resolve: (_, { id }, context) => {
      requireScope(context, 'registry:read');
      return context.view.registry.plugins.get(id);
    },
  }),
}));
