/** Mutations that load, unload, enable and disable plugins. */
import type { PluginError } from '../registries/errors.ts';
import type { JsonObject, PluginRecord } from '../registries/definitions.ts';
import type { Commit, RegistryEvent as Event } from '../registries/events.ts';
import type { UnloadMode } from '../plugins/drain.ts';
import type { Outcome } from '../plugins/host.ts';
import { isDeep } from '../registries/deep.ts';
import { builder } from './builder.ts';
import { type DeliveredChange, RegistryChange } from './change.ts';
import { type SchemaContext, badUserInput, viewOf } from './context.ts';
import {
  NameTakenType,
  NotFoundType,
  PluginErrorType,
  PluginInUseType,
  RefusedType,
  attempt,
} from './errors.ts';
import { UnloadModeEnum } from './enums.ts';
import { type Failed, failed } from './failure.ts';
import { RegistryEvent } from './event.ts';
import { Plugin } from './plugin.ts';

/** A commit as the answer to who made it. */
export function delivered(commit: Commit | null): DeliveredChange | null {
  return commit && { commit, events: commit.events, revision: commit.revision, follows: commit.revision - 1 };
}

interface Changed {
  revision: number;
  plugins: PluginRecord[];
  unloadedIds: string[];
  planned: Event[];
  change: DeliveredChange | null;
  warnings: readonly PluginError[];
}

const changeDescription =
  'The (last) commit; null on a dry run and when nothing had to change. Its `cursor` tells a follower when it has seen the write.';

const revisionDescription =
  'Revision of the registry: after the change, or the one on which it was planned, which `expectedRevision` takes.';

const PluginChanged = builder.objectRef<Changed>('PluginChanged').implement({
  description: 'A plugin that was changed, or on a dry run would be.',
  isTypeOf: (value) => 'plugins' in (value as object) && (value as Changed).unloadedIds.length === 0,
  fields: (t) => ({
    plugin: t.field({
      type: Plugin,
      description: 'The plugin as it is after the change; on a dry run, as it would be.',
      resolve: ({ plugins }) => plugins.at(-1)!,
    }),
    alsoLoaded: t.field({
      type: [Plugin],
      description: 'Plugins that were loaded because it requires them, in that order.',
      resolve: ({ plugins }) => plugins.slice(0, -1),
    }),
    revision: t.exposeInt('revision', { description: revisionDescription }),
    planned: t.field({
      type: [RegistryEvent],
      description: 'What the change consists of.',
      resolve: ({ planned }) => planned,
    }),
    change: t.field({
      type: RegistryChange,
      nullable: true,
      description: changeDescription,
      resolve: ({ change: made }) => made,
    }),
  }),
});

const PluginUnloadedResult = builder.objectRef<Changed>('PluginUnloadedResult').implement({
  description: 'Plugins that were unloaded, or on a dry run would be.',
  isTypeOf: (value) => 'plugins' in (value as object) && (value as Changed).unloadedIds.length > 0,
  fields: (t) => ({
    unloadedIds: t.exposeIDList('unloadedIds', {
      description: 'In the order of unloading; the one asked for is the last.',
    }),
    revision: t.exposeInt('revision', { description: revisionDescription }),
    planned: t.field({
      type: [RegistryEvent],
      description: 'What the change consists of.',
      resolve: ({ planned }) => planned,
    }),
    change: t.field({
      type: RegistryChange,
      nullable: true,
      description: changeDescription,
      resolve: ({ change: made }) => made,
    }),
    warnings: t.field({
      type: [PluginErrorType],
      description: 'Hooks of unloaded plugins that threw or hung: something of them may be left behind.',
      resolve: ({ warnings }) => warnings.map(failed),
    }),
  }),
});

const LoadPluginResult = builder.unionType('LoadPluginResult', {
  description: 'The change of a plugin, or why there was none.',
  types: [PluginChanged, NotFoundType, NameTakenType, PluginErrorType, RefusedType],
});

const UnloadPluginResult = builder.unionType('UnloadPluginResult', {
  description: 'What was unloaded, or why nothing was.',
  types: [PluginUnloadedResult, NotFoundType, PluginInUseType, RefusedType],
});

const dryRunField = 'Plan only: answers the events and commits nothing; no hook runs.';
const expectedRevisionField =
  'Only if the registry is still at this revision: apply exactly the plan that was previewed.';

const LoadPluginInput = builder.inputType('LoadPluginInput', {
  description: 'Which plugin to load.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'For example `core`.' }),
    config: t.field({
      type: 'JSON',
      description: 'An object for its `configSchema`; default: what the server configures.',
    }),
    dryRun: t.boolean({ defaultValue: false, description: dryRunField }),
    expectedRevision: t.int({ description: expectedRevisionField }),
  }),
});

const UnloadPluginInput = builder.inputType('UnloadPluginInput', {
  description: 'Which plugin to unload.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'For example `core`.' }),
    mode: t.field({
      type: UnloadModeEnum,
      defaultValue: 'DRAIN',
      description:
        'What becomes of calls that run. FORCE for a plugin whose unload waits for calls ends the waiting, and answers ' +
        'what that unload does.',
    }),
    cascade: t.boolean({ defaultValue: false, description: 'Also unload all plugins that need it.' }),
    dryRun: t.boolean({ defaultValue: false, description: dryRunField }),
    expectedRevision: t.int({
      description: `${expectedRevisionField} Where calls run, that holds for the commit that makes it DRAINING.`,
    }),
  }),
});

const PluginIdInput = builder.inputType('PluginIdInput', {
  description: 'Which plugin.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'For example `core`.' }),
    mode: t.field({
      type: UnloadModeEnum,
      defaultValue: 'DRAIN',
      description:
        'What becomes of running calls: of all when it is disabled, of those that use the old code when it is reloaded. ' +
        'Enabling ends none.',
    }),
    dryRun: t.boolean({ defaultValue: false, description: dryRunField }),
  }),
});

builder.mutationFields((t) => ({
  loadPlugin: t.field({
    type: LoadPluginResult,
    nullable: true,
    description: 'Loads a plugin, and first the plugins it requires: all or nothing. Needs `plugin:manage`.',
    args: { input: t.arg({ type: LoadPluginInput, required: true, description: 'Which and how.' }) },
    resolve: (_, { input: { id, config, dryRun, expectedRevision } }, context) =>
      change(context, (host) =>
        host.load(
          { id, config: configObject(config), ...choices(dryRun, expectedRevision) },
          context.caller.actor,
        ),
      ),
  }),
  unloadPlugin: t.field({
    type: UnloadPluginResult,
    nullable: true,
    description:
      'Unloads a plugin with all that it brings; refused while others need it. While calls of it run, it is DRAINING, in a ' +
      'commit of its own, and takes no new ones. When this answers, nothing of a plugin that has a process runs. Needs ' +
      '`plugin:manage`.',
    args: { input: t.arg({ type: UnloadPluginInput, required: true, description: 'Which and how.' }) },
    resolve: (_, { input: { id, cascade, dryRun, expectedRevision, mode } }, context) =>
      change(
        context,
        (host) =>
          host.unload(
            {
              id,
              cascade: cascade ?? false,
              mode: mode ?? 'DRAIN',
              ...choices(dryRun, expectedRevision),
            },
            context.caller.actor,
          ),
        true,
      ),
  }),
  reloadPlugin: t.field({
    type: LoadPluginResult,
    nullable: true,
    description:
      'Starts the code of a loaded plugin anew, as it is now. The old code serves until the new one is ready, goes on ' +
      'if that fails, and ends after its last call, or cancels those that are too late: see `mode`. What differs is one ' +
      'commit. Needs `plugin:manage`.',
    args: { input: t.arg({ type: PluginIdInput, required: true, description: 'Which.' }) },
    resolve: (_, { input }, context) =>
      change(context, (host) => host.reload(switching(input), context.caller.actor)),
  }),
  enablePlugin: t.field({
    type: LoadPluginResult,
    nullable: true,
    description: 'Lets the tools of a disabled plugin run again. Needs `plugin:manage`.',
    args: { input: t.arg({ type: PluginIdInput, required: true, description: 'Which.' }) },
    resolve: (_, { input }, context) =>
      change(context, (host) => host.setEnabled(switching(input), true, context.caller.actor)),
  }),
  disablePlugin: t.field({
    type: LoadPluginResult,
    nullable: true,
    description:
      'Keeps a plugin listed and its tools from running. While calls of it run, it is DRAINING, in a commit of its own. ' +
      'Needs `plugin:manage`.',
    args: { input: t.arg({ type: PluginIdInput, required: true, description: 'Which.' }) },
    resolve: (_, { input }, context) =>
      change(context, (host) => host.setEnabled(switching(input), false, context.caller.actor)),
  }),
}));

async function change(
  context: SchemaContext,
  run: (host: SchemaContext['app']['plugins']) => Promise<Outcome>,
  unloading = false,
): Promise<Changed | Failed> {
  const result = await attempt(context, 'plugin:manage', () => run(context.app.plugins));
  if ('__typename' in result) {
    context.view = viewOf(context.app, context.app.store.current);
    return result;
  }
  const { ids, registry, planned, commit, warnings } = result;
  context.view = viewOf(context.app, registry);
  return {
    revision: registry.revision,
    plugins: ids.flatMap((id) => registry.plugins.get(id) ?? []),
    unloadedIds: unloading ? [...ids] : [],
    planned: planned.map(({ event }) => event),
    change: delivered(commit),
    warnings,
  };
}

function switching({ id, dryRun, mode }: { id: string; dryRun?: boolean | null; mode?: UnloadMode | null }) {
  return { id, mode: mode ?? 'DRAIN', ...choices(dryRun) };
}

function choices(dryRun: boolean | null | undefined, expectedRevision?: number | null) {
  return { dryRun: dryRun ?? false, expectedRevision: expectedRevision ?? undefined };
}

function configObject(config: unknown): JsonObject | undefined {
  if (config == null) return undefined;
  const isObject = typeof config === 'object' && !Array.isArray(config);
  if (isObject && !isDeep(config)) return config as JsonObject;
  throw badUserInput('`config` must be an object, of at most 100 levels.', ['input', 'config']);
}
