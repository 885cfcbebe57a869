/** Expected failures: members of the result unions, all with the `Error` interface. */
import {
  DomainError,
  type InvalidArguments,
  type NameTaken,
  type NotFound,
  type PluginError,
  type PluginInUse,
  type ToolNotReady,
} from '../registries/errors.ts';
import type { Scope } from '../config.ts';
import { hasScope } from '../access.ts';
import { type Failed, failed, isFailed } from './failure.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { ErrorCodeEnum, ToolAvailabilityEnum } from './enums.ts';
import { Plugin } from './plugin.ts';

/** What every failure tells. */
export type Failure = Pick<DomainError, 'code' | 'message' | 'path' | 'retryable'>;

export const ErrorInterface = builder.interfaceRef<Failure>('Error').implement({
  description:
    'Every expected failure. Select `... on Error { code message }`; the members add typed data. It never nulls a sibling field.',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCodeEnum, description: 'What kind of failure; stable.' }),
    message: t.exposeString('message', { description: 'What is wrong and what to do next.' }),
    path: t.field({
      type: ['String'],
      description:
        'Leads to what is wrong in the input, e.g. `["arguments", "path"]`; empty when no part of it is.',
      resolve: ({ path }) => [...path],
    }),
    retryable: t.exposeBoolean('retryable', { description: 'May the same call succeed later?' }),
  }),
});

export const NotFoundType = builder.objectRef<Failed<NotFound>>('NotFound').implement({
  description: 'Nothing has that id.',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('NotFound'),
  fields: (t) => ({
    suggestions: t.field({
      type: ['String'],
      description: 'The nearest names, best first, at most three.',
      resolve: ({ suggestions }) => [...suggestions],
    }),
  }),
});

export const NameTakenType = builder.objectRef<Failed<NameTaken>>('NameTaken').implement({
  description: 'Names that a plugin owns already. Nothing was loaded.',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('NameTaken'),
  fields: (t) => ({
    names: t.field({ type: ['String'], description: 'The names.', resolve: ({ names }) => [...names] }),
    ownerId: t.exposeID('ownerId', { description: 'Id of the plugin that owns them.' }),
  }),
});

export const PluginInUseType = builder.objectRef<Failed<PluginInUse>>('PluginInUse').implement({
  description:
    'Other plugins need it, or loaded plugins come from it. Unload them first, or unload with `cascade: true`.',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('PluginInUse'),
  fields: (t) => ({
    dependents: t.field({
      type: [Plugin],
      description: 'The plugins that need it, by id.',
      resolve: ({ dependentIds }, _, { view }) =>
        dependentIds.flatMap((id) => view.registry.plugins.get(id) ?? []),
    }),
  }),
});

const ArgumentIssue = builder.objectRef<InvalidArguments['issues'][number]>('ArgumentIssue').implement({
  description: 'One thing that is wrong with the arguments of a call.',
  fields: (t) => ({
    pointer: t.exposeString('pointer', {
      description: 'JSON Pointer into `arguments`; empty for the whole.',
    }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
    keyword: t.exposeString('keyword', { description: 'The JSON Schema keyword that is not met.' }),
  }),
});

export const InvalidArgumentsType = builder
  .objectRef<Failed<InvalidArguments>>('InvalidArguments')
  .implement({
    description: 'The arguments do not fit the tool. Nothing ran.',
    interfaces: [ErrorInterface],
    isTypeOf: isFailed('InvalidArguments'),
    fields: (t) => ({
      issues: t.field({
        type: [ArgumentIssue],
        description: 'All that is wrong, at most 20.',
        resolve: ({ issues }) => [...issues],
      }),
    }),
  });

export const ToolNotReadyType = builder.objectRef<Failed<ToolNotReady>>('ToolNotReady').implement({
  description: 'The tool is listed and does not run now.',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('ToolNotReady'),
  fields: (t) => ({
    availability: t.expose('availability', {
      type: ToolAvailabilityEnum,
      description: 'Why it does not run.',
    }),
  }),
});

export const RefusedType = builder.objectRef<Failed>('Refused').implement({
  description: 'Any other expected failure: see `code` (REVISION_CONFLICT, STORAGE_FULL, ACCESS_DENIED …).',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('Refused'),
  fields: () => ({}),
});

/** A problem with a plugin, thrown or stored. */
export type PluginProblem = Failure & Pick<PluginError, 'pluginId' | 'hook' | 'missing'>;

export const PluginErrorType = builder.objectRef<PluginProblem>('PluginError').implement({
  description: 'A plugin that cannot be loaded, or one of whose hooks threw or hung.',
  interfaces: [ErrorInterface],
  isTypeOf: isFailed('PluginError'),
  fields: (t) => ({
    pluginId: t.exposeID('pluginId', { description: 'The plugin at fault.' }),
    hook: t.exposeString('hook', {
      nullable: true,
      description: 'The hook that threw or hung; null when none did.',
    }),
    missing: t.field({
      type: ['String'],
      description: 'What it needs and does not find: plugins, packages, programs, competencies.',
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

/** Runs a mutation that needs a scope; an expected failure becomes its result, a bug stays thrown. */
export async function attempt<T>(
  context: SchemaContext,
  scope: Scope,
  run: () => Promise<T>,
): Promise<T | Failed> {
  try {
    refuseWithout(context, scope);
    return await run();
  } catch (error) {
    if (error instanceof DomainError) return failed(error);
    throw error;
  }
}

function refuseWithout({ caller }: SchemaContext, scope: Scope): void {
  if (hasScope(caller, scope)) return;
  const message = `This needs the scope "${scope}", which the token "${caller.actor.name}" does not have.`;
  throw new DomainError('ACCESS_DENIED', message);
}
