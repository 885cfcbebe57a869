/** Errors on their way between a plugin's process and the server. The other side is told what it may know, no stack. */
import type { JsonObject } from '../../registries/definitions.ts';
import { type ArgumentIssue, DomainError, InvalidArguments, PluginError } from '../../registries/errors.ts';
import { ToolError } from '../tool-answers.ts';

/** Characters of a message that are passed on. */
const MAX_MESSAGE = 100_000;

/** As the `error` of a JSON-RPC answer. */
export function encodeError(error: unknown): JsonObject {
  const message = messageOf(error).slice(0, MAX_MESSAGE);
  return { code: -32000, message, data: dataOf(error) };
}

function dataOf(error: unknown): JsonObject {
  if (error instanceof ToolError) {
    return { kind: 'ToolError', path: error.path.map(String), retryable: error.retryable };
  }
  if (error instanceof InvalidArguments) {
    return { kind: 'InvalidArguments', issues: error.issues.map((issue) => ({ ...issue })) };
  }
  if (error instanceof DomainError) return { kind: 'PluginError', code: error.code, path: [...error.path] };
  return { kind: 'Error' };
}

/**
 * What the plugin's process threw. Whose error it is, is stamped here: a process cannot speak for another plugin.
 * @param redact takes out what must not leave this machine.
 */
export function decodeError(
  { message, data }: JsonObject,
  { pluginId, redact }: { pluginId: string; redact: (text: string) => string },
): Error {
  const text = redact(typeof message === 'string' ? message : '').slice(0, MAX_MESSAGE);
  const { kind, path, retryable, issues, code } = (data ?? {}) as Record<string, unknown>;
  if (kind === 'ToolError') return new ToolError(text, { path: texts(path), retryable: retryable === true });
  if (kind === 'InvalidArguments') return new InvalidArguments(pluginId, issuesOf(issues));
  if (kind !== 'PluginError') return new Error(text);
  const said = code === 'INVALID_CONFIG' ? 'INVALID_CONFIG' : 'INVALID_PLUGIN';
  return new PluginError(said, pluginId, text, { path: texts(path) });
}

/** The message of whatever was thrown, things that cannot be printed among them. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'It threw something that cannot be printed.';
  }
}

function texts(value: unknown): string[] {
  const parts: unknown[] = Array.isArray(value) ? value.slice(0, 20) : [];
  return parts.filter((part) => typeof part === 'string').map((part) => part.slice(0, 200));
}

function issuesOf(value: unknown): ArgumentIssue[] {
  const issues: unknown[] = Array.isArray(value) ? value.slice(0, 20) : [];
  return issues.map((issue) => {
    const { pointer, message, keyword } = Object(issue) as Partial<ArgumentIssue>;
    const [at = '', what = '', rule = ''] = [pointer, message, keyword].map((part) =>
      typeof part === 'string' ? part.slice(0, 1_000) : '',
    );
    return { pointer: at, message: what, keyword: rule };
  });
}
