import { DomainError } from '../registries/errors.ts';
import { artifactUser } from '../execution/artifacts/artifact.ts';
import { Artifact } from './artifact.ts';
import { builder } from './builder.ts';
import { requireScope } from './context.ts';
import { FileOperationEnum } from './enums.ts';
import { NotFoundType, PluginErrorType, RefusedType, ToolNotReadyType, attempt } from './errors.ts';
import type { Failed } from './failure.ts';
import { FileHandler } from './file-handler.ts';
import type { InspectedFile as Inspection } from '../execution/call-plugin.ts';

const FileInspection = builder.objectRef<Inspection>('FileInspection').implement({
  description: 'What a file is, and what its handler makes of it.',
  isTypeOf: (value) => 'mismatch' in (value as object),
  fields: (t) => ({
    path: t.exposeString('path', { description: 'As it was given.' }),
    byteSize: t.exposeFloat('byteSize', { description: 'Bytes.' }),
    detectedMimeType: t.exposeString('detectedMimeType', {
      nullable: true,
      description: 'MIME type by content; null when it is not known.',
    }),
    expectedMimeType: t.exposeString('expectedMimeType', {
      nullable: true,
      description: 'MIME type by name; null when it is not known.',
    }),
    mismatch: t.exposeBoolean('mismatch', { description: 'Do content and name disagree?' }),
    handler: t.field({
      type: FileHandler,
      nullable: true,
      description: 'The file handler that was used; null when none fits.',
      resolve: ({ handlerId }, _, context) => {
        if (handlerId === null) return null;
        requireScope(context, 'registry:read');
        return context.view.registry.fileHandlers.get(handlerId);
      },
    }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What INSPECT told; null when it was not asked or the handler cannot.',
      resolve: ({ metadata }) => metadata,
    }),
    text: t.exposeString('text', {
      nullable: true,
      description: 'What TEXT gave; null when it was not asked or the handler cannot.',
    }),
    preview: t.expose('preview', {
      type: Artifact,
      nullable: true,
      description:
        'The picture that PREVIEW gave; null when it was not asked or the handler cannot. Yours, and kept as long as an upload.',
    }),
  }),
});

const InspectFileResult = builder.unionType('InspectFileResult', {
  description: 'What the file is, or why that cannot be told.',
  types: [FileInspection, NotFoundType, PluginErrorType, ToolNotReadyType, RefusedType],
});

const InspectFileInput = builder.inputType('InspectFileInput', {
  description: 'Which file to look at, and how.',
  fields: (t) => ({
    path: t.string({
      required: true,
      description: 'In the workspace, relative to it; or `artifact:ID`.',
    }),
    operations: t.field({ type: [FileOperationEnum], description: 'Default: all that the handler offers.' }),
    handler: t.id({ description: 'Id of a file handler; default: the first that fits and is READY.' }),
  }),
});

builder.mutationField('inspectFile', (t) =>
  t.field({
    type: InspectFileResult,
    nullable: true,
    description:
      'Tells what a file of the workspace, or an artifact, is, by content and name, and what its handler makes of it. Needs `tool:execute`.',
    args: { input: t.arg({ type: InspectFileInput, required: true, description: 'Which file, and how.' }) },
    resolve: (_, { input: { path, operations, handler } }, context): Promise<Inspection | Failed> =>
      attempt(context, 'tool:execute', () => {
        refuseEmpty(path);
        const { app, caller, view } = context;
        return app.inspectFile({ path, operations, handlerId: handler }, view.registry, artifactUser(caller));
      }),
  }),
);

// Of the workspace itself, which "." means elsewhere, there is nothing to inspect.
function refuseEmpty(path: string): void {
  if (path !== '') return;
  throw new DomainError(
    'INVALID_ARGUMENTS',
    '`path` is empty. Give the path of a file, relative to the workspace.',
    { path: ['path'] },
  );
}
