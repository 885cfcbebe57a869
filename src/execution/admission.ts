/** Whether a call may run: found, unchanged, ready, its arguments right. */
import { DomainError, NotFound, ToolNotReady } from '../registries/errors.ts';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Registry } from '../registries/registry.ts';
import type { ArgumentCheck } from './argument-check.ts';

/** A call as it is asked for; `args` is untrusted. */
export interface CallRequest {
  tool: string;
  args: JsonObject;
  /** Wall clock in milliseconds; default: the tool's own limit, then the server's. */
  timeoutMs?: number | undefined;
  /** Refuse if the tool is no longer this one. */
  expectedDefinitionHash?: string | undefined;
  /** May its code read the artifacts of others? Default: only those of the caller. */
  readsAllArtifacts?: boolean | undefined;
  /** A repetition with it is the same call. */
  idempotencyKey?: string | undefined;
}

/** @throws NotFound | ToolNotReady | InvalidArguments | DomainError TOOL_CHANGED. Nothing ran. */
export function admitted(request: CallRequest, registry: Registry, check: ArgumentCheck): ToolRecord {
  const tool = requireReady(request.tool, request.expectedDefinitionHash, registry);
  check.checkArguments(tool, request.args);
  return tool;
}

/** @throws NotFound | ToolNotReady | DomainError TOOL_CHANGED. */
export function requireReady(name: string, hash: string | undefined, registry: Registry): ToolRecord {
  const tool = registry.tools.get(name);
  if (!tool) throw new NotFound('tool', name, nearestNames(name, registry.tools.ids()), ['tool']);
  if (hash !== undefined && hash !== tool.definitionHash) {
    const message = `Tool "${name}" is no longer the one you read. Read its definition again.`;
    throw new DomainError('TOOL_CHANGED', message, { path: ['expectedDefinitionHash'] });
  }
  if (tool.availability !== 'READY') throw notReady(tool, registry);
  return tool;
}

function notReady({ name, pluginId, availability, unavailableReason }: ToolRecord, registry: Registry) {
  const comesBack = registry.plugins.get(pluginId)?.state === 'ENABLED';
  return new ToolNotReady(name, availability, unavailableReason, comesBack);
}
