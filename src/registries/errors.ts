import type { ToolAvailability } from './definitions.ts';

/** Stable codes that callers see; the list grows. */
export const ERROR_CODES = [
  'NOT_FOUND',
  'NAME_TAKEN',
  'INVALID_PLUGIN',
  'INVALID_CONFIG',
  'MISSING_DEPENDENCY',
  'IN_USE',
  'INVALID_ARGUMENTS',
  'ACCESS_DENIED',
  'TOOL_NOT_READY',
  'TOOL_CHANGED',
  'QUEUE_FULL',
  'IDEMPOTENCY_KEY_REUSED',
  'NOT_CANCELLABLE',
  'NOT_AWAITING_APPROVAL',
  'CANCELLED',
  'INTERRUPTED',
  'REVISION_CONFLICT',
  'CURSOR_EXPIRED',
  'CURSOR_INVALID',
  'TIMED_OUT',
  'LIMIT_EXCEEDED',
  'JAIL_UNAVAILABLE',
  'RESULT_INVALID',
  'RESULT_TOO_LARGE',
  'PLUGIN_CRASHED',
  'TOOL_ERROR',
  'EFFECTS_NOT_DECLARED',
  'STORAGE_FULL',
  'STORAGE_DAMAGED',
  'SHUTTING_DOWN',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

interface ErrorDetails {
  /** Into the input, e.g. `['arguments', 'path']`. */
  path?: readonly string[];
  /** May the same call succeed later? */
  retryable?: boolean;
}

/** An expected failure: typed, for the caller, and saying what to do next. Bugs are any other error. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly path: readonly string[];
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.path = details.path ?? [];
    this.retryable = details.retryable ?? false;
  }
}

/** No such thing; `suggestions` are the nearest names. */
export class NotFound extends DomainError {
  readonly suggestions: readonly string[];

  constructor(what: string, id: string, suggestions: readonly string[], path: readonly string[] = ['id']) {
    const hint =
      suggestions.length > 0 ? ` Did you mean ${suggestions.map((s) => `"${s}"`).join(' or ')}?` : '';
    super('NOT_FOUND', `There is no ${what} "${printable(id)}".${hint}`, { path });
    this.suggestions = suggestions;
  }
}

/** A plugin that is known and not loaded. */
export class NotLoaded extends NotFound {
  constructor(pluginId: string) {
    super('loaded plugin', pluginId, []);
    this.message = `Plugin "${pluginId}" is not loaded. Load it first.`;
  }
}

/** Names that another plugin already owns; the whole load is refused. */
export class NameTaken extends DomainError {
  readonly names: readonly string[];
  readonly ownerId: string;

  constructor(message: string, names: readonly string[], ownerId: string, path: readonly string[] = ['id']) {
    super('NAME_TAKEN', message, { path });
    this.names = names;
    this.ownerId = ownerId;
  }
}

/** Others need the plugin. */
export class PluginInUse extends DomainError {
  readonly dependentIds: readonly string[];

  constructor(id: string, dependentIds: readonly string[], what: 'plugin' | 'source' = 'plugin') {
    const list = dependentIds.map((dependent) => `"${dependent}"`).join(', ');
    const message =
      what === 'plugin'
        ? `Plugin "${id}" is needed by ${list}. Unload them first, or unload with \`cascade\`.`
        : `The source "${id}" has loaded plugins: ${list}. Unload them first.`;
    super('IN_USE', message, { path: [what === 'plugin' ? 'id' : 'source'] });
    this.dependentIds = dependentIds;
  }
}

/** A plugin that cannot be loaded, or whose hook threw or hung. */
export class PluginError extends DomainError {
  readonly pluginId: string;
  readonly hook: string | null;
  readonly missing: readonly string[];

  constructor(
    code: ErrorCode,
    pluginId: string,
    message: string,
    details: ErrorDetails & { hook?: string; missing?: readonly string[] } = {},
  ) {
    super(code, message, details);
    this.pluginId = pluginId;
    this.hook = details.hook ?? null;
    this.missing = details.missing ?? [];
  }
}

/** One thing that is wrong with the arguments of a call. */
export interface ArgumentIssue {
  /** JSON Pointer into `arguments`. */
  pointer: string;
  message: string;
  /** The JSON Schema keyword that failed. */
  keyword: string;
}

export class InvalidArguments extends DomainError {
  readonly issues: readonly ArgumentIssue[];

  constructor(tool: string, issues: readonly ArgumentIssue[]) {
    const first = issues[0];
    const where = first ? ` ${first.pointer || 'The arguments'} ${first.message}.` : '';
    const more = issues.length > 1 ? ` (${issues.length - 1} more in \`issues\`)` : '';
    super('INVALID_ARGUMENTS', `The arguments do not fit tool "${tool}".${where}${more}`, {
      path: ['arguments', ...(first ? first.pointer.split('/').slice(1).map(unescapePointer) : [])],
    });
    this.issues = issues;
  }
}

/** A tool that is listed and does not run. */
export class ToolNotReady extends DomainError {
  readonly availability: ToolAvailability;

  /** @param retryable false where only a hand can bring it back. */
  constructor(tool: string, availability: ToolAvailability, reason: string | null, retryable = true) {
    super('TOOL_NOT_READY', `Tool "${tool}" is ${availability}. ${reason ?? ''}`.trim(), {
      path: ['tool'],
      retryable,
    });
    this.availability = availability;
  }
}

/** The journal moved on since the change was planned. */
export class RevisionConflict extends DomainError {
  constructor(expected: number, actual: number) {
    super(
      'REVISION_CONFLICT',
      `The registry is at revision ${actual}, not ${expected}. Preview the change again.`,
      {
        path: ['expectedRevision'],
      },
    );
  }
}

/** Nothing was written. */
export class StorageFull extends DomainError {
  constructor() {
    super(
      'STORAGE_FULL',
      'The disk of the data folder is full, so nothing was changed. Free some space, then retry.',
      {
        retryable: true,
      },
    );
  }
}

export class StorageDamaged extends DomainError {
  constructor(message: string) {
    super('STORAGE_DAMAGED', message);
  }
}

/** Untrusted text, safe and short enough to quote in a message. */
export function printable(text: string, max = 80): string {
  // What must not reach a log or a terminal.
  const safe = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
  return safe.length > max ? `${safe.slice(0, max)}…` : safe;
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
