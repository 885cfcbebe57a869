import {
  FILE_OPERATIONS,
  PLUGIN_STATES,
  SKILL_LEVELS,
  TOOL_AVAILABILITIES,
  TOOL_CATEGORIES,
} from '../registries/definitions.ts';
import { ENTITY_TYPES } from '../registries/definitions.ts';
import { ERROR_CODES } from '../registries/errors.ts';
import { CHANGE_OPERATIONS, REGISTRY_EVENT_TYPES, type RegistryEventType } from '../registries/events.ts';
import { EXECUTION_STATUSES, OUTPUT_STREAMS } from '../execution/execution.ts';
import { UNLOAD_MODES } from '../plugins/drain.ts';
import { builder } from './builder.ts';

/** An enum of the given names, each described. */
function describedEnum<const N extends string>(
  name: string,
  description: string,
  _names: readonly N[],
  values: Readonly<Record<N, string>>,
) {
  const described = Object.entries<string>(values).map(([value, text]) => [
    value,
    { value: value as N, description: text },
  ]);
  return builder.enumType(name, {
    description,
    values: Object.fromEntries(described) as Record<N, { value: N; description: string }>,
  });
}

export const ToolCategoryEnum = describedEnum(
  'ToolCategory',
  'What a tool is for. Where none fits: CUSTOM and tags.',
  TOOL_CATEGORIES,
  {
    FILE_SYSTEM: 'Files and folders.',
    VERSION_CONTROL: 'Histories of files, such as git.',
    CODE_EXECUTION: 'Running programs.',
    TESTING: 'Running and judging tests.',
    DEBUGGING: 'Finding faults.',
    LLM: 'Language models.',
    IMAGE: 'Pictures.',
    AUDIO: 'Sound.',
    VIDEO: 'Moving pictures.',
    DATA_ANALYSIS: 'Statistics, tables, charts.',
    DATABASE: 'Stores that answer queries.',
    FINANCE: 'Markets, valuation, portfolios.',
    ACCOUNTING: 'Books and ledgers.',
    CAD: 'Construction and models of things.',
    SIMULATION: 'Models of what happens.',
    IOT: 'Devices.',
    WEB: 'Pages and browsers.',
    API: 'Services of others.',
    UTILITY: 'Small general help.',
    CUSTOM: 'Anything else: see the tags.',
  },
);

export const SkillLevelEnum = describedEnum(
  'SkillLevel',
  'How well a competency is mastered, from least to most.',
  SKILL_LEVELS,
  {
    BEGINNER: 'Knows the basics.',
    INTERMEDIATE: 'Does everyday work alone.',
    ADVANCED: 'Solves hard cases.',
    EXPERT: 'Sets the standard.',
  },
);

export const PluginStateEnum = describedEnum('PluginState', 'Where a plugin is in its life.', PLUGIN_STATES, {
  AVAILABLE: 'A source has it; nobody has loaded it.',
  ENABLED: 'Loaded; its tools run.',
  DISABLED: 'Loaded; its tools are listed and do not run.',
  DRAINING: 'Going; running calls may finish, new ones are refused.',
  FAILED: 'Loaded before, and not able to run now: see `error`.',
});

export const ToolAvailabilityEnum = describedEnum(
  'ToolAvailability',
  'Does it run now?',
  TOOL_AVAILABILITIES,
  {
    READY: 'It runs.',
    DISABLED: 'Its plugin is disabled.',
    DRAINING: 'Its plugin is going; new calls are refused.',
    UNAVAILABLE: 'Something it needs is missing: see the reason.',
    QUARANTINED: 'Held back until somebody approves it.',
  },
);

export const UnloadModeEnum = describedEnum(
  'UnloadMode',
  'What becomes of running calls of a plugin that goes.',
  UNLOAD_MODES,
  {
    DRAIN: 'They may end, for at most `drainTimeoutMs` (30 seconds unless set); what runs then is cancelled.',
    FORCE:
      'They are cancelled at once: CANCELLED, and their code is told. Hurries an unload or disable that waits, too.',
  },
);

export const FileOperationEnum = describedEnum(
  'FileOperation',
  'What a file handler can do with a file.',
  FILE_OPERATIONS,
  {
    INSPECT: 'Tell facts about it.',
    TEXT: 'Give its text.',
    PREVIEW: 'Make a picture of it.',
  },
);

export const ChangeOperationEnum = describedEnum(
  'ChangeOperation',
  'What a list has to do about an event.',
  CHANGE_OPERATIONS,
  {
    ADDED: 'Insert the subject.',
    UPDATED: 'Replace the subject.',
    REMOVED: 'Evict `typename:subjectId`.',
  },
);

export const EntityTypeEnum = describedEnum(
  'EntityType',
  'Types of registered things. The values are GraphQL type names: `typename:subjectId` is the cache key.',
  ENTITY_TYPES,
  {
    Plugin: 'A `Plugin`.',
    Tool: 'A `Tool`.',
    Competency: 'A `Competency`.',
    FileHandler: 'A `FileHandler`.',
  },
);

export const RegistryEventTypeEnum = builder.enumType('RegistryEventType', {
  description: 'The events, by the names of their GraphQL types.',
  values: Object.fromEntries(
    Object.keys(REGISTRY_EVENT_TYPES).map((type) => [
      type,
      { value: type, description: `A \`${type}\` event.` },
    ]),
  ) as Record<RegistryEventType, { value: RegistryEventType; description: string }>,
});

export const OrderDirectionEnum = describedEnum(
  'OrderDirection',
  'Which end of an order comes first.',
  ['ASC', 'DESC'],
  {
    ASC: 'The least first.',
    DESC: 'The greatest first.',
  },
);

export const ExecutionStatusEnum = describedEnum(
  'ExecutionStatus',
  'Where a call is. All but the first three are final.',
  EXECUTION_STATUSES,
  {
    AWAITING_APPROVAL: 'It waits until somebody lets it run: see `approveExecution`.',
    QUEUED: 'It waits its turn.',
    RUNNING: 'The tool works.',
    SUCCEEDED: 'The tool answered: see `result`.',
    FAILED: 'The tool or its result failed: see `error`.',
    CANCELLED: 'Somebody ended it, or its plugin or the server went: see `error`.',
    TIMED_OUT: 'Its time limit ended it, or nobody approved it in time.',
    INTERRUPTED:
      'The server was killed while it ran. What it did is not known; it is never run again by itself.',
  },
);

export const OutputStreamEnum = describedEnum('OutputStream', 'Where a tool printed.', OUTPUT_STREAMS, {
  STDOUT: 'Its output.',
  STDERR: 'What it says about itself: warnings, errors.',
  MODEL: 'What a model answers, as it comes.',
});

export const ErrorCodeEnum = describedEnum(
  'ErrorCode',
  'Stable; the list grows. Treat an unknown code by `retryable`.',
  ERROR_CODES,
  {
    NOT_FOUND: 'Nothing has that id: see `suggestions`.',
    NAME_TAKEN: 'Another plugin owns that name.',
    INVALID_PLUGIN: 'The definition of the plugin is wrong.',
    INVALID_CONFIG: 'The configuration does not fit the plugin.',
    MISSING_DEPENDENCY: 'Something it needs is missing: see `missing`.',
    IN_USE: 'Others need it: see `dependents`.',
    INVALID_ARGUMENTS: 'The arguments do not fit: see `issues`, or `path`.',
    ACCESS_DENIED: 'The caller may not do this.',
    TOOL_NOT_READY: 'The tool does not run now: see its `unavailableReason`.',
    TOOL_CHANGED: 'The tool is no longer the one that was read.',
    QUEUE_FULL: 'As many calls wait as may; retry in a moment.',
    IDEMPOTENCY_KEY_REUSED: 'The key means a call with other arguments, or one that is no longer kept.',
    NOT_CANCELLABLE: 'The call has ended.',
    NOT_AWAITING_APPROVAL: 'The call waits for no approval.',
    CANCELLED: 'It was cancelled: the message says by whom.',
    INTERRUPTED: 'The server was killed meanwhile.',
    REVISION_CONFLICT: 'The registry changed since the preview.',
    CURSOR_EXPIRED: 'The history behind the cursor is no longer kept.',
    CURSOR_INVALID: 'Not a cursor of this change stream.',
    TIMED_OUT: 'The time limit was reached.',
    LIMIT_EXCEEDED: 'A program used more than it may: memory, processes, output or disk.',
    JAIL_UNAVAILABLE:
      'There is no jail to run programs in: the message says why. On Linux install the package bubblewrap; the setting `allowUnjailed` does without, and is dangerous.',
    RESULT_INVALID: 'The result does not fit what the tool promises.',
    RESULT_TOO_LARGE: 'The result is larger than is passed on.',
    PLUGIN_CRASHED: 'The code of the plugin threw, or its process ended.',
    TOOL_ERROR: 'The tool says that it failed.',
    EFFECTS_NOT_DECLARED: 'The tool does not declare what it changes.',
    STORAGE_FULL: 'The disk of the data folder is full; nothing was changed.',
    STORAGE_DAMAGED: 'The stored history cannot be read.',
    SHUTTING_DOWN: 'The server ends, or is starting; retry.',
  },
);
