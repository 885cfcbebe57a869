import { encodeChangeCursor } from '../registries/cursor.ts';
import type { Registry as RegistryState } from '../registries/registry.ts';
import { builder } from './builder.ts';
import { requireScope } from './context.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';

const ID = 'registry';

const CategoryCount = builder.objectRef<{ value: string; count: number }>('CategoryCount').implement({
  description: 'A category and how many things are in it.',
  fields: (t) => ({
    category: t.exposeString('value', { description: 'The category.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

export const Registry = builder.objectRef<RegistryState>('Registry').implement({
  description: 'Everything that is registered, at one revision.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Always `registry`, so that caches merge it.', resolve: () => ID }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: () => nodeIdOf('Registry', ID) }),
    revision: t.exposeInt('revision', {
      description: 'Number of commits. A list and this, in one request, belong together.',
    }),
    cursor: t.field({
      type: 'ChangeCursor',
      description: 'For `registryChanges(after:)`: query a list with this, then watch, and there is no gap.',
      resolve: ({ revision }, _, { app }) => encodeChangeCursor({ epoch: app.store.journal.epoch, revision }),
    }),
    oldestCursor: t.field({
      type: 'ChangeCursor',
      description: 'The oldest cursor that still works: what is older is no longer kept.',
      resolve: (_, __, { app: { store } }) =>
        encodeChangeCursor({ epoch: store.journal.epoch, revision: store.journal.oldest }),
    }),
    pluginCount: t.int({
      description: 'Plugins, AVAILABLE ones too.',
      resolve: ({ plugins }) => plugins.size,
    }),
    toolCount: t.int({ description: 'Tools, whether they run or not.', resolve: ({ tools }) => tools.size }),
    competencyCount: t.int({
      description: 'Competencies.',
      resolve: ({ competencies }) => competencies.size,
    }),
    fileHandlerCount: t.int({
      description: 'File handlers.',
      resolve: ({ fileHandlers }) => fileHandlers.size,
    }),
    toolCategories: t.field({
      type: [CategoryCount],
      description: 'Categories that have tools, by name.',
      resolve: ({ tools }) => [...tools.counts('category')],
    }),
    competencyCategories: t.field({
      type: [CategoryCount],
      description: 'Categories that have competencies, by name.',
      resolve: ({ competencies }) => [...competencies.counts('category')],
    }),
  }),
});

findNodesBy('Registry', ({ view }, id) => (id === ID ? view.registry : null));

builder.queryFields((t) => ({
  registry: t.field({
    type: Registry,
    description: 'The registry: counts, and where its change stream is.',
    resolve: (_, __, context) => {
      requireScope(context, 'registry:read');
      return context.view.registry;
    },
  }),
}));
