/** How a call ends. */
import { type ArtifactRef, JailError, ToolError, ToolResult } from '../plugins/contract.ts';
import type { JsonValue } from '../registries/definitions.ts';
import { isDeep } from '../registries/deep.ts';
import { DomainError, type ErrorCode } from '../registries/errors.ts';
import type { ContentBlock, Execution, ExecutionFailure } from './execution.ts';

/** Blocks of content of one result. */
const MAX_BLOCKS = 1_000;
/** Characters of what a tool says of its failure. */
const MAX_MESSAGE = 4_000;

/** The terminal part of an execution. */
export type Settlement = Pick<Execution, 'status' | 'result' | 'content' | 'error'>;

/** Codes of failures that the tool itself judged. */
const JUDGED_BY_TOOL: readonly ErrorCode[] = ['TOOL_ERROR'];

/** Limits and checks of a result. */
export interface ResultRules {
  /** Bytes of its JSON. */
  maxBytes: number;
  /** What is wrong with it; null when nothing is. */
  check(value: unknown): string | null;
  /** An artifact that this very call has made; null for any other. */
  findArtifact(id: string): ArtifactRef | null;
}

/** The end of a call whose tool answered. */
export function settleResult(output: unknown, rules: ResultRules): Settlement {
  const value = output instanceof ToolResult ? output.value : output;
  const text = jsonText(value);
  if (text === null) return failed('RESULT_INVALID', 'The tool answered something that is not JSON.');
  const bytes = Buffer.byteLength(text);
  if (bytes > rules.maxBytes) {
    const advice = 'Ask for less at a time, for example by a range or a smaller limit.';
    return failed(
      'RESULT_TOO_LARGE',
      `The result has ${bytes} bytes; at most ${rules.maxBytes} are passed on. ${advice}`,
    );
  }
  const result = JSON.parse(text) as JsonValue;
  if (isDeep(result)) return failed('RESULT_INVALID', 'The result nests deeper than 100 levels.');
  const problem = rules.check(result);
  if (problem !== null)
    return failed('RESULT_INVALID', `The result does not fit the tool's \`returns\`: ${problem}.`);
  const content = output instanceof ToolResult ? shown(output.content, rules) : [textOf(value, text)];
  return 'error' in content ? content : { status: 'SUCCEEDED', result, content, error: null };
}

/** What a model is to be shown; a failure where that is none of the kinds there are, or too much. */
function shown(content: unknown, { maxBytes, findArtifact }: ResultRules): ContentBlock[] | Settlement {
  const blocks: unknown[] = Array.isArray(content) ? content : [null];
  if (blocks.length > MAX_BLOCKS) return unfitContent(`${blocks.length} blocks`);
  const known = blocks.map((block) => contentOf(block, findArtifact));
  const wrong = known.indexOf(null);
  if (wrong >= 0) {
    const isMedia = (Object(blocks[wrong]) as { type?: unknown }).type === 'media';
    const what = isMedia ? 'names no artifact of this call' : 'is neither text, media nor a resource_link';
    return unfitContent(`block ${wrong} ${what}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(known));
  if (bytes <= maxBytes) return known as ContentBlock[];
  return failed('RESULT_TOO_LARGE', `The content has ${bytes} bytes; at most ${maxBytes} are passed on.`);
}

function unfitContent(what: string): Settlement {
  return failed('RESULT_INVALID', `The content of the result cannot be passed on: ${what}.`);
}

/** Null for what is none. Of an artifact, what the store knows counts, not what the tool says. */
function contentOf(block: unknown, findArtifact: ResultRules['findArtifact']): ContentBlock | null {
  const { type, text, uri, name, mimeType = '', artifact } = Object(block) as Record<string, unknown>;
  if (type === 'media') {
    const { id } = Object(artifact) as { id?: unknown };
    const found = typeof id === 'string' ? findArtifact(id) : null;
    return found && { type, artifact: found };
  }
  const texts = type === 'text' ? [text] : type === 'resource_link' ? [uri, name, mimeType] : [null];
  return texts.every((field) => typeof field === 'string') ? (block as ContentBlock) : null;
}

/** The end of a call whose tool threw. `redact` takes paths of the host out of the message. */
export function settleError(error: unknown, redact: (text: string) => string): Settlement {
  if (error instanceof DomainError && error.code === 'SHUTTING_DOWN') return cutOff(error.message);
  if (error instanceof DomainError && error.code === 'CANCELLED') return settleCancelled(error.message);
  if (error instanceof DomainError && error.code === 'PLUGIN_CRASHED') {
    return failed(error.code, error.message, { retryable: error.retryable });
  }
  if (error instanceof DomainError) {
    return failed(error.code, error.message, {
      path: error.path,
      retryable: error.retryable,
      sideEffectsPossible: false,
    });
  }
  const message = redact(textOfThrown(error).slice(0, 100_000)).slice(0, MAX_MESSAGE);
  if (error instanceof JailError) return settleJail(error, message);
  if (!(error instanceof ToolError)) return failed('TOOL_ERROR', `The tool failed: ${message}`);
  const path = error.path.length > 0 ? ['arguments', ...error.path] : [];
  return failed('TOOL_ERROR', message, { path, retryable: error.retryable });
}

function settleJail({ code, retryable, sideEffectsPossible }: JailError, message: string): Settlement {
  const settlement = failed(code, message, { retryable, sideEffectsPossible });
  return code === 'TIMED_OUT' ? { ...settlement, status: code } : settlement;
}

/** Plugins can throw anything, things that cannot be printed among them. */
function textOfThrown(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'it threw something that cannot be printed.';
  }
}

/** The end of a call that printed too much. */
export function settleOutput(maxBytes: number): Settlement {
  const message = `The tool printed more than ${maxBytes} bytes (setting \`maxOutputBytes\`). Ask for less, or have it write to a file.`;
  return failed('RESULT_TOO_LARGE', message);
}

/** The end of a call that somebody, or what became of its plugin, put an end to. */
export function settleCancelled(message: string): Settlement {
  return { ...failed('CANCELLED', message, { retryable: true }), status: 'CANCELLED' };
}

/** The end of a call that never began, because of what `error` says. */
export function settleRefused(error: DomainError): Settlement {
  const { code, message, path } = error;
  return { ...failed(code, message, { path, retryable: error.retryable }), status: 'CANCELLED' };
}

/** The end of a call that nobody approved. */
export function settleUnapproved(ms: number): Settlement {
  const message = `Nobody approved the call within ${Math.round(ms / 60_000)} minutes (setting \`approvalTimeoutMs\`). Call again.`;
  return { ...failed('TIMED_OUT', message, { retryable: true }), status: 'TIMED_OUT' };
}

/** The end of a call that ran when the server was killed. */
export function settleInterrupted(): Settlement {
  const message =
    'The server ended while the tool ran, so what it did is not known. It is not run again by itself: look, then call again.';
  const error = { ...failed('INTERRUPTED', message, { retryable: true }).error!, sideEffectsPossible: null };
  return { status: 'INTERRUPTED', result: null, content: [], error };
}

/**
 * What a failure may claim of a call: one that never ran, or only reads, changed nothing; and only where trying again
 * does no harm is it `retryable`, unless the tool itself says so.
 */
export function honest(
  error: ExecutionFailure,
  { readOnly, idempotent }: Pick<Execution, 'readOnly' | 'idempotent'>,
  ran: boolean,
): ExecutionFailure {
  const sideEffectsPossible = ran && !readOnly ? error.sideEffectsPossible : false;
  const isHarmless = sideEffectsPossible === false || idempotent || JUDGED_BY_TOOL.includes(error.code);
  return { ...error, sideEffectsPossible, retryable: error.retryable && isHarmless };
}

/** The end of a call that took too long. */
export function settleTimeout(timeoutMs: number): Settlement {
  const message = `The tool did not finish within ${timeoutMs} ms. Raise \`timeoutMs\`, or ask for less.`;
  return { ...failed('TIMED_OUT', message, { retryable: true }), status: 'TIMED_OUT' };
}

/** The end of a call that a shutdown cut off. */
export function settleShutdown(): Settlement {
  return cutOff('The server shut down before the tool finished.');
}

function cutOff(message: string): Settlement {
  return { ...failed('SHUTTING_DOWN', message, { retryable: true }), status: 'CANCELLED' };
}

function failed(
  code: ExecutionFailure['code'],
  message: string,
  more: Partial<ExecutionFailure> = {},
): Settlement {
  const error = { code, message, path: [], retryable: false, sideEffectsPossible: true, ...more };
  return { status: 'FAILED', result: null, content: [], error };
}

function textOf(value: unknown, text: string): ContentBlock {
  return { type: 'text', text: typeof value === 'string' ? value : text };
}

function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value ?? null) ?? null;
  } catch {
    return null;
  }
}
