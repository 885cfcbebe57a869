import { brandWithType } from '@pothos/core';
import { builder } from './builder.ts';
import { type SchemaContext, badUserInput, requireScope } from './context.ts';

/** Anything with an identity. */
export const NodeInterface = builder.interfaceRef<object>('Node').implement({
  description:
    'Anything with an identity. Type and `id` name it for people and most caches; `nodeId` alone names it for Relay.',
  fields: (t) => ({
    id: t.id({
      description: 'What people type (`core`, `fs_read`). Unique per type.',
      resolve: () => {
        throw new Error('Each type says its own id.');
      },
    }),
    nodeId: t.id({
      description: 'Unique over all types. Opaque. What `node` and `nodes` take.',
      resolve: () => {
        throw new Error('Each type says its own nodeId.');
      },
    }),
  }),
});

type Find = (context: SchemaContext, id: string) => object | null | undefined;
/** @throws GraphQLError FORBIDDEN. */
type RequireAccess = (context: SchemaContext) => void;
const requireReading: RequireAccess = (context) => requireScope(context, 'registry:read');
const finders = new Map<string, { find: Find; requireAccess: RequireAccess }>();

/** Makes a type reachable through `node`; `find` may say null to callers who may not see the one. */
export function findNodesBy(typename: string, find: Find, requireAccess = requireReading): void {
  finders.set(typename, { find, requireAccess });
}

export function nodeIdOf(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64');
}

builder.queryFields((t) => ({
  node: t.field({
    type: NodeInterface,
    nullable: true,
    description: 'The thing with that `nodeId`; null when there is none (any more).',
    args: { id: t.arg.id({ required: true, description: 'A `nodeId`.' }) },
    resolve: (_, { id }, context) => findNode(context, id),
  }),
  nodes: t.field({
    type: [NodeInterface],
    nullable: { list: false, items: true },
    description:
      'The things with these `nodeId`s, one for each, in the same order; null where there is none. At most 200.',
    args: { ids: t.arg.idList({ required: true, description: '`nodeId`s.' }) },
    resolve: (_, { ids }, context) => {
      if (ids.length > 200) throw badUserInput('At most 200 ids at once.', ['ids']);
      return ids.map((id) => findNode(context, id));
    },
  }),
}));

function findNode(context: SchemaContext, nodeId: string): object | null {
  const [, typename, id] = /^(\w+):(.*)$/s.exec(Buffer.from(nodeId, 'base64').toString()) ?? [];
  const finder = finders.get(typename ?? '');
  (finder?.requireAccess ?? requireReading)(context);
  const found = finder?.find(context, id!) ?? null;
  if (found) brandWithType(found, typename as never);
  return found;
}
