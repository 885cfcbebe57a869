/**
 * Every setting: its meaning, unit and default. Flag and environment variable follow from its name:
 * `maxBodyBytes` is `--max-body-bytes` and `GATHERING_MAX_BODY_BYTES`.
 */
import { isIPv4 } from 'node:net';
import { z } from 'zod';

export const SCOPES = ['registry:read', 'tool:execute', 'tool:approve', 'plugin:manage', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

const token = z.strictObject({
  name: z.string().min(1).describe('Who uses it; seen as the actor of what they do.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the 64 hex digits that `gathering hash-token` prints')
    .describe('SHA-256 of the token, in hex. The token itself is never stored.'),
  scopes: z.array(z.enum(SCOPES)).min(1).describe('What it may do. `admin` includes the others.'),
  agent: z.string().optional().describe('The agent it speaks for.'),
});
export type Token = z.output<typeof token>;

const secretReference = z.union(
  [
    z.strictObject({ env: z.string().min(1).describe('Name of an environment variable of the server.') }),
    z.strictObject({
      file: z.string().min(1).describe('Path of a file; one newline at its end is dropped.'),
    }),
  ],
  'must be {"env": "NAME"} or {"file": "PATH"}; the secret itself is never configured',
);

const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name has only letters, digits and _, and no digit first');

const hostName = z
  .string()
  .regex(/^([^\s/:]+|\[[0-9a-fA-F:.]+\])$/, 'must be a host name, without scheme or port');

const origin = z
  .string()
  .refine(isWebOrigin, 'must be an origin such as https://dashboard.example, without a path');

/** Milliseconds a timer can hold. */
const milliseconds = z.int().min(1).max(2_147_483_647);

export const configSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(4000).describe('TCP port; 0 picks a free one.'),
  host: z
    .string()
    .min(1)
    .default('localhost')
    .describe('Address to listen on. Anything but loopback needs tokens.'),
  workspace: z
    .string()
    .min(1)
    .describe(
      'The folder that tools, programs and plugins work in. Default: the folder it was started from.',
    ),
  data: z
    .string()
    .min(1)
    .describe(
      'Folder of registry.db, executions.db and artifacts. Default: .gathering in the workspace; tools cannot reach it.',
    ),
  load: z
    .array(z.string().min(1))
    .default([])
    .describe('Plugins to load at start, by id. When none is named: all that were never seen before.'),
  plugins: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Directories of plugins: modules, and folders with a package.json. One that has it itself is one plugin.',
    ),
  pluginPackages: z
    .array(z.string().regex(/^(@[\w.-]+\/)?[\w-][\w.-]*$/, 'must be the name of an npm package'))
    .default([])
    .describe('npm packages that are plugins, installed in `packageFolder`.'),
  packageFolder: z
    .string()
    .min(1)
    .default('.')
    .describe('The folder whose node_modules has `pluginPackages`. Default: that of the configuration file.'),
  watch: z.boolean().default(false).describe('Reload a plugin when one of its files changes, load new ones.'),
  pluginMemoryBytes: z
    .int()
    .min(16 * 1024 * 1024)
    .default(512 * 1024 * 1024)
    .describe('Memory of the process of a plugin, in bytes, besides what Node itself needs.'),
  allowUnjailed: z
    .boolean()
    .default(false)
    .describe('Run programs of callers where no jail can be made: with all rights of the server. Dangerous.'),
  jailMemoryBytes: z
    .int()
    .min(16 * 1024 * 1024)
    .default(1024 * 1024 * 1024)
    .describe('Most memory that a program in the jail may ask for, in bytes.'),
  jailDiskBytes: z
    .int()
    .min(1024 * 1024)
    .default(512 * 1024 * 1024)
    .describe('Most that a program in the jail may ask to write, in bytes.'),
  maxCrashes: z
    .int()
    .min(1)
    .default(5)
    .describe('Crashes in a row, each within a minute of a start, after which a plugin is FAILED.'),
  healthIntervalMs: milliseconds
    .default(30_000)
    .describe('Milliseconds between two looks at the health of a plugin.'),
  pluginConfig: z
    .record(z.string(), z.record(z.string(), z.json()))
    .default({})
    .describe('Configuration by plugin id, used when a plugin is first loaded at start.'),
  secrets: z
    .record(secretName, secretReference)
    .default({})
    .describe('Secrets by name, by reference: {"env": "NAME"} or {"file": "PATH"}.'),
  tokens: z
    .array(token)
    .default([])
    .describe('Bearer tokens. Without any, only loopback is served, as `local`.'),
  hosts: z.array(hostName).default([]).describe('Host names to answer to, besides loopback and `host`.'),
  origins: z.array(origin).default([]).describe('Web origins that may call, besides the same origin.'),
  graphiql: z.boolean().default(true).describe('Serve GraphiQL to browsers at /graphql.'),
  introspection: z.boolean().default(true).describe('Answer introspection queries.'),
  retainChanges: z
    .int()
    .min(1)
    .default(100_000)
    .describe('Commits of history kept for followers that resume; older cursors get CursorExpired.'),
  hookTimeoutMs: milliseconds.default(10_000).describe('Milliseconds a hook of a plugin may take.'),
  drainTimeoutMs: milliseconds
    .default(30_000)
    .describe(
      'Milliseconds that running calls get to end when their plugin is unloaded, disabled or reloaded.',
    ),
  toolTimeoutMs: milliseconds
    .default(30_000)
    .describe('Milliseconds a tool may run where neither call nor tool says.'),
  maxBodyBytes: z
    .int()
    .min(1024)
    .default(1_048_576)
    .describe('Largest request body or WebSocket message, in bytes.'),
  maxResultBytes: z
    .int()
    .min(1024)
    .default(1_048_576)
    .describe('Largest result of a tool, as JSON, in bytes.'),
  maxAnswerBytes: z
    .int()
    .min(1024)
    .default(16_777_216)
    .describe(
      'Largest answer, in bytes, at least 3 times `maxResultBytes`; an item of a stream: 8 times that.',
    ),
  maxArtifactBytes: z
    .int()
    .min(1024)
    .default(268_435_456)
    .describe('Largest file that a tool keeps or a caller brings, in bytes.'),
  maxArtifactsPerCall: z.int().min(0).default(100).describe('Files that one call may keep.'),
  uploadRetentionHours: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(168)
    .describe('Hours that files are kept that callers brought, and previews.'),
  uploadRetentionBytes: z
    .int()
    .min(1_048_576)
    .default(10_737_418_240)
    .describe('Bytes of those files, beyond which no more is taken until some of them have gone.'),
  maxRunningCalls: z
    .int()
    .min(1)
    .default(64)
    .describe('Tool calls that may run at once; others wait their turn.'),
  maxRunningPerPlugin: z
    .int()
    .min(1)
    .default(32)
    .describe('Calls of the tools of one plugin that may run at once.'),
  maxQueuedCalls: z
    .int()
    .min(0)
    .default(256)
    .describe('Calls of one caller that may wait their turn; one more gets QUEUE_FULL.'),
  maxOutputBytes: z
    .int()
    .min(1024)
    .default(8_388_608)
    .describe('Most that one call may print, in bytes; one that prints more is ended.'),
  approveTools: z
    .array(z.string().min(1))
    .default([])
    .describe('Names of tools whose calls wait until somebody with the scope `tool:approve` lets them run.'),
  approveAnnotations: z
    .array(z.enum(['destructive', 'openWorld', 'notReadOnly']))
    .default([])
    .describe(
      'Calls of all tools that are so by their annotations, or do not say otherwise, wait for approval, too.',
    ),
  approvalTimeoutMs: milliseconds
    .default(86_400_000)
    .describe('Milliseconds a call waits for approval before it ends as TIMED_OUT.'),
  idempotencyKeyHours: z
    .number()
    .min(0.01)
    .max(8_760)
    .default(24)
    .describe('Hours for which an idempotency key means the call it was first used for.'),
  executionRetentionDays: z
    .number()
    .min(0.01)
    .max(3_650)
    .default(30)
    .describe('Days for which a call that has ended is kept, with its output and artifacts.'),
  executionRetentionBytes: z
    .int()
    .min(1_048_576)
    .default(1_073_741_824)
    .describe(
      'Bytes of calls that are kept, without their artifacts; beyond, those that ended longest ago go first.',
    ),
  artifactRetentionBytes: z
    .int()
    .min(1_048_576)
    .default(10_737_418_240)
    .describe(
      'Bytes of artifacts that are kept with calls; beyond, those that ended longest ago go. A quarter at most for one.',
    ),
  maxSubscriptions: z.int().min(1).default(100).describe('Subscriptions at once on one WebSocket.'),
  stallTimeoutMs: milliseconds
    .default(30_000)
    .describe(
      'Milliseconds without progress after which a follower that does not read, or a slow upload, is ended.',
    ),
  shutdownTimeoutMs: milliseconds
    .default(10_000)
    .describe('Milliseconds that running calls get to finish after SIGTERM.'),
  logLevel: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least level logged.'),
});

/** All settings, with defaults filled in. */
export type Config = z.output<typeof configSchema>;

/** True where only this machine can connect: `localhost`, 127.0.0.0/8 and ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function isWebOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
