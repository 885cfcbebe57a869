/** Runs a plugin's code in a process of its own: every call of the runtime is a question to that. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileOperation, JsonObject } from '../../registries/definitions.ts';
import { InvalidArguments } from '../../registries/errors.ts';
import {
  type FileSource,
  type HealthReport,
  type ToolContext,
  type Workspace,
  ToolResult,
} from '../contract.ts';
import { describePlugin } from '../describe.ts';
import { checkEffects } from '../effects.ts';
import type { HookCall, HookName, PluginDescription, PluginRuntime, ToolCall } from '../runtime.ts';
import { ArtifactIntake } from './artifact-intake.ts';
import { answerCall, hearCall } from './answer-call.ts';
import type { Asked } from './peer.ts';
import { type PluginPlace, type ProcessSurroundings, PluginProcess } from './plugin-process.ts';
import { fromPortable } from './portable.ts';

/** Milliseconds after an abort until a process that does not even answer a ping is ended, in two halves. */
const HANG_MS = 2_000;

/** More files than that no plugin has. */
const MAX_MODULES = 10_000;

/** What a call of the plugin may ask the server for. */
export interface OpenCall {
  workspace: Workspace;
  tool?: Pick<ToolContext, 'progress' | 'output' | 'artifact'>;
  /** Those that it makes. */
  artifacts?: ArtifactIntake;
  file?: FileSource;
}

export class ProcessRuntime implements PluginRuntime {
  readonly ended: Promise<string>;
  readonly packagesFrom: string;
  readonly modules = new Set<string>();
  readonly #around: ProcessSurroundings;
  readonly #path: string;
  readonly #process: PluginProcess;
  readonly #calls = new Map<number, OpenCall>();
  #needsPrograms = false;

  constructor(place: PluginPlace, around: ProcessSurroundings) {
    this.#around = around;
    this.#path = place.path;
    this.packagesFrom = pathToFileURL(place.isFolder ? join(place.path, 'package.json') : place.path).href;
    this.#process = new PluginProcess(place, around, {
      request: (method, params) => answerCall(this.#calls, method, params),
      notification: (method, params) => this.#hear(method, params),
    });
    this.ended = this.#process.ended;
  }

  async describe(): Promise<PluginDescription> {
    const { answer } = this.#process.request('describe', { path: this.#path });
    const description = describePlugin(fromPortable(await answer));
    this.#process.name = description.plugin.id;
    this.#needsPrograms = Object.keys(description.programs).length > 0;
    return description;
  }

  async configure(config: JsonObject, secrets: Readonly<Record<string, string>>): Promise<void> {
    const env = { ...secrets, ...(this.#needsPrograms && { PATH: this.#around.searchPath }) };
    await this.#process.request('configure', { config, secrets, env }).answer;
  }

  async runHook(hook: HookName, call: HookCall): Promise<void> {
    await this.#ask('runHook', { hook }, call.signal, call);
  }

  async health(call: HookCall): Promise<HealthReport> {
    const report = (await this.#ask('health', {}, call.signal, call)) as Partial<HealthReport> | null;
    return {
      ok: report?.ok === true,
      ...(typeof report?.message === 'string' && {
        message: this.#around.redact(report.message).slice(0, 1_000),
      }),
    };
  }

  async execute(tool: string, args: JsonObject, call: ToolCall): Promise<unknown> {
    const answer = this.#ask('execute', { tool, args }, call.signal, {
      workspace: call.workspace,
      tool: call,
      agent: call.agent,
    });
    return revived(await answer.catch(asOf(tool)));
  }

  async effects(tool: string, args: JsonObject, signal: AbortSignal): Promise<readonly string[] | null> {
    const { answer } = this.#request('effects', { tool, args }, signal);
    return checkEffects(this.#process.name, tool, await answer.catch(asOf(tool)));
  }

  async readFile(
    handler: string,
    operation: FileOperation,
    file: FileSource,
    call: ToolCall,
  ): Promise<unknown> {
    const { path, byteSize, mimeType } = file;
    const params = { handler, operation, file: { path, byteSize, mimeType } };
    const open = { workspace: call.workspace, tool: call, file };
    return revived(await this.#ask('readFile', params, call.signal, open));
  }

  #hear(method: string, params: JsonObject): void {
    if (method !== 'imported') return hearCall(this.#calls, this.#process.log, method, params);
    if (this.modules.size < MAX_MODULES && typeof params.file === 'string') this.modules.add(params.file);
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  /** The end of what it wrote to stderr. */
  get stderrTail(): string {
    return this.#process.stderrTail;
  }

  async #ask(
    method: string,
    params: object,
    signal: AbortSignal,
    { agent = null, ...open }: OpenCall & { agent?: ToolContext['agent'] },
  ): Promise<unknown> {
    const { root, hidden } = open.workspace;
    const given = { workspace: { root, hidden }, agent };
    const { id, answer } = this.#request(method, { ...params, given }, signal);
    const artifacts = open.tool && new ArtifactIntake(open.tool.artifact);
    this.#calls.set(id, { ...open, artifacts });
    return answer.finally(() => {
      this.#calls.delete(id);
      artifacts?.dropAll();
    });
  }

  #request(method: string, params: object, signal: AbortSignal): Asked {
    const { id, answer } = this.#process.request(method, params, signal);
    const stopWatch = this.#endIfHung(signal);
    return { id, answer: answer.finally(stopWatch) };
  }

  /** A process that loops hears no abort: where it answers no ping either, it is ended. */
  #endIfHung(signal: AbortSignal): () => void {
    const { clock } = this.#around;
    let cancel = () => {};
    const kill = () =>
      this.#process.kill(`hung: it answered nothing for ${HANG_MS} ms after a call was to end`);
    const ping = () => {
      cancel = clock.after(HANG_MS / 2, kill);
      this.#process.request('ping', {}).answer.then(
        () => cancel(),
        () => cancel(),
      );
    };
    const onAbort = () => (cancel = clock.after(HANG_MS / 2, ping));
    signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      signal.removeEventListener('abort', onAbort);
      cancel();
    };
  }
}

/** The process does not say, and need not, whose arguments they are. */
function asOf(tool: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof InvalidArguments ? new InvalidArguments(tool, error.issues) : error;
  };
}

/** An answer as the plugin's code gave it. */
function revived(answer: unknown): unknown {
  const { value, content, preview } = Object(answer) as { value?: unknown; content?: unknown; preview?: any };
  if (preview)
    return { mimeType: String(preview.mimeType), data: Buffer.from(String(preview.data), 'base64') };
  return Array.isArray(content) ? new ToolResult(value, content) : value;
}
