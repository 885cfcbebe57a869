import type { Entity, EntityType } from './definitions.ts';

export const CHANGE_OPERATIONS = ['ADDED', 'UPDATED', 'REMOVED'] as const;
export type ChangeOperation = (typeof CHANGE_OPERATIONS)[number];

/** Past-tense facts. The name of each is its GraphQL type; the value is the type of thing it is about. */
export const REGISTRY_EVENT_TYPES = {
  PluginDiscovered: 'Plugin',
  PluginLoaded: 'Plugin',
  PluginReloaded: 'Plugin',
  PluginEnabled: 'Plugin',
  PluginDraining: 'Plugin',
  PluginDisabled: 'Plugin',
  PluginFailed: 'Plugin',
  PluginHealthChanged: 'Plugin',
  PluginUnloaded: 'Plugin',
  ToolRegistered: 'Tool',
  ToolUpdated: 'Tool',
  ToolUnregistered: 'Tool',
  CompetencyRegistered: 'Competency',
  CompetencyUpdated: 'Competency',
  CompetencyUnregistered: 'Competency',
  FileHandlerRegistered: 'FileHandler',
  FileHandlerUpdated: 'FileHandler',
  FileHandlerUnregistered: 'FileHandler',
} as const satisfies Record<string, EntityType>;
export type RegistryEventType = keyof typeof REGISTRY_EVENT_TYPES;

export interface RegistryEvent {
  type: RegistryEventType;
  operation: ChangeOperation;
  typename: EntityType;
  subjectId: string;
  pluginId: string;
  /** Categories the subject has or had, so that a filtered follower sees it leave, too. */
  categories: string[];
  /** Competencies it requires or required; a competency's own id. */
  competencies: string[];
  /** Of an update: GraphQL field names, sorted. */
  changedFields?: string[];
  /** Of a ToolUpdated: may callers of the old definition fail now? */
  breaking?: boolean;
  /** Of a PluginLoaded or PluginReloaded. */
  version?: string;
}

/** Who did it. */
export interface Actor {
  kind: 'USER' | 'AGENT' | 'PLUGIN' | 'SYSTEM';
  name: string;
}

/** One commit of the registry's history: one revision, all or nothing. */
export interface Commit {
  revision: number;
  /** RFC 3339, UTC. */
  at: string;
  actor: Actor;
  events: readonly RegistryEvent[];
}

/** An event with the thing as it is after it; null once removed. */
export interface Change {
  event: RegistryEvent;
  entity: Entity | null;
}

/** A commit as a registry folds it: `changes[i].event` is `events[i]`. */
export interface CommittedChanges extends Commit {
  changes: readonly Change[];
}
