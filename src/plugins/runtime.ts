import type { PluginError } from '../registries/errors.ts';
import type { FileOperation, JsonObject, PluginRecord } from '../registries/definitions.ts';
import type { PluginContents } from '../registries/plan.ts';
import type { Surroundings } from './lifecycle.ts';
import type { OpenedPlugin } from './opened-plugin.ts';
import type { FileSource, HealthReport, HookContext, ToolContext, ToolNeeds } from './contract.ts';

export type HookName = 'onLoad' | 'onUnload' | 'onEnable' | 'onDisable';

/** What a plugin says of itself, as plain data; what it brings is READY, but for tools that the machine lacks something for. */
export interface PluginDescription extends PluginContents {
  plugin: Omit<PluginRecord, 'state' | 'failure' | 'source' | 'config' | 'loadedAt'>;
  /** semver range of GatheRing itself; null for any. */
  gathering: string | null;
  /** npm packages and programs it needs, with a semver range each. */
  packages: Readonly<Record<string, string>>;
  programs: Readonly<Record<string, string>>;
  /** What single tools need of the machine, by name. */
  needs: Readonly<Record<string, ToolNeeds>>;
  /** Names of the secrets it may read. */
  secrets: readonly string[];
}

/** The configuration is the runtime's own business: it parsed it. */
export type HookCall = Omit<HookContext, 'config'>;
export type ToolCall = Omit<ToolContext, 'config'>;

/** Where and how the code of one plugin runs. */
export interface PluginRuntime {
  /** @throws PluginError INVALID_PLUGIN when the definition is not valid. */
  describe(): Promise<PluginDescription>;
  /**
   * Checks the configuration and keeps it for hooks and tools. `secrets`: the declared ones, by name.
   * @throws PluginError INVALID_CONFIG.
   */
  configure(config: JsonObject, secrets: Readonly<Record<string, string>>): Promise<void>;
  /** Calls a hook; a plugin without that hook does nothing. Throws what the hook throws. */
  runHook(hook: HookName, call: HookCall): Promise<void>;
  health(call: HookCall): Promise<HealthReport>;
  /** Runs a tool. @throws InvalidArguments before it ran; ToolError or anything else when it failed. */
  execute(tool: string, args: JsonObject, call: ToolCall): Promise<unknown>;
  /**
   * What a call of a tool would do, by what the tool declares; null where it declares nothing. Runs no tool.
   * @param signal aborted when nobody waits for it any more.
   * @throws InvalidArguments as `execute`; PluginError INVALID_PLUGIN for what is no list of effects; whatever a
   * function that declares them throws.
   */
  effects(tool: string, args: JsonObject, signal: AbortSignal): Promise<readonly string[] | null>;
  /** Runs one operation of a file handler. */
  readFile(handler: string, operation: FileOperation, file: FileSource, call: ToolCall): Promise<unknown>;
  /** Ends whatever it runs in; resolves when that is gone. */
  close(): Promise<void>;
  /** Resolves when what it runs in has ended, with the reason: `exited with code 1`. Never for code of this process. */
  readonly ended: Promise<string>;
  /** Absolute paths of the files that its code was read from, packages left out; empty for code of this process. */
  readonly modules: ReadonlySet<string>;
  /** URL of the module from which its packages are looked up. */
  readonly packagesFrom: string;
  /** The end of what it wrote to stderr, fit to be shown; empty for code of this process. */
  readonly stderrTail: string;
}

/** Where plugins come from. */
export interface PluginSource {
  /** Seen as `Plugin.source`, e.g. `shipped`. Unique. */
  readonly name: string;
  /** What makes it this one: the absolute path of a directory, the name of a package. Never shown. */
  readonly location: string;
  /** Ids of the plugins it has, as far as it has looked. */
  ids(): readonly string[];
  /** A new runtime for one of them. */
  open(id: string): PluginRuntime;
  /**
   * Looks again what is there, and asks what it does not know yet.
   * @param isRunning plugins of this source that need not be asked.
   * @param keep whether what is found stays open: the caller then uses or closes it. Many may be found.
   */
  discover(around: Surroundings, isRunning: (id: string) => boolean, keep: boolean): Promise<Discovery>;
}

export interface Discovery {
  readonly found: readonly OpenedPlugin[];
  /** What is there and cannot be used. */
  readonly problems: readonly PluginError[];
}
