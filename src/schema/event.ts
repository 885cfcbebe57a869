/** Registry events: one GraphQL type per fact, named as the fact is. */
import type { InterfaceRef } from '@pothos/core';
import type { EntityType } from '../registries/definitions.ts';
import {
  REGISTRY_EVENT_TYPES,
  type RegistryEvent as Event,
  type RegistryEventType,
} from '../registries/events.ts';
import { type SchemaTypes, builder } from './builder.ts';
import { Competency } from './competency.ts';
import { ChangeOperationEnum, EntityTypeEnum } from './enums.ts';
import { FileHandler } from './file-handler.ts';
import { nodeIdOf } from './node.ts';
import { Plugin } from './plugin.ts';
import { Tool } from './tool.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

export const RegistryEvent = builder.interfaceRef<Event>('RegistryEvent').implement({
  description:
    'A fact of the registry. It has no `id`: caches must not store events. The subject updates itself where it is ' +
    'selected; on REMOVED evict `typename:subjectId`. One updater serves all types.',
  resolveType: ({ type }) => type,
  fields: (t) => ({
    operation: t.expose('operation', { type: ChangeOperationEnum, description: 'What a list has to do.' }),
    typename: t.expose('typename', { type: EntityTypeEnum, description: 'GraphQL type of the subject.' }),
    subjectId: t.exposeID('subjectId', { description: '`id` of the subject.' }),
    subjectNodeId: t.id({
      description: '`nodeId` of the subject.',
      resolve: ({ typename, subjectId }) => nodeIdOf(typename, subjectId),
    }),
    pluginId: t.exposeID('pluginId', {
      nullable: true,
      description: 'The plugin that brings or brought the subject.',
    }),
  }),
});

const now = 'as it is now (never older than this event); null once it is gone.';

const ToolEvent = subjectEvent('ToolEvent', 'A fact about a tool.', (t) => ({
  tool: t.field({
    type: Tool,
    nullable: true,
    description: `The tool ${now}`,
    resolve: ({ subjectId }, _, { view }) => view.registry.tools.get(subjectId),
  }),
}));

const PluginEvent = subjectEvent('PluginEvent', 'A fact about a plugin.', (t) => ({
  plugin: t.field({
    type: Plugin,
    nullable: true,
    description: `The plugin ${now}`,
    resolve: ({ subjectId }, _, { view }) => view.registry.plugins.get(subjectId),
  }),
}));

const CompetencyEvent = subjectEvent('CompetencyEvent', 'A fact about a competency.', (t) => ({
  competency: t.field({
    type: Competency,
    nullable: true,
    description: `The competency ${now}`,
    resolve: ({ subjectId }, _, { view }) => view.registry.competencies.get(subjectId),
  }),
}));

const FileHandlerEvent = subjectEvent('FileHandlerEvent', 'A fact about a file handler.', (t) => ({
  fileHandler: t.field({
    type: FileHandler,
    nullable: true,
    description: `The file handler ${now}`,
    resolve: ({ subjectId }, _, { view }) => view.registry.fileHandlers.get(subjectId),
  }),
}));

const INTERFACES: Record<EntityType, InterfaceRef<Types, Event>> = {
  Plugin: PluginEvent,
  Tool: ToolEvent,
  Competency: CompetencyEvent,
  FileHandler: FileHandlerEvent,
};

const DESCRIPTIONS: Record<RegistryEventType, string> = {
  PluginDiscovered: 'A source has a plugin that can be loaded, or its description changed.',
  PluginLoaded: 'A plugin was loaded, with all that it brings.',
  PluginReloaded: 'A loaded plugin changed: its version, description or what it brings.',
  PluginEnabled:
    'A plugin runs again, or was DRAINING and stays. A ToolUpdated comes with it for each of its tools.',
  PluginDraining:
    'A plugin is about to be unloaded or disabled, and calls of it still run. A ToolUpdated comes with it for each of ' +
    'its tools that was READY. PluginUnloaded or PluginDisabled follows; PluginEnabled where that fails.',
  PluginDisabled: 'A plugin was switched off. A ToolUpdated comes with it for each of its tools.',
  PluginFailed:
    'A loaded plugin cannot run: see its `error`. A ToolUpdated comes with it for each of its tools.',
  PluginHealthChanged:
    'A plugin became well or unwell: see its `health`. After a crash a ToolUpdated comes with it for each of its tools.',
  PluginUnloaded:
    'A plugin was unloaded. UPDATED while it can still be loaded (AVAILABLE), REMOVED when its source is gone.',
  ToolRegistered: 'A tool came.',
  ToolUpdated: 'A tool changed, or its availability did.',
  ToolUnregistered: 'A tool went.',
  CompetencyRegistered: 'A competency came.',
  CompetencyUpdated: 'A competency changed.',
  CompetencyUnregistered: 'A competency went.',
  FileHandlerRegistered: 'A file handler came.',
  FileHandlerUpdated: 'A file handler changed, or its availability did.',
  FileHandlerUnregistered: 'A file handler went.',
};

for (const type of Object.keys(REGISTRY_EVENT_TYPES) as RegistryEventType[]) {
  builder.objectRef<Event>(type).implement({
    description: DESCRIPTIONS[type],
    interfaces: [RegistryEvent, INTERFACES[REGISTRY_EVENT_TYPES[type]]] as never,
    fields: (t) => ({
      ...(type.endsWith('Updated') && {
        changedFields: t.stringList({
          description: 'Names of the fields that changed, sorted.',
          resolve: ({ changedFields }) => changedFields ?? [],
        }),
      }),
      ...(type === 'ToolUpdated' && {
        breaking: t.boolean({
          description: 'May callers who only know the old definition fail now?',
          resolve: ({ breaking }) => breaking ?? false,
        }),
      }),
      ...((type === 'PluginLoaded' || type === 'PluginReloaded') && {
        version: t.string({
          description: 'The version that was loaded.',
          resolve: ({ version }) => version ?? '',
        }),
      }),
    }),
  });
}

type Fields = (t: PothosSchemaTypes.InterfaceFieldBuilder<Types, Event>) => Record<string, never>;

function subjectEvent(name: string, description: string, fields: (t: Parameters<Fields>[0]) => object) {
  return builder.interfaceRef<Event>(name).implement({
    description: `${description} The subject is selected as it is now.`,
    interfaces: [RegistryEvent],
    resolveType: ({ type }) => type,
    fields: fields as Fields,
  });
}
