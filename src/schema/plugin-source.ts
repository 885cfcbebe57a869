/** Mutations about the places that plugins come from. */
import type { PluginRecord } from '../registries/definitions.ts';
import type { PluginError } from '../registries/errors.ts';
import type { SourceChange, SourceChanges } from '../plugins/source-changes.ts';
import type { Scope } from '../config.ts';
import { type SchemaTypes, builder } from './builder.ts';
import { type DeliveredChange, RegistryChange } from './change.ts';
import { type SchemaContext, viewOf } from './context.ts';
import {
  NameTakenType,
  NotFoundType,
  PluginErrorType,
  PluginInUseType,
  RefusedType,
  attempt,
} from './errors.ts';
import { type Failed, failed } from './failure.ts';
import { Plugin } from './plugin.ts';
import { delivered } from './plugin-changes.ts';

interface Seen {
  kind: 'DiscoveredPlugins' | 'PluginSourceAdded' | 'PluginSourceRemoved';
  source: string;
  available: PluginRecord[];
  problems: readonly PluginError[];
  change: DeliveredChange | null;
}

type Builder = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Seen>;

const source = (t: Builder) =>
  t.exposeString('source', {
    description: 'Name of the source, as `Plugin.source` shows it and `removePluginSource` takes it.',
  });

const available = (t: Builder, description: string) =>
  t.field({ type: [Plugin], description, resolve: (seen) => seen.available });

const problems = (t: Builder, description: string) =>
  t.field({ type: [PluginErrorType], description, resolve: (seen) => seen.problems.map(failed) });

const change = (t: Builder) =>
  t.field({
    type: RegistryChange,
    nullable: true,
    description:
      'The commit that lists it; null when nothing had to change. Its `cursor` tells a follower when it has seen that.',
    resolve: (seen) => seen.change,
  });

const DiscoveredPlugins = builder.objectRef<Seen>('DiscoveredPlugins').implement({
  description: 'What all sources have now.',
  isTypeOf: (value) => (value as Seen).kind === 'DiscoveredPlugins',
  fields: (t) => ({
    available: available(t, 'Plugins that can be loaded: see `loadPlugin`.'),
    problems: problems(
      t,
      'What is there and cannot be used, each with the reason and the end of what it wrote to stderr. Where the id ' +
        'is not known, `pluginId` is the name of the file or folder.',
    ),
    change: change(t),
  }),
});

const PluginSourceAdded = builder.objectRef<Seen>('PluginSourceAdded').implement({
  description: 'A source that is looked into from now on, after a restart, too.',
  isTypeOf: (value) => (value as Seen).kind === 'PluginSourceAdded',
  fields: (t) => ({
    source: source(t),
    available: available(t, 'Its plugins that can be loaded now. None is loaded by itself.'),
    problems: problems(t, 'What is there and cannot be used, in any source.'),
    change: change(t),
  }),
});

const PluginSourceRemoved = builder.objectRef<Seen>('PluginSourceRemoved').implement({
  description: 'A source that is no longer looked into.',
  isTypeOf: (value) => (value as Seen).kind === 'PluginSourceRemoved',
  fields: (t) => ({ source: source(t), change: change(t) }),
});

const DiscoverPluginsResult = builder.unionType('DiscoverPluginsResult', {
  description: 'What was found, or why it was not looked.',
  types: [DiscoveredPlugins, RefusedType],
});
const AddPluginSourceResult = builder.unionType('AddPluginSourceResult', {
  description: 'The source, or why it was not added.',
  types: [PluginSourceAdded, NameTakenType, PluginErrorType, RefusedType],
});
const RemovePluginSourceResult = builder.unionType('RemovePluginSourceResult', {
  description: 'The source, or why it was not removed.',
  types: [PluginSourceRemoved, NotFoundType, PluginInUseType, RefusedType],
});

const AddPluginSourceInput = builder.inputType('AddPluginSourceInput', {
  description: 'Where plugins are: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    directory: t.string({
      description:
        'A directory on the server: absolute, or relative to the workspace. Each module in it, and each folder with a ' +
        'package.json, is a plugin; a directory that has a package.json itself is one.',
    }),
    npm: t.string({
      description:
        'Name of an npm package that is installed: beside the configuration, or by `gathering plugins add`.',
    }),
  }),
});
const PluginSourceInput = builder.inputType('PluginSourceInput', {
  description: 'Which source.',
  fields: (t) => ({
    source: t.string({ required: true, description: 'Its name, e.g. `directory:plugins`.' }),
  }),
});

builder.mutationFields((t) => ({
  discoverPlugins: t.field({
    type: DiscoverPluginsResult,
    nullable: true,
    description:
      'Looks again what every source has, and loads nothing. No code of a plugin runs in the server. Needs `plugin:manage`.',
    resolve: (_, _args, context) =>
      look(context, 'plugin:manage', 'DiscoveredPlugins', async (sources, actor) => ({
        source: '',
        ...(await sources.discover(actor)),
      })),
  }),
  addPluginSource: t.field({
    type: AddPluginSourceResult,
    nullable: true,
    description: 'Adds a directory or an npm package that plugins come from, for good. Needs `admin`.',
    args: { input: t.arg({ type: AddPluginSourceInput, required: true, description: 'Where they are.' }) },
    resolve: (_, { input: { directory, npm } }, context) =>
      look(context, 'admin', 'PluginSourceAdded', (sources, actor) =>
        directory == null ? sources.add('npm', npm, actor) : sources.add('directory', directory, actor),
      ),
  }),
  removePluginSource: t.field({
    type: RemovePluginSourceResult,
    nullable: true,
    description:
      'Removes a source that was added; refused while one of its plugins is loaded. Needs `admin`.',
    args: { input: t.arg({ type: PluginSourceInput, required: true, description: 'Which.' }) },
    resolve: (_, { input: { source: name } }, context) =>
      look(context, 'admin', 'PluginSourceRemoved', (sources, actor) => sources.remove(name, actor)),
  }),
}));

async function look(
  context: SchemaContext,
  scope: Scope,
  kind: Seen['kind'],
  run: (sources: SourceChanges, actor: SchemaContext['caller']['actor']) => Promise<SourceChange>,
): Promise<Seen | Failed> {
  const { app, caller } = context;
  const result = await attempt(context, scope, () => run(app.sources, caller.actor));
  context.view = viewOf(app, app.store.current);
  if ('__typename' in result) return result;
  const { plugins } = app.store.current;
  return {
    kind,
    source: result.source,
    available: result.available.flatMap((id) => plugins.get(id) ?? []),
    problems: result.problems,
    change: delivered(result.commit),
  };
}
