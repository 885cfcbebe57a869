import { artifactUser, mayRead, refOf } from '../execution/artifacts/artifact.ts';
import type { ArtifactRef } from '../plugins/contract.ts';
import { builder } from './builder.ts';
import { requireScope } from './context.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';

export const Artifact = builder.objectRef<ArtifactRef>('Artifact').implement({
  description:
    'A file that a tool made or a caller brought. It never changes. Callers read their own with `tool:execute`, all with `registry:read`.',
  interfaces: [NodeInterface],
  isTypeOf: (value) => 'uri' in (value as object) && 'byteSize' in (value as object),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Cannot be guessed.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ id }) => nodeIdOf('Artifact', id) }),
    name: t.exposeString('name', { description: 'What it is called, without folders.' }),
    mimeType: t.exposeString('mimeType', {
      description: 'What it is: by content, where that shows it; else as it was given, or by name.',
    }),
    byteSize: t.exposeFloat('byteSize', { description: 'Bytes.' }),
    url: t.string({
      description:
        'Where it is downloaded with GET, with the same token: an absolute path on this server, `/files/ID`.',
      resolve: ({ id }) => `/files/${id}`,
    }),
    uri: t.exposeString('uri', {
      description: '`artifact:ID`; wherever a tool takes a path to read, it takes this.',
    }),
  }),
});

findNodesBy(
  'Artifact',
  ({ app, caller }, id) => {
    const record = app.artifacts.find(id);
    return record && mayRead(artifactUser(caller), record) ? refOf(record) : null;
  },
  (context) => {
    if (!artifactUser(context.caller).readsAll) requireScope(context, 'tool:execute');
  },
);
