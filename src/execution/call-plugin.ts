/** The way from a call to the code of a plugin. */
import { type ArtifactRef, JailError, ToolError } from '../plugins/contract.ts';
import { withDeadline } from '../plugins/hooks.ts';
import type { PluginHost } from '../plugins/host.ts';
import { type LivePlugin, type Surroundings, declaredSecrets } from '../plugins/lifecycle.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import type { JsonObject, ToolLimits, ToolRecord } from '../registries/definitions.ts';
import { DomainError, ToolNotReady } from '../registries/errors.ts';
import { findFileHandlers } from '../registries/file-handlers.ts';
import type { Registry } from '../registries/registry.ts';
import { type ArtifactUser, refOf } from './artifacts/artifact.ts';
import { type ArtifactLimits, keepArtifacts, withArtifacts } from './artifacts/call-artifacts.ts';
import type { ArtifactOwner, ArtifactStore } from './artifacts/store.ts';
import type { CallSignals } from './call.ts';
import type { Run } from './engine.ts';
import { jailFor } from './jail/jail-for-call.ts';
import { type FileInspection, type InspectionRequest, inspectFile } from './file-inspection.ts';

/** Runs a tool in the runtime of its plugin. */
export function runTool(plugins: PluginHost, around: Surroundings, artifacts: CallArtifacts): Run {
  return (tool, args, call) => {
    const plugin = requireLive(plugins.live.forTool(tool), tool.name);
    call.onEnd(plugins.live.begin(plugin, call.cancel));
    const context = callContext(around, artifacts, plugin, call, tool.limits);
    return plugin.runtime.execute(tool.name, args, context);
  };
}

/** What a call of a tool would do; null where the tool does not say. @throws as `previewEffects` says. */
type PreviewEffects = (tool: ToolRecord, args: JsonObject) => Promise<readonly string[] | null>;

/**
 * Asks a tool what a call would do, within the time limit of hooks, and runs nothing of it. One that is read-only and
 * declares nothing does nothing.
 * The result throws InvalidArguments, by the author's own schema; DomainError TOOL_ERROR, as the tool says; ToolNotReady;
 * PluginError for a declaration that throws, hangs, or gives no list of effects.
 */
export function previewEffects(plugins: PluginHost, around: Surroundings): PreviewEffects {
  const { clock, hookTimeoutMs: timeoutMs, redact } = around;
  return async (tool, args) => {
    const { name, pluginId } = tool;
    const plugin = requireLive(plugins.live.forTool(tool), name);
    const hook = `${name}.effects`;
    const effects = await withDeadline({ clock, timeoutMs, pluginId, hook, redact }, (signal) => {
      const ask = (either: AbortSignal) => plugin.runtime.effects(name, args, either);
      return plugins.live.use(plugin, signal, ask).catch((error: unknown) => {
        if (!(error instanceof ToolError)) throw error;
        const { message, path, retryable } = error;
        throw new DomainError('TOOL_ERROR', redact(message), { path: ['arguments', ...path], retryable });
      });
    });
    return effects ?? (tool.readOnly ? [] : null);
  };
}

export type FileRequest = Pick<InspectionRequest, 'path' | 'operations' | 'handlerId'>;
/** What was found; the picture of it is kept. */
export type InspectedFile = Omit<FileInspection, 'picture'> & { preview: ArtifactRef | null };
export type InspectFile = (
  request: FileRequest,
  registry: Registry,
  user: ArtifactUser,
) => Promise<InspectedFile>;

/** Where code of plugins keeps files, and how much of one call. */
export interface CallArtifacts extends ArtifactLimits {
  store: ArtifactStore;
}

/**
 * Inspects a file with the handlers of the registry, each operation within the time limit of hooks. What they keep, and
 * the preview, belongs to the caller and to no execution.
 * The result throws NotFound, PluginError for a handler that throws or hangs, DomainError for a path or operation
 * that does not fit.
 */
export function inspectWith(
  plugins: PluginHost,
  around: Surroundings,
  artifacts: CallArtifacts,
  maxBytes: number,
): InspectFile {
  const { clock, hookTimeoutMs: timeoutMs, redact } = around;
  return async (request, registry, user) => {
    const origin = { ...user, executionId: null };
    const workspace = withArtifacts(around.workspace, artifacts.store, user);
    const candidates = Array.from(findFileHandlers(registry).walk({}), ([, handler]) => handler);
    const runHandler: InspectionRequest['runHandler'] = (id, operation, file) => {
      const { pluginId } = registry.fileHandlers.get(id)!;
      const plugin = requireLive(plugins.live.get(pluginId), id);
      const hook = `${id}.${operation.toLowerCase()}`;
      return withDeadline({ clock, timeoutMs, pluginId, hook, redact }, (late) => {
        const over = new AbortController();
        const read = (either: AbortSignal) => {
          const signal = AbortSignal.any([either, over.signal]);
          const context = callContext(around, artifacts, plugin, { ...UNHEARD, ...origin, signal });
          return plugin.runtime.readFile(id, operation, file, context);
        };
        return plugins.live
          .use(plugin, late, read)
          .catch(asFailure)
          .finally(() => over.abort());
      });
    };
    try {
      const { picture, ...inspection } = await inspectFile({ ...request, candidates, workspace, runHandler });
      refuseLarge(inspection, maxBytes);
      const preview = picture && refOf(await artifacts.store.add(picture, origin));
      return { ...inspection, preview };
    } catch (error) {
      throw error instanceof ToolError ? asDomainError(error, 'INVALID_ARGUMENTS') : error;
    }
  };
}

/** @throws DomainError RESULT_TOO_LARGE. */
function refuseLarge({ handlerId, metadata, text }: Omit<FileInspection, 'picture'>, maxBytes: number): void {
  const bytes = Buffer.byteLength(JSON.stringify([metadata, text]));
  if (bytes <= maxBytes) return;
  const message = `File handler "${handlerId}" gave ${bytes} bytes; at most ${maxBytes} are passed on. Ask for one operation.`;
  throw new DomainError('RESULT_TOO_LARGE', message, { path: ['operations'] });
}

/** What a handler says of a file is no fault of its plugin. */
function asFailure(error: unknown): never {
  const code = error instanceof JailError ? error.code : 'TOOL_ERROR';
  throw error instanceof ToolError ? asDomainError(error, code) : error;
}

function asDomainError(
  { message, path, retryable }: ToolError,
  code: 'INVALID_ARGUMENTS' | 'TOOL_ERROR' | JailError['code'],
): DomainError {
  return new DomainError(code, message, { path, retryable });
}

/** What `artifact` does where nothing keeps files. */
export async function refuseArtifact(): Promise<never> {
  throw new ToolError('This host keeps no artifacts. Answer the data itself.');
}

/** Nobody watches the reading of a file. */
const UNHEARD = { progress() {}, output() {}, usage() {} };

function requireLive(plugin: LivePlugin | undefined, what: string): LivePlugin {
  if (!plugin) throw new ToolNotReady(what, 'UNAVAILABLE', 'Its plugin was unloaded just now.');
  return plugin;
}

/** What goes on between a call and the code of a plugin, and for whom. */
type CallOrigin = Pick<CallSignals, 'signal' | 'progress' | 'output' | 'usage'> &
  ArtifactUser &
  ArtifactOwner & { onEnd?: CallSignals['onEnd'] };

/** What code of a plugin gets with a call, besides its configuration. */
function callContext(
  around: Surroundings,
  { store, ...limitsOfCall }: CallArtifacts,
  plugin: LivePlugin,
  { signal, progress, output, usage, executionId, actor, readsAll, onEnd }: CallOrigin,
  limits: ToolLimits = {},
): ToolCall {
  const ending = () => (onEnd ? abortedBy(onEnd) : signal);
  return {
    ...{ signal, progress, output },
    artifact: keepArtifacts(store, { executionId, actor }, { ending, ...limitsOfCall }),
    jail: jailFor(around.jail, around.workspace, { signal, output, usage, limits, actor }),
    workspace: withArtifacts(around.workspace, store, { actor, readsAll }),
    secrets: declaredSecrets(around, plugin),
    log: around.log(plugin.id),
    agent: null,
  };
}

/** Aborted when the call ends, however; `signal` only where it is cut off. */
function abortedBy(onEnd: CallSignals['onEnd']): AbortSignal {
  const controller = new AbortController();
  onEnd(() => controller.abort());
  return controller.signal;
}
