/** Calls of tools: made, approved, cancelled. */
import { hasScope } from '../access.ts';
import type { CallRequest } from '../execution/admission.ts';
import { artifactUser } from '../execution/artifacts/artifact.ts';
import type { Execution as Record } from '../execution/execution.ts';
import { MAX_KEY } from '../execution/idempotency.ts';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { DomainError, NotFound } from '../registries/errors.ts';
import { builder } from './builder.ts';
import { type SchemaContext, badUserInput, requireScope } from './context.ts';
import {
  InvalidArgumentsType,
  NotFoundType,
  PluginErrorType,
  RefusedType,
  ToolNotReadyType,
  attempt,
} from './errors.ts';
import { Execution, findVisible } from './execution.ts';
import { Tool } from './tool.ts';

/** Calls of one `executeTools`. */
const MAX_CALLS = 100;

interface Preview {
  planned: ToolRecord;
  arguments: JsonObject;
  effects: readonly string[];
  needsApproval: boolean;
  timeoutMs: number;
}

const ExecutionPreview = builder.objectRef<Preview>('ExecutionPreview').implement({
  description: 'What a call would be (`dryRun`): all its checks have passed, and nothing ran.',
  isTypeOf: (value) => 'planned' in (value as object),
  fields: (t) => ({
    tool: t.field({
      type: Tool,
      nullable: true,
      description: 'The tool.',
      resolve: ({ planned }) => planned,
    }),
    arguments: t.expose('arguments', { type: 'JSON', description: 'As they were given.' }),
    effects: t.field({
      type: ['String'],
      description: 'What the call would change, as the tool declares it; empty for one that only reads.',
      resolve: ({ effects }) => [...effects],
    }),
    needsApproval: t.exposeBoolean('needsApproval', {
      description: 'Would it wait until somebody approves it?',
    }),
    timeoutMs: t.exposeInt('timeoutMs', { description: 'Milliseconds that it could run.' }),
  }),
});

const ExecuteToolResult = builder.unionType('ExecuteToolResult', {
  description:
    'The call, or why it was not admitted. A failure of the tool itself is an Execution with status FAILED.',
  types: [
    Execution,
    ExecutionPreview,
    NotFoundType,
    InvalidArgumentsType,
    ToolNotReadyType,
    PluginErrorType,
    RefusedType,
  ],
});

const ExecutionResult = builder.unionType('ExecutionResult', {
  description: 'The call as it is then, or why nothing was done.',
  types: [Execution, NotFoundType, RefusedType],
});

const ExecuteToolInput = builder.inputType('ExecuteToolInput', {
  description: 'Which tool to call, and how.',
  fields: (t) => ({
    tool: t.id({ required: true, description: 'Name of the tool.' }),
    arguments: t.field({ type: 'JSON', description: 'An object for its `parameters`; default `{}`.' }),
    idempotencyKey: t.string({
      description:
        `Your name for this call, at most ${MAX_KEY} characters. The same key for the same tool is the same call, also ` +
        'after a restart (for `idempotencyKeyHours`): it is not run again. With other arguments it is refused.',
    }),
    timeoutMs: t.int({
      description:
        'Time limit in milliseconds, 1 to 600000, from when it begins to run; default: the tool’s own, then the server’s.',
    }),
    waitMs: t.int({
      defaultValue: 30_000,
      description:
        'Milliseconds to wait for the end, 0 to 600000. After that it answers what it has (AWAITING_APPROVAL, QUEUED, RUNNING) and the call goes on.',
    }),
    dryRun: t.boolean({
      defaultValue: false,
      description: 'All checks, and what the call would change (`ExecutionPreview`); nothing runs.',
    }),
    expectedDefinitionHash: t.string({
      description:
        '`definitionHash` of the tool as you read it: if it is another one by now, the call is refused (TOOL_CHANGED).',
    }),
  }),
});

const ExecuteToolsInput = builder.inputType('ExecuteToolsInput', {
  description: 'Calls that run side by side.',
  fields: (t) => ({
    calls: t.field({
      type: [ExecuteToolInput],
      required: true,
      description: `The calls, at most ${MAX_CALLS}.`,
    }),
  }),
});

const ExecutionIdInput = builder.inputType('ExecutionIdInput', {
  description: 'Which call.',
  fields: (t) => ({ id: t.id({ required: true, description: '`id` of an `Execution`.' }) }),
});

type CallInput = typeof ExecuteToolInput.$inferInput;

builder.mutationFields((t) => ({
  executeTool: t.field({
    type: ExecuteToolResult,
    nullable: true,
    description:
      'Calls a tool: found, arguments checked, recorded, run within its limits, result checked. A client that goes away ' +
      'does not end the call. Needs `tool:execute`.',
    args: { input: t.arg({ type: ExecuteToolInput, required: true, description: 'Which tool, and how.' }) },
    resolve: (_, { input }, context) => calling(context, input, ['input'])(),
  }),
  executeTools: t.field({
    type: [ExecuteToolResult],
    nullable: true,
    description:
      'Calls tools side by side; the results in the order of `calls`. (Fields of a mutation run one after another.)',
    args: { input: t.arg({ type: ExecuteToolsInput, required: true, description: 'Which tools, and how.' }) },
    resolve: (_, { input: { calls } }, context) => {
      requireScope(context, 'tool:execute');
      if (calls.length > MAX_CALLS)
        throw badUserInput(`At most ${MAX_CALLS} calls at once.`, ['input', 'calls']);
      // All are looked at before any runs: a refusal of the whole must leave nothing behind.
      const begin = calls.map((call, i) => calling(context, call, ['input', 'calls', String(i)]));
      return Promise.all(begin.map((run) => run()));
    },
  }),
  cancelExecution: t.field({
    type: ExecutionResult,
    nullable: true,
    description:
      'Ends a call that waits or runs; answers once that is recorded. Own calls need `tool:execute`, those of others ' +
      '`tool:approve` while they wait for approval, else `admin`. NotFound for a call that you may not see.',
    args: { input: t.arg({ type: ExecutionIdInput, required: true, description: 'Which call.' }) },
    resolve: (_, { input: { id } }, context) =>
      attempt(context, scopeToCancel(context, id), () => {
        requireVisible(context, id);
        return context.app.executions.cancel(id, context.caller.actor);
      }),
  }),
  approveExecution: t.field({
    type: ExecutionResult,
    nullable: true,
    description:
      'Lets a call run that waits for approval. Needs `tool:approve`. NotFound for a call that you may not see.',
    args: { input: t.arg({ type: ExecutionIdInput, required: true, description: 'Which call.' }) },
    resolve: (_, { input: { id } }, context) =>
      attempt(context, 'tool:approve', () => {
        requireVisible(context, id);
        return context.app.executions.approve(id, context.caller.actor);
      }),
  }),
}));

/** How to make the call. @throws BAD_USER_INPUT; then nothing runs. */
function calling(context: SchemaContext, input: CallInput, path: readonly string[]) {
  const request = requestOf(input, path);
  const waitMs = milliseconds(input.waitMs, [...path, 'waitMs'], 0) ?? 30_000;
  const { app, caller } = context;
  const readsAllArtifacts = artifactUser(caller).readsAll;
  const run = (): Promise<Record | Preview> =>
    input.dryRun
      ? preview(context, request)
      : // Not what the operation sees: a field before this one may have taken long.
        app.executions.execute({ ...request, waitMs, readsAllArtifacts }, app.store.current, caller);
  return () => attempt(context, 'tool:execute', run);
}

async function preview({ app }: SchemaContext, request: CallRequest): Promise<Preview> {
  const { executions } = app;
  const tool = executions.check(request, app.store.current);
  const effects = await app.effectsOf(tool, request.args);
  if (effects === null) throw undeclared(tool);
  return {
    planned: tool,
    arguments: request.args,
    effects,
    needsApproval: executions.needsApproval(tool),
    timeoutMs: executions.timeoutOf(tool, request),
  };
}

function undeclared({ name }: ToolRecord): DomainError {
  const message = `Tool "${name}" does not declare what it changes, so a call of it cannot be previewed. Its author can add \`effects\`.`;
  return new DomainError('EFFECTS_NOT_DECLARED', message, { path: ['dryRun'] });
}

function requestOf(input: CallInput, path: readonly string[]): CallRequest {
  const { tool, idempotencyKey: key } = input;
  if (key != null && (key === '' || key.length > MAX_KEY || !key.isWellFormed())) {
    const message = `\`idempotencyKey\` must have 1 to ${MAX_KEY} characters, and no half of one (a lone surrogate).`;
    throw badUserInput(message, [...path, 'idempotencyKey']);
  }
  return {
    tool,
    args: (input.arguments ?? {}) as JsonObject,
    idempotencyKey: key ?? undefined,
    timeoutMs: milliseconds(input.timeoutMs, [...path, 'timeoutMs'], 1),
    expectedDefinitionHash: input.expectedDefinitionHash ?? undefined,
  };
}

/** @throws NotFound for a call that the caller may not see, as for one that is not there. */
function requireVisible(context: SchemaContext, id: string): void {
  if (!findVisible(context, id)) throw new NotFound('execution', id, [], ['id']);
}

function scopeToCancel(context: SchemaContext, id: string) {
  const { caller } = context;
  const mayApprove = hasScope(caller, 'tool:approve');
  const execution = findVisible(context, id);
  if (!execution) return mayApprove ? 'tool:approve' : 'tool:execute';
  if (execution.status === 'AWAITING_APPROVAL' && mayApprove) return 'tool:approve';
  return execution.actor.name === caller.actor.name ? 'tool:execute' : 'admin';
}

function milliseconds(
  value: number | null | undefined,
  path: readonly string[],
  least: number,
): number | undefined {
  if (value == null) return undefined;
  if (value >= least && value <= 600_000) return value;
  throw badUserInput(`\`${path.at(-1)}\` must be from ${least} to 600000 milliseconds, not ${value}.`, path);
}
