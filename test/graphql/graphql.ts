/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What kind of actor. */
export type ActorKind =
  /** An agent, by its token. */
  | 'AGENT'
  /** A plugin. */
  | 'PLUGIN'
  /** GatheRing itself, e.g. at start-up. */
  | 'SYSTEM'
  /** A person or program with a token, or `local`. */
  | 'USER';

/** Where plugins are: exactly one of these. */
export type AddPluginSourceInput =
  {   /** A directory on the server: absolute, or relative to the workspace. Each module in it, and each folder with a package.json, is a plugin; a directory that has a package.json itself is one. */
  directory: string; npm?: never; }
  |  { directory?: never;   /** Name of an npm package that is installed: beside the configuration, or by `gathering plugins add`. */
  npm: string; };

/** What a list has to do about an event. */
export type ChangeOperation =
  /** Insert the subject. */
  | 'ADDED'
  /** Evict `typename:subjectId`. */
  | 'REMOVED'
  /** Replace the subject. */
  | 'UPDATED';

/** Types of registered things. The values are GraphQL type names: `typename:subjectId` is the cache key. */
export type EntityType =
  /** A `Competency`. */
  | 'Competency'
  /** A `FileHandler`. */
  | 'FileHandler'
  /** A `Plugin`. */
  | 'Plugin'
  /** A `Tool`. */
  | 'Tool';

/** Stable; the list grows. Treat an unknown code by `retryable`. */
export type ErrorCode =
  /** The caller may not do this. */
  | 'ACCESS_DENIED'
  /** It was cancelled: the message says by whom. */
  | 'CANCELLED'
  /** The history behind the cursor is no longer kept. */
  | 'CURSOR_EXPIRED'
  /** Not a cursor of this change stream. */
  | 'CURSOR_INVALID'
  /** The tool does not declare what it changes. */
  | 'EFFECTS_NOT_DECLARED'
  /** The key means a call with other arguments, or one that is no longer kept. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The server was killed meanwhile. */
  | 'INTERRUPTED'
  /** The arguments do not fit: see `issues`, or `path`. */
  | 'INVALID_ARGUMENTS'
  /** The configuration does not fit the plugin. */
  | 'INVALID_CONFIG'
  /** The definition of the plugin is wrong. */
  | 'INVALID_PLUGIN'
  /** Others need it: see `dependents`. */
  | 'IN_USE'
  /** There is no jail to run programs in: the message says why. On Linux install the package bubblewrap; the setting `allowUnjailed` does without, and is dangerous. */
  | 'JAIL_UNAVAILABLE'
  /** A program used more than it may: memory, processes, output or disk. */
  | 'LIMIT_EXCEEDED'
  /** Something it needs is missing: see `missing`. */
  | 'MISSING_DEPENDENCY'
  /** Another plugin owns that name. */
  | 'NAME_TAKEN'
  /** The call waits for no approval. */
  | 'NOT_AWAITING_APPROVAL'
  /** The call has ended. */
  | 'NOT_CANCELLABLE'
  /** Nothing has that id: see `suggestions`. */
  | 'NOT_FOUND'
  /** The code of the plugin threw, or its process ended. */
  | 'PLUGIN_CRASHED'
  /** As many calls wait as may; retry in a moment. */
  | 'QUEUE_FULL'
  /** The result does not fit what the tool promises. */
  | 'RESULT_INVALID'
  /** The result is larger than is passed on. */
  | 'RESULT_TOO_LARGE'
  /** The registry changed since the preview. */
  | 'REVISION_CONFLICT'
  /** The server ends, or is starting; retry. */
  | 'SHUTTING_DOWN'
  /** The stored history cannot be read. */
  | 'STORAGE_DAMAGED'
  /** The disk of the data folder is full; nothing was changed. */
  | 'STORAGE_FULL'
  /** The time limit was reached. */
  | 'TIMED_OUT'
  /** The tool is no longer the one that was read. */
  | 'TOOL_CHANGED'
  /** The tool says that it failed. */
  | 'TOOL_ERROR'
  /** The tool does not run now: see its `unavailableReason`. */
  | 'TOOL_NOT_READY';

/** Which tool to call, and how. */
export type ExecuteToolInput = {
  /** An object for its `parameters`; default `{}`. */
  arguments?: any;
  /** All checks, and what the call would change (`ExecutionPreview`); nothing runs. */
  dryRun?: boolean | null | undefined;
  /** `definitionHash` of the tool as you read it: if it is another one by now, the call is refused (TOOL_CHANGED). */
  expectedDefinitionHash?: string | null | undefined;
  /** Your name for this call, at most 255 characters. The same key for the same tool is the same call, also after a restart (for `idempotencyKeyHours`): it is not run again. With other arguments it is refused. */
  idempotencyKey?: string | null | undefined;
  /** Time limit in milliseconds, 1 to 600000, from when it begins to run; default: the tool’s own, then the server’s. */
  timeoutMs?: number | null | undefined;
  /** Name of the tool. */
  tool: string | number;
  /** Milliseconds to wait for the end, 0 to 600000. After that it answers what it has (AWAITING_APPROVAL, QUEUED, RUNNING) and the call goes on. */
  waitMs?: number | null | undefined;
};

/** Calls that run side by side. */
export type ExecuteToolsInput = {
  /** The calls, at most 100. */
  calls: Array<ExecuteToolInput>;
};

/** Which calls. Fields are ANDed; the values of one field are ORed. */
export type ExecutionFilter = {
  /** For one of these agents. */
  agentId?: Array<string | number> | null | undefined;
  /** With one of these ids. */
  id?: Array<string | number> | null | undefined;
  /** Of a tool of one of these plugins. */
  pluginId?: Array<string | number> | null | undefined;
  /** Admitted after this moment. */
  queuedAfter?: string | null | undefined;
  /** Admitted before this moment. */
  queuedBefore?: string | null | undefined;
  /** In one of these states. */
  status?: Array<ExecutionStatus> | null | undefined;
  /** Of one of these tools, also of such as are gone. */
  tool?: Array<string | number> | null | undefined;
};

/** Which call. */
export type ExecutionIdInput = {
  /** `id` of an `Execution`. */
  id: string | number;
};

/** Where a call is. All but the first three are final. */
export type ExecutionStatus =
  /** It waits until somebody lets it run: see `approveExecution`. */
  | 'AWAITING_APPROVAL'
  /** Somebody ended it, or its plugin or the server went: see `error`. */
  | 'CANCELLED'
  /** The tool or its result failed: see `error`. */
  | 'FAILED'
  /** The server was killed while it ran. What it did is not known; it is never run again by itself. */
  | 'INTERRUPTED'
  /** It waits its turn. */
  | 'QUEUED'
  /** The tool works. */
  | 'RUNNING'
  /** The tool answered: see `result`. */
  | 'SUCCEEDED'
  /** Its time limit ended it, or nobody approved it in time. */
  | 'TIMED_OUT';

/** What a file handler can do with a file. */
export type FileOperation =
  /** Tell facts about it. */
  | 'INSPECT'
  /** Make a picture of it. */
  | 'PREVIEW'
  /** Give its text. */
  | 'TEXT';

/** Which file to look at, and how. */
export type InspectFileInput = {
  /** Id of a file handler; default: the first that fits and is READY. */
  handler?: string | number | null | undefined;
  /** Default: all that the handler offers. */
  operations?: Array<FileOperation> | null | undefined;
  /** In the workspace, relative to it; or `artifact:ID`. */
  path: string;
};

/** Which plugin to load. */
export type LoadPluginInput = {
  /** An object for its `configSchema`; default: what the server configures. */
  config?: any;
  /** Plan only: answers the events and commits nothing; no hook runs. */
  dryRun?: boolean | null | undefined;
  /** Only if the registry is still at this revision: apply exactly the plan that was previewed. */
  expectedRevision?: number | null | undefined;
  /** For example `core`. */
  id: string | number;
};

/** Which end of an order comes first. */
export type OrderDirection =
  /** The least first. */
  | 'ASC'
  /** The greatest first. */
  | 'DESC';

/** Where a tool printed. */
export type OutputStream =
  /** What a model answers, as it comes. */
  | 'MODEL'
  /** What it says about itself: warnings, errors. */
  | 'STDERR'
  /** Its output. */
  | 'STDOUT';

/** Which plugin. */
export type PluginIdInput = {
  /** Plan only: answers the events and commits nothing; no hook runs. */
  dryRun?: boolean | null | undefined;
  /** For example `core`. */
  id: string | number;
  /** What becomes of running calls: of all when it is disabled, of those that use the old code when it is reloaded. Enabling ends none. */
  mode?: UnloadMode | null | undefined;
};

/** Which source. */
export type PluginSourceInput = {
  /** Its name, e.g. `directory:plugins`. */
  source: string;
};

/** Where a plugin is in its life. */
export type PluginState =
  /** A source has it; nobody has loaded it. */
  | 'AVAILABLE'
  /** Loaded; its tools are listed and do not run. */
  | 'DISABLED'
  /** Going; running calls may finish, new ones are refused. */
  | 'DRAINING'
  /** Loaded; its tools run. */
  | 'ENABLED'
  /** Loaded before, and not able to run now: see `error`. */
  | 'FAILED';

/** Which events are wanted. Fields are ANDed; the values of one field are ORed. */
export type RegistryChangeFilter = {
  /** About tools or competencies that are or were in one of these categories. */
  category?: Array<string> | null | undefined;
  /** About one of these competencies, or tools that require or required one. */
  competency?: Array<string | number> | null | undefined;
  /** With one of these operations. */
  operation?: Array<ChangeOperation> | null | undefined;
  /** About one of these plugins or what they bring. */
  pluginId?: Array<string | number> | null | undefined;
  /** Of one of these types. */
  type?: Array<RegistryEventType> | null | undefined;
  /** About one of these types of things. */
  typename?: Array<EntityType> | null | undefined;
};

/** The events, by the names of their GraphQL types. */
export type RegistryEventType =
  /** A `CompetencyRegistered` event. */
  | 'CompetencyRegistered'
  /** A `CompetencyUnregistered` event. */
  | 'CompetencyUnregistered'
  /** A `CompetencyUpdated` event. */
  | 'CompetencyUpdated'
  /** A `FileHandlerRegistered` event. */
  | 'FileHandlerRegistered'
  /** A `FileHandlerUnregistered` event. */
  | 'FileHandlerUnregistered'
  /** A `FileHandlerUpdated` event. */
  | 'FileHandlerUpdated'
  /** A `PluginDisabled` event. */
  | 'PluginDisabled'
  /** A `PluginDiscovered` event. */
  | 'PluginDiscovered'
  /** A `PluginDraining` event. */
  | 'PluginDraining'
  /** A `PluginEnabled` event. */
  | 'PluginEnabled'
  /** A `PluginFailed` event. */
  | 'PluginFailed'
  /** A `PluginHealthChanged` event. */
  | 'PluginHealthChanged'
  /** A `PluginLoaded` event. */
  | 'PluginLoaded'
  /** A `PluginReloaded` event. */
  | 'PluginReloaded'
  /** A `PluginUnloaded` event. */
  | 'PluginUnloaded'
  /** A `ToolRegistered` event. */
  | 'ToolRegistered'
  /** A `ToolUnregistered` event. */
  | 'ToolUnregistered'
  /** A `ToolUpdated` event. */
  | 'ToolUpdated';

/** Does it run now? */
export type ToolAvailability =
  /** Its plugin is disabled. */
  | 'DISABLED'
  /** Its plugin is going; new calls are refused. */
  | 'DRAINING'
  /** Held back until somebody approves it. */
  | 'QUARANTINED'
  /** It runs. */
  | 'READY'
  /** Something it needs is missing: see the reason. */
  | 'UNAVAILABLE';

/** What a tool is for. Where none fits: CUSTOM and tags. */
export type ToolCategory =
  /** Books and ledgers. */
  | 'ACCOUNTING'
  /** Services of others. */
  | 'API'
  /** Sound. */
  | 'AUDIO'
  /** Construction and models of things. */
  | 'CAD'
  /** Running programs. */
  | 'CODE_EXECUTION'
  /** Anything else: see the tags. */
  | 'CUSTOM'
  /** Stores that answer queries. */
  | 'DATABASE'
  /** Statistics, tables, charts. */
  | 'DATA_ANALYSIS'
  /** Finding faults. */
  | 'DEBUGGING'
  /** Files and folders. */
  | 'FILE_SYSTEM'
  /** Markets, valuation, portfolios. */
  | 'FINANCE'
  /** Pictures. */
  | 'IMAGE'
  /** Devices. */
  | 'IOT'
  /** Language models. */
  | 'LLM'
  /** Models of what happens. */
  | 'SIMULATION'
  /** Running and judging tests. */
  | 'TESTING'
  /** Small general help. */
  | 'UTILITY'
  /** Histories of files, such as git. */
  | 'VERSION_CONTROL'
  /** Moving pictures. */
  | 'VIDEO'
  /** Pages and browsers. */
  | 'WEB';

/** Fields are ANDed; the values of one field are ORed. A single value works as a list: `category: IMAGE`. */
export type ToolFilter = {
  /** With one of these availabilities. */
  availability?: Array<ToolAvailability> | null | undefined;
  /** In one of these categories. */
  category?: Array<ToolCategory> | null | undefined;
  /** Requiring one of these competencies. */
  competency?: Array<string | number> | null | undefined;
  /** With `competency`: also those that require a descendant of it. */
  includeDescendants?: boolean | null | undefined;
  /** Only these. */
  name?: Array<string> | null | undefined;
  /** Brought by one of these plugins. */
  pluginId?: Array<string | number> | null | undefined;
  /** Whose hint `readOnly` is exactly this. */
  readOnly?: boolean | null | undefined;
  /** With one of these tags. */
  tag?: Array<string> | null | undefined;
  /** Every word occurs in name, title, description or tags; case does not matter. */
  text?: string | null | undefined;
};

/** How tools are ordered. */
export type ToolOrder = {
  /** From which end. */
  direction?: OrderDirection;
  /** By what. */
  field: ToolOrderField;
};

/** What tools can be ordered by; ties are broken by name. */
export type ToolOrderField =
  /** Name of the category. */
  | 'CATEGORY'
  /** Name. */
  | 'NAME'
  /** Id of the plugin. */
  | 'PLUGIN';

/** What becomes of running calls of a plugin that goes. */
export type UnloadMode =
  /** They may end, for at most `drainTimeoutMs` (30 seconds unless set); what runs then is cancelled. */
  | 'DRAIN'
  /** They are cancelled at once: CANCELLED, and their code is told. Hurries an unload or disable that waits, too. */
  | 'FORCE';

/** Which plugin to unload. */
export type UnloadPluginInput = {
  /** Also unload all plugins that need it. */
  cascade?: boolean | null | undefined;
  /** Plan only: answers the events and commits nothing; no hook runs. */
  dryRun?: boolean | null | undefined;
  /** Only if the registry is still at this revision: apply exactly the plan that was previewed. Where calls run, that holds for the commit that makes it DRAINING. */
  expectedRevision?: number | null | undefined;
  /** For example `core`. */
  id: string | number;
  /** What becomes of calls that run. FORCE for a plugin whose unload waits for calls ends the waiting, and answers what that unload does. */
  mode?: UnloadMode | null | undefined;
};

export type LoadPluginMutationVariables = Exact<{
  input: LoadPluginInput;
}>;


export type LoadPluginMutation = { loadPlugin:
    | { __typename: 'NameTaken', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, names: Array<string>, ownerId: string }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, suggestions: Array<string> }
    | { __typename: 'PluginChanged', revision: number, plugin: { id: string, state: PluginState, version: string, config: any }, alsoLoaded: Array<{ id: string }>, planned: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
      >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > } | null }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, pluginId: string, hook: string | null, missing: Array<string> }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type UnloadPluginMutationVariables = Exact<{
  input: UnloadPluginInput;
}>;


export type UnloadPluginMutation = { unloadPlugin:
    | { __typename: 'NotFound', suggestions: Array<string>, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginInUse', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, dependents: Array<{ id: string }> }
    | { __typename: 'PluginUnloadedResult', revision: number, unloadedIds: Array<string>, planned: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
      >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > } | null, warnings: Array<{ pluginId: string, hook: string | null, message: string }> }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type EnablePluginMutationVariables = Exact<{
  input: PluginIdInput;
}>;


export type EnablePluginMutation = { enablePlugin:
    | { __typename: 'NameTaken', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, names: Array<string>, ownerId: string }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, suggestions: Array<string> }
    | { __typename: 'PluginChanged', revision: number, plugin: { id: string, state: PluginState, version: string, config: any }, alsoLoaded: Array<{ id: string }>, planned: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
      >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > } | null }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, pluginId: string, hook: string | null, missing: Array<string> }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type DisablePluginMutationVariables = Exact<{
  input: PluginIdInput;
}>;


export type DisablePluginMutation = { disablePlugin:
    | { __typename: 'NameTaken', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, names: Array<string>, ownerId: string }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, suggestions: Array<string> }
    | { __typename: 'PluginChanged', revision: number, plugin: { id: string, state: PluginState, version: string, config: any }, alsoLoaded: Array<{ id: string }>, planned: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
      >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > } | null }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, pluginId: string, hook: string | null, missing: Array<string> }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ExecuteToolMutationVariables = Exact<{
  input: ExecuteToolInput;
}>;


export type ExecuteToolMutation = { executeTool:
    | { __typename: 'Execution', id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
        | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
        | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
        | { __typename: 'TextContent', text: string }
      >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null }
    | { __typename: 'ExecutionPreview' }
    | { __typename: 'InvalidArguments', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, issues: Array<{ pointer: string, message: string, keyword: string }> }
    | { __typename: 'NotFound', suggestions: Array<string>, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ToolNotReady', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ExecutionQueryVariables = Exact<{
  id: string | number;
}>;


export type ExecutionQuery = { execution: { id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
      | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
      | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
      | { __typename: 'TextContent', text: string }
    >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null } | null };

export type ExecutionFactsFragment = { id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
    | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
    | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
    | { __typename: 'TextContent', text: string }
  >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null };

type PluginProblem_NameTaken_Fragment = { names: Array<string>, ownerId: string };

type PluginProblem_NotFound_Fragment = { suggestions: Array<string> };

type PluginProblem_PluginError_Fragment = { pluginId: string, hook: string | null, missing: Array<string> };

export type PluginProblemFragment =
  | PluginProblem_NameTaken_Fragment
  | PluginProblem_NotFound_Fragment
  | PluginProblem_PluginError_Fragment
;

export type ChangedFragment = { revision: number, plugin: { id: string, state: PluginState, version: string, config: any }, alsoLoaded: Array<{ id: string }>, planned: Array<
    | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
    | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
    | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
    | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
    | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
  >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
      | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    > } | null };

export type InspectFileMutationVariables = Exact<{
  input: InspectFileInput;
}>;


export type InspectFileMutation = { inspectFile:
    | { __typename: 'FileInspection', byteSize: number, detectedMimeType: string | null, expectedMimeType: string | null, mismatch: boolean, metadata: any, text: string | null, filePath: string, handler: { id: string } | null, preview: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } | null }
    | { __typename: 'NotFound', suggestions: Array<string>, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ToolNotReady', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ArtifactFragment = { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string };

export type ReloadPluginMutationVariables = Exact<{
  input: PluginIdInput;
}>;


export type ReloadPluginMutation = { reloadPlugin:
    | { __typename: 'NameTaken', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, names: Array<string>, ownerId: string }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, suggestions: Array<string> }
    | { __typename: 'PluginChanged', revision: number, plugin: { id: string, state: PluginState, version: string, config: any }, alsoLoaded: Array<{ id: string }>, planned: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginDraining', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginFailed', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, subjectId: string }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, subjectId: string }
      >, change: { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > } | null }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, pluginId: string, hook: string | null, missing: Array<string> }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type DiscoverPluginsMutationVariables = Exact<{ [key: string]: never; }>;


export type DiscoverPluginsMutation = { discoverPlugins:
    | { __typename: 'DiscoveredPlugins', available: Array<{ id: string, source: string }>, problems: Array<{ code: ErrorCode, message: string, pluginId: string, hook: string | null }>, change: { revision: number } | null }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type AddPluginSourceMutationVariables = Exact<{
  input: AddPluginSourceInput;
}>;


export type AddPluginSourceMutation = { addPluginSource:
    | { __typename: 'NameTaken', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, names: Array<string>, ownerId: string }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, pluginId: string, hook: string | null, missing: Array<string> }
    | { __typename: 'PluginSourceAdded', source: string, available: Array<{ id: string, source: string }>, problems: Array<{ code: ErrorCode, message: string, pluginId: string }>, change: { revision: number } | null }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type RemovePluginSourceMutationVariables = Exact<{
  input: PluginSourceInput;
}>;


export type RemovePluginSourceMutation = { removePluginSource:
    | { __typename: 'NotFound', suggestions: Array<string>, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginInUse', code: ErrorCode, message: string, path: Array<string>, retryable: boolean, dependents: Array<{ id: string }> }
    | { __typename: 'PluginSourceRemoved', source: string, change: { revision: number } | null }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ExecuteToolsMutationVariables = Exact<{
  input: ExecuteToolsInput;
}>;


export type ExecuteToolsMutation = { executeTools: Array<
    | { __typename: 'Execution', id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
        | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
        | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
        | { __typename: 'TextContent', text: string }
      >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null }
    | { __typename: 'ExecutionPreview' }
    | { __typename: 'InvalidArguments', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ToolNotReady', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
  > | null };

export type PreviewToolMutationVariables = Exact<{
  input: ExecuteToolInput;
}>;


export type PreviewToolMutation = { executeTool:
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionPreview', arguments: any, effects: Array<string>, needsApproval: boolean, timeoutMs: number, tool: { id: string } | null }
    | { __typename: 'InvalidArguments', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'PluginError', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ToolNotReady', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type CancelExecutionMutationVariables = Exact<{
  input: ExecutionIdInput;
}>;


export type CancelExecutionMutation = { cancelExecution:
    | { __typename: 'Execution', id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
        | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
        | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
        | { __typename: 'TextContent', text: string }
      >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ApproveExecutionMutationVariables = Exact<{
  input: ExecutionIdInput;
}>;


export type ApproveExecutionMutation = { approveExecution:
    | { __typename: 'Execution', id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, approvedBy: { name: string } | null, content: Array<
        | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
        | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
        | { __typename: 'TextContent', text: string }
      >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null }
    | { __typename: 'NotFound', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Refused', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   | null };

export type ExecutionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ExecutionFilter | null | undefined;
}>;


export type ExecutionsQuery = { executions: { totalCount: number, streamCursor: string, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ arguments: any, startCursor: string, outputBytes: number, id: string, status: ExecutionStatus, toolName: string, result: any, progress: number | null, progressMessage: string | null, outputTail: string, durationMs: number | null, content: Array<
        | { __typename: 'MediaContent', mimeType: string | null, artifact: { id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string } }
        | { __typename: 'ResourceLink', uri: string, mimeType: string | null }
        | { __typename: 'TextContent', text: string }
      >, artifacts: Array<{ id: string, nodeId: string, name: string, mimeType: string, byteSize: number, url: string, uri: string }>, error: { code: ErrorCode, message: string, path: Array<string>, retryable: boolean, sideEffectsPossible: boolean | null } | null }> } };

export type ExecutionUpdatesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: ExecutionFilter | null | undefined;
  heartbeatSeconds?: number | null | undefined;
}>;


export type ExecutionUpdatesSubscription = { executionUpdates:
    | { __typename: 'ExecutionCursorExpired', position: number, previousPosition: number, cursor: string, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ExecutionCursorInvalid', position: number, previousPosition: number, cursor: string, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'ExecutionHeartbeat', position: number, previousPosition: number, cursor: string }
    | { __typename: 'ExecutionUpdate', position: number, previousPosition: number, cursor: string, at: string, status: ExecutionStatus, progress: number | null, progressMessage: string | null, output: Array<{ offset: number, stream: OutputStream, text: string }>, execution: { id: string, status: ExecutionStatus, progress: number | null, result: any } | null }
   };

export type RegistryQueryVariables = Exact<{ [key: string]: never; }>;


export type RegistryQuery = { registry: { id: string, revision: number, cursor: string, oldestCursor: string, pluginCount: number, toolCount: number, competencyCount: number, fileHandlerCount: number } };

export type ToolsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ToolFilter | null | undefined;
  orderBy?: ToolOrder | null | undefined;
}>;


export type ToolsQuery = { tools: { totalCount: number, revision: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ id: string, name: string, description: string, category: ToolCategory, tags: Array<string>, availability: ToolAvailability, unavailableReason: string | null, definitionHash: string, plugin: { id: string, state: PluginState } }> } };

export type ToolFactsFragment = { id: string, name: string, description: string, category: ToolCategory, tags: Array<string>, availability: ToolAvailability, unavailableReason: string | null, definitionHash: string, plugin: { id: string, state: PluginState } };

type Problem_CursorExpired_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_ExecutionCursorExpired_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_ExecutionCursorInvalid_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_ExecutionError_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_InvalidArguments_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_InvalidCursor_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_NameTaken_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_NotFound_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_PluginError_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_PluginInUse_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_Refused_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

type Problem_ToolNotReady_Fragment = { code: ErrorCode, message: string, path: Array<string>, retryable: boolean };

export type ProblemFragment =
  | Problem_CursorExpired_Fragment
  | Problem_ExecutionCursorExpired_Fragment
  | Problem_ExecutionCursorInvalid_Fragment
  | Problem_ExecutionError_Fragment
  | Problem_InvalidArguments_Fragment
  | Problem_InvalidCursor_Fragment
  | Problem_NameTaken_Fragment
  | Problem_NotFound_Fragment
  | Problem_PluginError_Fragment
  | Problem_PluginInUse_Fragment
  | Problem_Refused_Fragment
  | Problem_ToolNotReady_Fragment
;

export type ChangesQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number | null | undefined;
  last?: number | null | undefined;
  filter?: RegistryChangeFilter | null | undefined;
}>;


export type ChangesQuery = { changes:
    | { __typename: 'ChangePage', cursor: string, hasNextPage: boolean, nodes: Array<{ revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
          | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
          | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        > }> }
    | { __typename: 'CursorExpired', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'InvalidCursor', code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
   };

export type ChangeFragment = { revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
    | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
    | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
  > };

export type RegistryChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: RegistryChangeFilter | null | undefined;
  heartbeatSeconds?: number | null | undefined;
}>;


export type RegistryChangesSubscription = { registryChanges:
    | { __typename: 'CursorExpired', revision: number, follows: number, cursor: string, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'Heartbeat', revision: number, follows: number, cursor: string }
    | { __typename: 'InvalidCursor', revision: number, follows: number, cursor: string, code: ErrorCode, message: string, path: Array<string>, retryable: boolean }
    | { __typename: 'RegistryChange', revision: number, follows: number, cursor: string, actor: { kind: ActorKind, name: string }, events: Array<
        | { __typename: 'CompetencyRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'CompetencyUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'CompetencyUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'FileHandlerRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'FileHandlerUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'FileHandlerUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginDisabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginDiscovered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginDraining', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginEnabled', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginFailed', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginHealthChanged', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginLoaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginReloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'PluginUnloaded', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'ToolRegistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'ToolUnregistered', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
        | { __typename: 'ToolUpdated', operation: ChangeOperation, typename: EntityType, subjectId: string, pluginId: string | null }
      > }
   };

export type NodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NodesQuery = { nodes: Array<
    | { __typename: 'Artifact', name: string, byteSize: number, id: string }
    | { __typename: 'Competency', id: string }
    | { __typename: 'Execution', id: string }
    | { __typename: 'FileHandler', id: string }
    | { __typename: 'Plugin', id: string }
    | { __typename: 'Registry', id: string }
    | { __typename: 'Tool', id: string }
   | null> };

export const ArtifactFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}}]} as unknown as DocumentNode<ArtifactFragment, unknown>;
export const ExecutionFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}}]} as unknown as DocumentNode<ExecutionFactsFragment, unknown>;
export const PluginProblemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}}]} as unknown as DocumentNode<PluginProblemFragment, unknown>;
export const ChangeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}}]} as unknown as DocumentNode<ChangeFragment, unknown>;
export const ChangedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"config"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alsoLoaded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}}]} as unknown as DocumentNode<ChangedFragment, unknown>;
export const ToolFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ToolFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Tool"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"unavailableReason"}},{"kind":"Field","name":{"kind":"Name","value":"definitionHash"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ToolFactsFragment, unknown>;
export const ProblemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<ProblemFragment, unknown>;
export const LoadPluginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LoadPlugin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadPlugin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PluginProblem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"config"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alsoLoaded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}}]} as unknown as DocumentNode<LoadPluginMutation, LoadPluginMutationVariables>;
export const UnloadPluginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnloadPlugin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UnloadPluginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unloadPlugin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginInUse"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dependents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginUnloadedResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"unloadedIds"}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}}]} as unknown as DocumentNode<UnloadPluginMutation, UnloadPluginMutationVariables>;
export const EnablePluginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EnablePlugin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PluginIdInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enablePlugin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PluginProblem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"config"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alsoLoaded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}}]} as unknown as DocumentNode<EnablePluginMutation, EnablePluginMutationVariables>;
export const DisablePluginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DisablePlugin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PluginIdInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"disablePlugin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PluginProblem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"config"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alsoLoaded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}}]} as unknown as DocumentNode<DisablePluginMutation, DisablePluginMutationVariables>;
export const ExecuteToolDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExecuteTool"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecuteToolInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"executeTool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidArguments"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"keyword"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<ExecuteToolMutation, ExecuteToolMutationVariables>;
export const ExecutionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Execution"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"execution"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<ExecutionQuery, ExecutionQueryVariables>;
export const InspectFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InspectFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InspectFileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inspectFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FileInspection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"filePath"},"name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"detectedMimeType"}},{"kind":"Field","name":{"kind":"Name","value":"expectedMimeType"}},{"kind":"Field","name":{"kind":"Name","value":"mismatch"}},{"kind":"Field","name":{"kind":"Name","value":"handler"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"preview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}}]} as unknown as DocumentNode<InspectFileMutation, InspectFileMutationVariables>;
export const ReloadPluginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReloadPlugin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PluginIdInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reloadPlugin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PluginProblem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"config"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alsoLoaded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"planned"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}}]} as unknown as DocumentNode<ReloadPluginMutation, ReloadPluginMutationVariables>;
export const DiscoverPluginsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DiscoverPlugins"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"discoverPlugins"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DiscoveredPlugins"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<DiscoverPluginsMutation, DiscoverPluginsMutationVariables>;
export const AddPluginSourceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddPluginSource"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddPluginSourceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addPluginSource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PluginProblem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginSourceAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"available"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PluginProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadPluginResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NameTaken"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"names"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pluginId"}},{"kind":"Field","name":{"kind":"Name","value":"hook"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}}]}}]} as unknown as DocumentNode<AddPluginSourceMutation, AddPluginSourceMutationVariables>;
export const RemovePluginSourceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemovePluginSource"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PluginSourceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removePluginSource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"suggestions"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginInUse"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dependents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PluginSourceRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<RemovePluginSourceMutation, RemovePluginSourceMutationVariables>;
export const ExecuteToolsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExecuteTools"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecuteToolsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"executeTools"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<ExecuteToolsMutation, ExecuteToolsMutationVariables>;
export const PreviewToolDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PreviewTool"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecuteToolInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"executeTool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionPreview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"effects"}},{"kind":"Field","name":{"kind":"Name","value":"needsApproval"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<PreviewToolMutation, PreviewToolMutationVariables>;
export const CancelExecutionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelExecution"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionIdInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelExecution"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<CancelExecutionMutation, CancelExecutionMutationVariables>;
export const ApproveExecutionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ApproveExecution"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionIdInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"approveExecution"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<ApproveExecutionMutation, ApproveExecutionMutationVariables>;
export const ExecutionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Executions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"executions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"streamCursor"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExecutionFacts"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"outputBytes"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Artifact"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"uri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExecutionFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Execution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"outputTail"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MediaContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResourceLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uri"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Artifact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffectsPossible"}}]}}]}}]} as unknown as DocumentNode<ExecutionsQuery, ExecutionsQueryVariables>;
export const ExecutionUpdatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ExecutionUpdates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"heartbeatSeconds"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"executionUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"heartbeatSeconds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"heartbeatSeconds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionPlace"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"previousPosition"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExecutionUpdate"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"progressMessage"}},{"kind":"Field","name":{"kind":"Name","value":"output"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"offset"}},{"kind":"Field","name":{"kind":"Name","value":"stream"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"execution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"result"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<ExecutionUpdatesSubscription, ExecutionUpdatesSubscriptionVariables>;
export const RegistryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Registry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"oldestCursor"}},{"kind":"Field","name":{"kind":"Name","value":"pluginCount"}},{"kind":"Field","name":{"kind":"Name","value":"toolCount"}},{"kind":"Field","name":{"kind":"Name","value":"competencyCount"}},{"kind":"Field","name":{"kind":"Name","value":"fileHandlerCount"}}]}}]}}]} as unknown as DocumentNode<RegistryQuery, RegistryQueryVariables>;
export const ToolsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tools"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ToolFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ToolOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tools"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ToolFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ToolFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Tool"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"unavailableReason"}},{"kind":"Field","name":{"kind":"Name","value":"definitionHash"}},{"kind":"Field","name":{"kind":"Name","value":"plugin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<ToolsQuery, ToolsQueryVariables>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChangeFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangePage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const RegistryChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"RegistryChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChangeFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"heartbeatSeconds"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registryChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"heartbeatSeconds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"heartbeatSeconds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Change"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Change"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegistryChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"follows"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"typename"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"pluginId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<RegistryChangesSubscription, RegistryChangesSubscriptionVariables>;
export const NodesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Nodes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Artifact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"byteSize"}}]}}]}}]}}]} as unknown as DocumentNode<NodesQuery, NodesQueryVariables>;