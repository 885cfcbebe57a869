/**
 * What a plugin's author imports: `import { definePlugin, z } from 'gathering/plugin'`.
 * A plugin is one plain object, the default export of its module.
 */
import { z } from 'zod';
import type { Jail } from './jail-contract.ts';
import type {
  FileOperation,
  JsonObject,
  JsonValue,
  SkillLevel,
  ToolCategory,
  ToolExample,
  ToolLimits,
} from '../registries/definitions.ts';

export { z };
export * from './tool-answers.ts';
export * from './jail-contract.ts';
export type { FileOperation, JsonObject, JsonValue, SkillLevel, ToolCategory, ToolExample, ToolLimits };

/** A schema: zod, which also types and parses the value, or plain JSON Schema (draft 2020-12 or draft-07). */
export type Schema = z.ZodType | JsonObject;
/** What a value looks like once its schema has parsed it: as zod says; `any` by JSON Schema; a JsonObject without one. */
export type Parsed<S> = S extends z.ZodType ? z.output<S> : S extends Schema ? any : JsonObject;

/** Lines for the server's log, under the plugin's name. Secrets in `data` are redacted. */
export interface Log {
  debug(message: string, data?: JsonObject): void;
  info(message: string, data?: JsonObject): void;
  warn(message: string, data?: JsonObject): void;
  error(message: string, data?: JsonObject): void;
}

/** A file or folder of the workspace. Anything that is neither is `other`. */
export interface WorkspaceEntry {
  name: string;
  /** Relative to the workspace, with `/` between the parts. */
  path: string;
  kind: 'file' | 'directory' | 'link' | 'other';
  /** Of a file, in bytes; 0 for all else. */
  byteSize: number;
  /** RFC 3339. */
  modifiedAt: string;
}

/**
 * The caller's folder. Paths are relative to it and cannot leave it, whatever links it holds. During a call of a tool or
 * a file handler, `read` and `stat` also take `artifact:ID`, for artifacts that the caller may read.
 * Every method throws a ToolError whose message quotes the path as it was given.
 */
export interface Workspace {
  /** The absolute path, for programs that need a working directory. */
  readonly root: string;
  /** Paths that do not exist for callers; a program that you run here must be told to leave them out. */
  readonly hidden: readonly string[];
  /** Reads a regular file. `start` is inclusive, `end` exclusive, both in bytes. */
  read(path: string, range?: { start?: number; end?: number }): Promise<Uint8Array>;
  /** Replaces or creates a regular file; folders on the way are made. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Gives a file or folder another path; folders on the way are made. What has that path already stays: it throws. */
  move(from: string, to: string): Promise<void>;
  /**
   * Removes a file, a link (not what it leads to) or an empty folder; with `recursive` a folder and all in it, but not where it
   * holds data of git, unless `git` is said, by a plugin without a process of its own, for a path without links. Answers what
   * it was.
   */
  remove(path: string, options?: { recursive?: boolean; git?: boolean }): Promise<WorkspaceEntry['kind']>;
  /** The entries of a folder, by name. */
  list(path: string): Promise<WorkspaceEntry[]>;
  /** Of what a link leads to, if that is inside: its own name and path, too. */
  stat(path: string): Promise<WorkspaceEntry>;
}

/** A file that is kept beside the execution that made it, or that a caller brought. */
export interface ArtifactRef {
  id: string;
  /** `artifact:ID`; wherever a tool takes a path, it takes this. */
  uri: string;
  /** As it was given, made safe: no folders, no control characters, at most 255 bytes. */
  name: string;
  /** By content, where that shows it; else as it was given or as the name says. */
  mimeType: string;
  byteSize: number;
}

/** A file to keep. */
export interface NewArtifact {
  name: string;
  mimeType?: string;
  /** All of it, or what gives it piece by piece (a Node stream, for one), read no faster than it is stored. */
  data: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What every hook gets. */
export interface HookContext<Config = JsonObject> {
  /** Aborted when the hook's deadline passes. */
  readonly signal: AbortSignal;
  /** Aborted when the plugin goes: bind timers and connections to it. */
  readonly lifetime: AbortSignal;
  readonly config: Config;
  /** The declared secrets that the operator configured, by name. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly workspace: Workspace;
  readonly log: Log;
}

/** What a running tool gets. */
export interface ToolContext<Config = JsonObject> {
  /** Aborted at the time limit or when the call is cancelled. */
  readonly signal: AbortSignal;
  /** Tells how far it is: a fraction from 0 to 1, and what it does. */
  progress(fraction: number, message?: string): void;
  /** Streams text output to whoever watches. */
  output(text: string, stream?: 'STDOUT' | 'STDERR' | 'MODEL'): void;
  /**
   * Keeps a file beside the execution, durably once it resolves; also when the call fails later. What is not complete
   * when the call ends is dropped. Show it to a model with `{ type: 'media', artifact }`, see `toolResult`.
   * @throws ToolError where the host keeps none, for too many or too large ones, or a full disk; what `data` throws.
   */
  artifact(file: NewArtifact): Promise<ArtifactRef>;
  readonly workspace: Workspace;
  /** Runs programs apart from this machine. Only for plugins that come with GatheRing; others get a ToolError. */
  readonly jail: Jail;
  readonly config: Config;
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The agent for which it runs; null when a person or program calls by itself. */
  readonly agent: { id: string; name: string } | null;
}

/** MCP's hints about a tool; leave one out where you cannot say. An artifact is part of the answer: keeping one changes nothing. */
export interface ToolAnnotations {
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  openWorld?: boolean;
}

/** What a tool needs of the machine and of who runs it. */
export interface ToolNeeds {
  /** It runs programs in the jail. */
  jail?: boolean;
  /** Programs on the server's PATH, with a semver range each, or `*`. */
  programs?: Readonly<Record<string, string>>;
  /**
   * Fields of the plugin's configuration that must say something: one that is left out, null, false, or an empty text or
   * list does not. With `when`: only where other fields have these values.
   */
  config?: readonly (string | { when: Readonly<Record<string, string>>; fields: readonly string[] })[];
}

/** @typeParam P schema of its arguments; `unknown` without one. */
export interface ToolDefinition<P = any, Config = any> {
  /** Unique over all plugins: a letter, then letters, digits, `_`, `-` or `.`, at most 128. */
  name: string;
  /** For people. */
  title?: string;
  /** What a model reads to choose it. */
  description: string;
  /** Default CUSTOM. */
  category?: ToolCategory;
  tags?: readonly string[];
  /** Schema of the arguments, an object. Default: no arguments. */
  parameters?: P & Schema;
  /** Schema of the result; a result that does not fit fails the call. */
  returns?: Schema;
  examples?: readonly ToolExample[];
  /** Competencies that an agent must hold; a bare id means BEGINNER. */
  requiredCompetencies?: readonly (string | { id: string; level: SkillLevel })[];
  annotations?: ToolAnnotations;
  /**
   * What a call would do to the world, for a preview (`dryRun`): at most 100 texts, each of at most 1,000 characters. A
   * function looks at the arguments and does nothing; it has the time of a hook, and may throw a ToolError. A tool that
   * only reads (`annotations.readOnly`) need not say so again; of any other without effects there is no preview.
   */
  effects?: readonly string[] | ((args: Parsed<P>) => readonly string[]);
  limits?: ToolLimits;
  /** What this tool needs of a machine, besides what its plugin does. Where it is missing, only this tool is UNAVAILABLE. */
  needs?: ToolNeeds;
  /**
   * Does the work. Answer any JSON value, a string to show, or `toolResult(…)` for both.
   * @throws ToolError for a failure that the caller should read; any other error is a failure, too.
   */
  run(args: Parsed<P>, context: ToolContext<Config>): unknown;
}

export interface CompetencyDefinition {
  /** Lower case: a letter, then letters, digits, `_`, `.` or `-`, at most 128. Unique over all plugins. */
  id: string;
  name: string;
  description: string;
  /** Free text by which people group them. Default `general`. */
  category?: string;
  /** Ids of more general competencies; they must exist when the plugin is loaded. */
  parents?: readonly string[];
  /** How hard it is. Default INTERMEDIATE. */
  skillLevel?: SkillLevel;
  /** Names of tools; one may be unregistered. */
  relatedTools?: readonly string[];
}

/** A file as a handler sees it. */
export interface FileSource {
  /** Relative to the workspace, or `artifact:ID`. */
  readonly path: string;
  readonly byteSize: number;
  /** By content, where that is known. */
  readonly mimeType: string | null;
  read(range?: { start?: number; end?: number }): Promise<Uint8Array>;
}

export interface FileHandlerDefinition<Config = any> {
  /** As that of a competency. Unique over all plugins. */
  id: string;
  name: string;
  description: string;
  /** With the dot; case does not matter. */
  extensions?: readonly string[];
  mimeTypes?: readonly string[];
  /** Bytes that begin such a file: `{ offset: 0, hex: '89504e47' }`. */
  magic?: readonly { offset?: number; hex: string }[];
  /** Facts about the file. */
  inspect?(file: FileSource, context: ToolContext<Config>): Promise<JsonValue> | JsonValue;
  /** Its text, for a model or a search. */
  text?(file: FileSource, context: ToolContext<Config>): Promise<string> | string;
  /** A picture of it, of at most 16 MiB; kept as an artifact of the caller. */
  preview?(
    file: FileSource,
    context: ToolContext<Config>,
  ): Promise<{ mimeType: string; data: Uint8Array }> | { mimeType: string; data: Uint8Array };
}

/** @typeParam C schema of its configuration. @typeParam T for each tool, the schema of its arguments. */
export interface PluginDefinition<
  C = any,
  Config = Parsed<C>,
  T extends readonly unknown[] = readonly any[],
> {
  /** Lower case: a letter, then letters, digits, `-` or `_`, at most 64. */
  id: string;
  name: string;
  /** semver */
  version: string;
  description: string;
  author: string;
  license?: string;
  homepage?: string;
  tags?: readonly string[];
  /** Other plugins by id, with a semver range each: `{ core: '^1.2' }`. They are loaded first. */
  requires?: Readonly<Record<string, string>>;
  /** npm packages that must be installed, with a semver range each. */
  packages?: Readonly<Record<string, string>>;
  /** Programs that must be on the PATH, with a semver range each, or `*`. */
  programs?: Readonly<Record<string, string>>;
  /** Names of the secrets it may read. */
  secrets?: readonly string[];
  /** semver range of GatheRing itself, e.g. `>=0.4.0`. */
  gathering?: string;
  /** Schema of its configuration, an object. A field marked `writeOnly` takes `{ "secret": NAME }`. */
  config?: C & Schema;
  tools?: { [K in keyof T]: ToolDefinition<T[K], Config> };
  competencies?: readonly CompetencyDefinition[];
  fileHandlers?: readonly FileHandlerDefinition<Config>[];
  /** Before its tools are registered. If it throws, nothing is loaded. */
  onLoad?(context: HookContext<Config>): unknown;
  /** After its tools are gone. It cannot prevent that. */
  onUnload?(context: HookContext<Config>): unknown;
  /** After onLoad, and whenever the plugin is enabled again. If it throws, the plugin stays as it was. */
  onEnable?(context: HookContext<Config>): unknown;
  /** Before the plugin is disabled. If it throws, the plugin stays enabled. */
  onDisable?(context: HookContext<Config>): unknown;
  /** Asked on demand, and now and then (setting `healthIntervalMs`). Throwing means: not ok. */
  health?(context: HookContext<Config>): Promise<HealthReport> | HealthReport;
}

export interface HealthReport {
  ok: boolean;
  message?: string;
}

/** Types a plugin: its tools know their arguments, and all of it its configuration. Gives it back unchanged. */
export function definePlugin<C, T extends readonly unknown[]>(
  plugin: PluginDefinition<C, Parsed<C>, T>,
): PluginDefinition<C> {
  return plugin;
}

/** Types a tool that stands by itself, outside the list of a plugin; gives it back unchanged. */
export function defineTool<P, Config = JsonObject>(
  tool: ToolDefinition<P, Config>,
): ToolDefinition<P, Config> {
  return tool;
}
