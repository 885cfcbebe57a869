import type { Failed } from './failure.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { artifactUser, refOf } from '../execution/artifacts/artifact.ts';
import {
  type ContentBlock as ContentRecord,
  type Execution as ExecutionRecord,
  type ExecutionFailure,
  outputTail,
} from '../execution/execution.ts';
import { Artifact } from './artifact.ts';
import { builder } from './builder.ts';
import { badUserInput, requireScope } from './context.ts';
import { ExecutionStatusEnum } from './enums.ts';
import {
  ErrorInterface,
  InvalidArgumentsType,
  NotFoundType,
  PluginErrorType,
  RefusedType,
  ToolNotReadyType,
  attempt,
} from './errors.ts';
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
  description: 'One call of a tool, running or ended. Ended ones are remembered for a while, in memory.',
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
    actor: t.field({ type: Actor, description: 'Who called.', resolve: ({ actor }) => actor }),
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
      resolve: (execution, { bytes }) => {
        const size = bytes ?? 4096;
        if (size < 0 || size > 65_536) throw badUserInput('`bytes` must be from 0 to 65536.', ['bytes']);
        return outputTail(execution, size);
      },
    }),
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
      description: 'Milliseconds from start to end; null while it runs.',
      resolve: ({ startedAt, endedAt }) => endedAt && endedAt.getTime() - startedAt.getTime(),
    }),
  }),
});

findNodesBy('Execution', ({ app }, id) => app.executions.find(id));

const ExecuteToolResult = builder.unionType('ExecuteToolResult', {
  description:
    'The call, or why it was not admitted. A failure of the tool itself is an Execution with status FAILED.',
  types: [Execution, NotFoundType, InvalidArgumentsType, ToolNotReadyType, PluginErrorType, RefusedType],
});

const ExecuteToolInput = builder.inputType('ExecuteToolInput', {
  description: 'Which tool to call, and how.',
  fields: (t) => ({
    tool: t.id({ required: true, description: 'Name of the tool.' }),
    arguments: t.field({ type: 'JSON', description: 'An object for its `parameters`; default `{}`.' }),
    timeoutMs: t.int({
      description: 'Time limit in milliseconds, 1 to 600000; default: the tool’s own, then the server’s.',
    }),
    waitMs: t.int({
      defaultValue: 30_000,
      description:
        'Milliseconds to wait for the end, 0 to 600000. After that it answers what it has (RUNNING) and the call goes on.',
    }),
    expectedDefinitionHash: t.string({
      description: 'Refuse (TOOL_CHANGED) if the tool is no longer what I read.',
    }),
  }),
});

builder.queryField('execution', (t) =>
  t.field({
    type: Execution,
    nullable: true,
    description:
      'One call by id; null when it is not remembered (any more). Own calls need `tool:execute`, others `registry:read`.',
    args: { id: t.arg.id({ required: true, description: '`id` of an `Execution`.' }) },
    resolve: (_, { id }, context) => {
      const execution = context.app.executions.find(id);
      const isOwn = execution?.actor.name === context.caller.actor.name;
      requireScope(context, isOwn ? 'tool:execute' : 'registry:read');
      return execution;
    },
  }),
);

builder.mutationField('executeTool', (t) =>
  t.field({
    type: ExecuteToolResult,
    nullable: true,
    description:
      'Calls a tool: found, arguments checked, run within its time limit, result checked. Needs `tool:execute`.',
    args: { input: t.arg({ type: ExecuteToolInput, required: true, description: 'Which tool, and how.' }) },
    resolve: (_, { input }, context): Promise<ExecutionRecord | Failed> => {
      const request = {
        tool: input.tool,
        args: (input.arguments ?? {}) as JsonObject,
        timeoutMs: milliseconds(input.timeoutMs, 'timeoutMs', 1),
        waitMs: milliseconds(input.waitMs, 'waitMs', 0) ?? 30_000,
        expectedDefinitionHash: input.expectedDefinitionHash ?? undefined,
        readsAllArtifacts: artifactUser(context.caller).readsAll,
      };
      const { app, caller, view } = context;
      return attempt(context, 'tool:execute', () =>
        app.executions.execute(request, view.registry, caller.actor),
      );
    },
  }),
);

function milliseconds(value: number | null | undefined, field: string, least: number): number | undefined {
  if (value == null) return undefined;
  if (value >= least && value <= 600_000) return value;
  throw badUserInput(`\`${field}\` must be from ${least} to 600000 milliseconds, not ${value}.`, [
    'input',
    field,
  ]);
}
