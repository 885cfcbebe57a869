import { emptyCompetencies } from './competencies.ts';
import {
  type CompetencyRecord,
  type Entity,
  type EntityType,
  type FileHandlerRecord,
  type PluginRecord,
  type ToolRecord,
  entityId,
} from './definitions.ts';
import type { Change } from './events.ts';
import { emptyFileHandlers } from './file-handlers.ts';
import { emptyPlugins } from './plugins.ts';
import type { Table } from './table.ts';
import { emptyTools } from './tools.ts';

/** Everything that is registered at one revision: an immutable value. */
export interface Registry {
  readonly revision: number;
  readonly plugins: Table<PluginRecord>;
  readonly tools: Table<ToolRecord>;
  readonly competencies: Table<CompetencyRecord>;
  readonly fileHandlers: Table<FileHandlerRecord>;
}

/** The registry that holds these things. */
export function buildRegistry(revision: number, entities: Iterable<Entity>): Registry {
  const rows = { Plugin: [], Tool: [], Competency: [], FileHandler: [] } as Record<
    string,
    [string, unknown][]
  >;
  for (const entity of entities) rows[entity.typename]!.push([entityId(entity), entity.record]);
  return {
    revision,
    plugins: emptyPlugins.apply(rows.Plugin as [string, PluginRecord][]),
    tools: emptyTools.apply(rows.Tool as [string, ToolRecord][]),
    competencies: emptyCompetencies.apply(rows.Competency as [string, CompetencyRecord][]),
    fileHandlers: emptyFileHandlers.apply(rows.FileHandler as [string, FileHandlerRecord][]),
  };
}

/** The registry after a commit. What did not change is shared, so that it costs the size of the change. */
export function foldChanges(registry: Registry, revision: number, changes: readonly Change[]): Registry {
  return {
    revision,
    plugins: registry.plugins.apply(changesOf<PluginRecord>(changes, 'Plugin')),
    tools: registry.tools.apply(changesOf<ToolRecord>(changes, 'Tool')),
    competencies: registry.competencies.apply(changesOf<CompetencyRecord>(changes, 'Competency')),
    fileHandlers: registry.fileHandlers.apply(changesOf<FileHandlerRecord>(changes, 'FileHandler')),
  };
}

function changesOf<T>(changes: readonly Change[], typename: EntityType): [string, T | null][] {
  return changes
    .filter(({ event }) => event.typename === typename)
    .map(({ event, entity }) => [event.subjectId, (entity?.record ?? null) as T | null]);
}
