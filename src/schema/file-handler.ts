import type { FileHandlerRecord } from '../registries/definitions.ts';
import { findFileHandlers } from '../registries/file-handlers.ts';
import { builder } from './builder.ts';
import { connectionOf, pageArguments, readPage } from './connection.ts';
import { limited, requireScope } from './context.ts';
import { FileOperationEnum, ToolAvailabilityEnum } from './enums.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';
import { Plugin } from './plugin.ts';

export const FileHandler = builder.objectRef<FileHandlerRecord>('FileHandler');

FileHandler.implement({
  description: 'What knows a file format.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What people type, e.g. `plain_text`.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ id }) => nodeIdOf('FileHandler', id) }),
    name: t.exposeString('name', { description: 'For people.' }),
    description: t.exposeString('description', { description: 'What it makes of a file.' }),
    extensions: t.exposeStringList('extensions', { description: 'Lower case, with the dot.' }),
    mimeTypes: t.exposeStringList('mimeTypes', { description: 'Lower case.' }),
    operations: t.field({
      type: [FileOperationEnum],
      description: 'What it can do with a file.',
      resolve: ({ operations }) => operations,
    }),
    availability: t.expose('availability', { type: ToolAvailabilityEnum, description: 'Does it run now?' }),
    plugin: t.field({
      type: Plugin,
      description: 'The plugin that brings it.',
      resolve: ({ pluginId }, _, { view }) => view.registry.plugins.get(pluginId)!,
    }),
  }),
});

const FileHandlerConnection = connectionOf('FileHandler', FileHandler);

const FileHandlerFilter = builder.inputType('FileHandlerFilter', {
  description: 'Fields are ANDed; the values of one field are ORed.',
  fields: (t) => ({
    extension: t.stringList({
      description: 'For one of these extensions; with or without the dot, in any case.',
    }),
    mimeType: t.stringList({ description: 'For one of these MIME types.' }),
    pluginId: t.idList({ description: 'Brought by one of these plugins.' }),
  }),
});

findNodesBy('FileHandler', ({ view }, id) => view.registry.fileHandlers.get(id));

builder.queryFields((t) => ({
  fileHandlers: t.field({
    type: FileHandlerConnection,
    description:
      'In order of precedence: of those that fit a file, the first that is READY is used. The one that claims the fewest ' +
      'extensions and MIME types goes first, ties by id.',
    args: {
      ...pageArguments,
      filter: t.arg({ type: FileHandlerFilter, description: 'Only those that match.' }),
    },
    resolve: (_, { filter, ...page }, context) => {
      requireScope(context, 'registry:read');
      const { registry } = context.view;
      return readPage(findFileHandlers(registry, limited(filter)), page, {
        list: 'FileHandler',
        revision: registry.revision,
      });
    },
  }),
  fileHandler: t.field({
    type: FileHandler,
    nullable: true,
    description: 'One file handler; null when there is none with that id.',
    args: { id: t.arg.id({ required: true, description: 'For example `plain_text`.' }) },
    resolve: (_, { id }, context) => {
      requireScope(context, 'registry:read');
      return context.view.registry.fileHandlers.get(id);
    },
  }),
}));
