/** What is registered, as plain data: the records that the journal stores and that the registry holds. */

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export const TOOL_CATEGORIES = [
  'FILE_SYSTEM',
  'VERSION_CONTROL',
  'CODE_EXECUTION',
  'TESTING',
  'DEBUGGING',
  'LLM',
  'IMAGE',
  'AUDIO',
  'VIDEO',
  'DATA_ANALYSIS',
  'DATABASE',
  'FINANCE',
  'ACCOUNTING',
  'CAD',
  'SIMULATION',
  'IOT',
  'WEB',
  'API',
  'UTILITY',
  'CUSTOM',
] as const;
export type ToolCategory = (typeof TOOL_CATEGORIES)[number];

/** From least to most able; the order is the meaning. */
export const SKILL_LEVELS = ['BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'EXPERT'] as const;
export type SkillLevel = (typeof SKILL_LEVELS)[number];

export const PLUGIN_STATES = ['AVAILABLE', 'ENABLED', 'DISABLED', 'DRAINING', 'FAILED'] as const;
export type PluginState = (typeof PLUGIN_STATES)[number];

export const TOOL_AVAILABILITIES = ['READY', 'DISABLED', 'DRAINING', 'UNAVAILABLE', 'QUARANTINED'] as const;
export type ToolAvailability = (typeof TOOL_AVAILABILITIES)[number];

export const FILE_OPERATIONS = ['INSPECT', 'TEXT', 'PREVIEW'] as const;
export type FileOperation = (typeof FILE_OPERATIONS)[number];

export interface CompetencyRequirement {
  competencyId: string;
  level: SkillLevel;
}

export interface PluginRequirement {
  pluginId: string;
  /** A semver range. */
  range: string;
}

/** Why a plugin is FAILED; `hook` is set when one of its hooks threw or hung. */
export interface PluginFailure {
  code: string;
  message: string;
  hook: string | null;
  missing: string[];
}

export interface PluginRecord {
  id: string;
  name: string;
  version: string;
  description: string;
  author: string;
  license: string | null;
  homepage: string | null;
  tags: string[];
  state: PluginState;
  failure: PluginFailure | null;
  /** Where its code comes from, e.g. `shipped`. */
  source: string;
  requires: PluginRequirement[];
  configSchema: JsonObject;
  /** As the caller gave it: secrets stay references. */
  config: JsonObject;
  /** RFC 3339; null while AVAILABLE. */
  loadedAt: string | null;
}

export interface ToolExample {
  description: string;
  arguments: JsonObject;
  result?: JsonValue;
}

/** How long and how much a call may use. */
export interface ToolLimits {
  /** Wall clock in milliseconds, 1 to 600,000. */
  timeoutMs?: number;
  memoryBytes?: number;
  outputBytes?: number;
  /** Calls of it that run at once, 1 to 10,000. */
  maxRunning?: number;
  processes?: number;
}

/** The schemas stay JSON text: a registry of 100,000 tools must not hold 100,000 parsed trees. */
export interface ToolRecord {
  name: string;
  title: string | null;
  description: string;
  category: ToolCategory;
  tags: string[];
  pluginId: string;
  availability: ToolAvailability;
  /** Null when READY. */
  unavailableReason: string | null;
  requiredCompetencies: CompetencyRequirement[];
  readOnly: boolean | null;
  destructive: boolean | null;
  idempotent: boolean | null;
  openWorld: boolean | null;
  limits: ToolLimits;
  /** SHA-256, hex, of name, description and schemas: what a model reads. */
  definitionHash: string;
  /** JSON text of the JSON Schema of the arguments. */
  parameters: string;
  /** JSON text of the JSON Schema of the result, where the author gave one. */
  returns: string | null;
  /** JSON text of a `ToolExample[]`. */
  examples: string;
}

export interface CompetencyRecord {
  id: string;
  name: string;
  description: string;
  category: string;
  skillLevel: SkillLevel;
  pluginId: string;
  parents: string[];
  /** Names as the author lists them; one may be unregistered. */
  relatedTools: string[];
}

/** Bytes that begin a file of a format. */
export interface MagicNumber {
  /** From the start of the file, in bytes. */
  offset: number;
  /** Lower-case hex. */
  hex: string;
}

export interface FileHandlerRecord {
  id: string;
  name: string;
  description: string;
  /** Lower case, with the dot. */
  extensions: string[];
  mimeTypes: string[];
  magic: MagicNumber[];
  operations: FileOperation[];
  availability: ToolAvailability;
  pluginId: string;
}

/** One registered thing of any type. `typename` is its GraphQL type. */
export type Entity =
  | { typename: 'Plugin'; record: PluginRecord }
  | { typename: 'Tool'; record: ToolRecord }
  | { typename: 'Competency'; record: CompetencyRecord }
  | { typename: 'FileHandler'; record: FileHandlerRecord };

export const ENTITY_TYPES = ['Plugin', 'Tool', 'Competency', 'FileHandler'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** What people type: `core`, `fs_read`. Unique per type. */
export function entityId(entity: Entity): string {
  return entity.typename === 'Tool' ? entity.record.name : entity.record.id;
}

/** The plugin that brought it; a plugin belongs to itself. */
export function entityOwner(entity: Entity): string {
  return entity.typename === 'Plugin' ? entity.record.id : entity.record.pluginId;
}
