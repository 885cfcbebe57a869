/** Plans a change of what a plugin brings, and checks that the registry would be whole after it. */
import { ancestorsOf } from './competencies.ts';
import { changeBetween } from './changes.ts';
import type { CompetencyRecord, Entity, FileHandlerRecord, ToolRecord } from './definitions.ts';
import { entityId } from './definitions.ts';
import { NameTaken, PluginError } from './errors.ts';
import type { Change } from './events.ts';
import { type Registry, foldChanges } from './registry.ts';
import type { Table } from './table.ts';

/** What a plugin brings. */
export interface PluginContents {
  tools: readonly ToolRecord[];
  competencies: readonly CompetencyRecord[];
  fileHandlers: readonly FileHandlerRecord[];
}

export const NOTHING: PluginContents = { tools: [], competencies: [], fileHandlers: [] };

/** What the registry holds of a plugin. */
export function contentsOf(registry: Registry, pluginId: string): PluginContents {
  const owned = <T>(table: Table<T>) =>
    Array.from(table.walkFacet('plugin', pluginId), ([, record]) => record);
  return {
    tools: owned(registry.tools),
    competencies: owned(registry.competencies),
    fileHandlers: owned(registry.fileHandlers),
  };
}

/**
 * The changes after which a plugin brings exactly `wanted`.
 * @throws NameTaken when a name belongs to another plugin.
 */
export function planContents(registry: Registry, pluginId: string, wanted: PluginContents): Change[] {
  refuseTakenNames(registry, pluginId, wanted);
  const current = contentsOf(registry, pluginId);
  return [
    ...diff('Competency', current.competencies, wanted.competencies),
    ...diff('Tool', current.tools, wanted.tools),
    ...diff('FileHandler', current.fileHandlers, wanted.fileHandlers),
  ];
}

/**
 * The registry as it would be after the changes, still at the revision they were planned on.
 * @throws PluginError INVALID_PLUGIN or MISSING_DEPENDENCY when the competencies would not be whole.
 */
export function previewChanges(registry: Registry, changes: readonly Change[]): Registry {
  checkChanges(registry, changes);
  return foldChanges(registry, registry.revision, changes);
}

/** The check alone: it folds no tools, of which there may be thousands. @throws PluginError, as previewChanges. */
export function checkChanges(registry: Registry, changes: readonly Change[]): void {
  const competencies = changes.filter(({ event }) => event.typename === 'Competency');
  const after = foldChanges(registry, registry.revision, competencies);
  for (const { entity } of changes) {
    if (entity?.typename === 'Competency') checkParents(after, entity.record);
    if (entity?.typename === 'Tool') checkRequirements(after, entity.record);
  }
  const changed = new Set(changes.map(({ event }) => event.subjectId));
  for (const { event, entity } of competencies)
    if (entity === null) refuseUsed(registry, after, changed, event.subjectId);
}

/** Nothing that stays may need a competency that goes. */
function refuseUsed(registry: Registry, after: Registry, changed: ReadonlySet<string>, id: string): void {
  const [child] = after.competencies.walkFacet('parent', id);
  const tools = Array.from(registry.tools.walkFacet('competency', id)).filter(([name]) => !changed.has(name));
  const [name, { pluginId }] = child ?? tools[0] ?? [null, { pluginId: '' }];
  if (name === null) return;
  const message = `The competency "${id}" would go, and "${name}" of plugin "${pluginId}" needs it. Keep it, or unload "${pluginId}" first.`;
  const owner = registry.competencies.get(id)!.pluginId;
  throw new PluginError('IN_USE', owner, message, { path: ['competencies', id] });
}

type Brought = Exclude<Entity, { typename: 'Plugin' }>;

function diff<T extends Brought['typename']>(
  typename: T,
  current: readonly Extract<Brought, { typename: T }>['record'][],
  wanted: readonly Extract<Brought, { typename: T }>['record'][],
): Change[] {
  const entity = (record: unknown) => ({ typename, record }) as Brought;
  const before = new Map(current.map((record) => [entityId(entity(record)), entity(record)]));
  const after = new Map(wanted.map((record) => [entityId(entity(record)), entity(record)]));
  const removed = [...before].filter(([id]) => !after.has(id)).map(([, gone]) => changeBetween(gone, null));
  const kept = [...after].map(([id, now]) => changeBetween(before.get(id) ?? null, now));
  return [...removed, ...kept].filter((change) => change !== null);
}

function refuseTakenNames(registry: Registry, pluginId: string, wanted: PluginContents): void {
  const taken = [
    ...wanted.tools.map((tool) => ['tool', tool.name, registry.tools.get(tool.name)] as const),
    ...wanted.competencies.map((own) => ['competency', own.id, registry.competencies.get(own.id)] as const),
    ...wanted.fileHandlers.map((own) => ['file handler', own.id, registry.fileHandlers.get(own.id)] as const),
  ].filter(([, , owned]) => owned !== undefined && owned.pluginId !== pluginId);
  const [what, name, owned] = taken[0] ?? [];
  if (!owned) return;
  const names = taken.filter(([, , other]) => other!.pluginId === owned.pluginId).map(([, id]) => id);
  throw new NameTaken(
    `The ${what} "${name}" of plugin "${pluginId}" already belongs to plugin "${owned.pluginId}". Rename it or unload "${owned.pluginId}".`,
    names,
    owned.pluginId,
  );
}

function checkParents(after: Registry, competency: CompetencyRecord): void {
  const { id, pluginId, parents } = competency;
  const unknown = parents.filter((parent) => !after.competencies.has(parent));
  if (unknown.length > 0) {
    throw missing(pluginId, `The competency "${id}" names the unknown parent "${unknown[0]}".`, unknown);
  }
  const onCycle = parents.find((parent) => parent === id || ancestorsOf(after, parent).includes(id));
  if (onCycle !== undefined) {
    const message = `The competency "${id}" would be its own ancestor through its parent "${onCycle}". Remove one of the links.`;
    throw new PluginError('INVALID_PLUGIN', pluginId, message, { path: ['competencies', id, 'parents'] });
  }
}

function checkRequirements(after: Registry, { name, pluginId, requiredCompetencies }: ToolRecord): void {
  const unknown = requiredCompetencies.map((r) => r.competencyId).filter((id) => !after.competencies.has(id));
  if (unknown.length > 0) {
    throw missing(pluginId, `The tool "${name}" requires the unknown competency "${unknown[0]}".`, unknown);
  }
}

function missing(pluginId: string, problem: string, names: readonly string[]): PluginError {
  const message = `${problem} Declare it, or require the plugin that brings it.`;
  return new PluginError('MISSING_DEPENDENCY', pluginId, message, { missing: names });
}
