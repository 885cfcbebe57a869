/** A call of a tool: what can be seen of it. */
import { refOf } from '../execution/artifacts/artifact.ts';
import type {
  ContentBlock as ContentRecord,
  Execution as ExecutionRecord,
  ExecutionFailure,
} from '../execution/execution.ts';
import { type VisibleCalls, maySee, visibleCalls } from '../execution/visible-calls.ts';
import { encodeStreamCursor } from '../registries/cursor.ts';
import { Artifact } from './artifact.ts';
import { builder } from './builder.ts';
import { type SchemaContext, badUserInput, requireScope } from './context.ts';
import { ExecutionStatusEnum } from './enums.ts';
import { ErrorInterface } from './errors.ts';
import { NodeInterface, findNodesBy, nodeIdOf } from './node.ts';
import { Tool } from './tool.ts';
import { Actor } from './viewer.ts';

const ExecutionError = builder.objectRef<ExecutionFailure>('ExecutionError').implement({
  description: 'Why a call did not succeed.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => 'sideEffectsPossible' in (value as object),
  fields: (t) => ({
    sideEffectsPossible: t.exposeBoolean('sideEffectsPossible', {
      nullable: true,
      description: 'May it have changed something? Null: cannot be known.',
    }),
  }),
});

const TextContent = builder.objectRef<Extract<ContentRecord, { type: 'text' }>>('TextContent').implement({
  description: 'Text for a model.',
  isTypeOf: (value) => (value as ContentRecord).type === 'text',
  fields: (t) => ({ text: t.exposeString('text', { description: 'The text.' }) }),
});

const ResourceLink = builder
  .objectRef<Extract<ContentRecord, { type: 'resource_link' }>>('ResourceLink')
  .implement({
    description: 'Something that a model can fetch.',
    isTypeOf: (value) => (value as ContentRecord).type === 'resource_link',
    fields: (t) => ({
      uri: t.exposeString('uri', { description: 'Where it is.' }),
      name: t.exposeString('name', { description: 'What it is called.' }),
      mimeType: t.string({
        nullable: true,
        description: 'What it is; null when that is not known.',
        resolve: ({ mimeType }) => mimeType,
      }),
    }),
  });

const MediaContent = builder.objectRef<Extract<ContentRecord, { type: 'media' }>>('MediaContent').implement({
  description: 'A picture, sound or other file for a model, kept as an artifact.',
  isTypeOf: (value) => (value as ContentRecord).type === 'media',
  fields: (t) => ({
    // Never null here; but a ResourceLink's can be, and both are selected together.
    mimeType: t.string({
      nullable: true,
      description: '`mimeType` of the artifact.',
      resolve: ({ artifact }) => artifact.mimeType,
    }),
    artifact: t.field({
      type: Artifact,
      description: 'The file; one of the `artifacts` of the execution.',
      resolve: ({ artifact }) => artifact,
    }),
  }),
});

const ContentBlock = builder.unionType('ContentBlock', {
  description: 'As MCP has it: what to show a model. Bytes are URLs, never base64.',
  types: [TextContent, ResourceLink, MediaContent],
});

export const Execution = builder.objectRef<ExecutionRecord>('Execution').implement({
  description:
    'One call of a tool. It is recorded before it starts, survives the server, and is kept for a while once it has ended.',
  interfaces: [NodeInterface],
  isTypeOf: (value) => 'definitionHash' in (value as object) && 'queuedAt' in (value as object),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Given when it is admitted.' }),
    nodeId: t.id({ description: 'Unique over all types.', resolve: ({ id }) => nodeIdOf('Execution', id) }),
    toolName: t.exposeString('toolName', { description: 'The tool that was called.' }),
    pluginId: t.exposeID('pluginId', { description: 'The plugin that ran it.' }),
    pluginVersion: t.exposeString('pluginVersion', { description: 'Version of that plugin then.' }),
    definitionHash: t.exposeString('definitionHash', { description: '`definitionHash` of the tool then.' }),
    tool: t.field({
      type: Tool,
      nullable: true,
      description: 'The tool as it is now; null once unloaded.',
      resolve: ({ toolName }, _, context) => {
        requireScope(context, 'registry:read');
        return context.view.registry.tools.get(toolName);
      },
    }),
    agentId: t.id({
      nullable: true,
      description: 'The agent for which it runs; null when a person or program called by itself.',
      resolve: ({ agentId }) => agentId,
    }),
    actor: t.field({ type: Actor, description: 'Who called.', resolve: ({ actor }) => actor }),
    approvedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who let it run, where it had to wait for that.',
      resolve: ({ approvedBy }) => approvedBy,
    }),
    revision: t.exposeInt('revision', { description: 'Revision of the registry at which it was admitted.' }),
    arguments: t.expose('arguments', { type: 'JSON', description: 'As they were given.' }),
    status: t.expose('status', { type: ExecutionStatusEnum, description: 'Where it is.' }),
    progress: t.exposeFloat('progress', {
      nullable: true,
      description: '0 to 1; null while the tool does not tell.',
    }),
    progressMessage: t.exposeString('progressMessage', {
      nullable: true,
      description: 'What it does; null while the tool does not tell.',
    }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description:
        'Structured result, checked against `returns`; MCP `structuredContent`. Null unless SUCCEEDED.',
    }),
    content: t.field({
      type: [ContentBlock],
      description: 'MCP `content`: what to show a model.',
      resolve: ({ content }) => [...content],
    }),
    error: t.expose('error', {
      type: ExecutionError,
      nullable: true,
      description: 'Why it did not succeed; null otherwise.',
    }),
    artifacts: t.field({
      type: [Artifact],
      description: 'Files that it has kept so far, in that order; also those of a call that failed.',
      resolve: ({ id }, _, { app }) => app.artifacts.of(id).map(refOf),
    }),
    outputTail: t.string({
      description: 'The end of what it printed.',
      args: {
        bytes: t.arg.int({
          defaultValue: 4096,
          description: 'Bytes of UTF-8 at most, 0 to 65536. No character is cut.',
        }),
      },
      resolve: (execution, { bytes }, context) => {
        const size = bytes ?? 4096;
        if (size < 0 || size > 65_536) throw badUserInput('`bytes` must be from 0 to 65536.', ['bytes']);
        return size === 0 ? '' : context.app.executions.history.outputTail(execution, size);
      },
    }),
    outputBytes: t.float({
      description: 'Bytes that it has printed.',
      resolve: ({ outputBytes }) => outputBytes,
    }),
    startCursor: t.field({
      type: 'ChangeCursor',
      description:
        'For `executionUpdates(after:)`: all its steps come behind this place, from its first one on.',
      resolve: ({ startPosition: position }, _, { app }) =>
        encodeStreamCursor('execution', { epoch: app.executions.history.epoch, position }),
    }),
    timeoutMs: t.exposeInt('timeoutMs', { description: 'Milliseconds that it may run, once it runs.' }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was admitted.' }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the tool began; null before.',
      resolve: ({ startedAt }) => startedAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
      resolve: ({ endedAt }) => endedAt,
    }),
    durationMs: t.int({
      nullable: true,
      description: 'Milliseconds from start to end; null before it ends, or where it never ran.',
      resolve: ({ startedAt, endedAt }) => startedAt && endedAt && endedAt.getTime() - startedAt.getTime(),
    }),
    cpuTimeMs: t.int({
      nullable: true,
      description: 'Milliseconds of processor time, where it ran in processes of its own.',
      resolve: ({ cpuTimeMs }) => cpuTimeMs,
    }),
    peakMemoryBytes: t.float({
      nullable: true,
      description: 'The most memory that it took at a time, where it ran in processes of its own.',
      resolve: ({ peakMemoryBytes }) => peakMemoryBytes,
    }),
  }),
});

/** A call that the caller may see; undefined for any other, as for one that is not kept. */
export function findVisible({ app, caller }: SchemaContext, id: string): ExecutionRecord | undefined {
  const execution = app.executions.find(id);
  return execution && maySee(caller, execution) ? execution : undefined;
}

/** The calls that the caller may see; undefined where it may see all. @throws FORBIDDEN. */
export function requireVisibleCalls(context: SchemaContext): VisibleCalls | undefined {
  const visible = visibleCalls(context.caller);
  if (visible === null) requireScope(context, 'tool:execute');
  return visible ?? undefined;
}

findNodesBy('Execution', ({ app }, id) => app.executions.find(id));

builder.queryField('execution', (t) =>
  t.field({
    type: Execution,
    nullable: true,
    description:
      'One call by id; null when it is not kept (any more). Own calls need `tool:execute`, others `registry:read`, or ' +
      '`tool:approve` while they wait for approval.',
    args: { id: t.arg.id({ required: true, description: '`id` of an `Execution`.' }) },
    resolve: (_, { id }, context) => {
      const execution = findVisible(context, id);
      // Of one that is there and may not be seen nothing else is told than of one that is not.
      if (!execution) requireScope(context, 'registry:read');
      return execution;
    },
  }),
);
