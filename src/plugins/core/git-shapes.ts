/** Arguments and results that the tools have in common that change a repository. */
import { z } from 'gathering/plugin';

export const WRITE_LIMITS = { timeoutMs: 30_000 };
export const NETWORK_LIMITS = { timeoutMs: 300_000 };
export const NOTHING_RUNS =
  'Hooks and filters of the repository never run; one whose configuration could start a program is refused.';

export const changedFile = z.strictObject({
  path: z.string().describe('Relative to the top of the repository.'),
  change: z.enum(['added', 'modified', 'deleted', 'typechange', 'unmerged']),
});

export const person = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^<>\n\r\0]+$/, 'must have no <, > or line end'),
  email: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^<>\s\0]+$/, 'must have no <, > or space'),
});

/** A branch by its short name. Never an option: git checks the rest. */
export const branchName = z
  .string()
  .min(1)
  .max(250)
  .regex(
    /^[\p{L}\p{N}_@#+][\p{L}\p{M}\p{N}._/@#+=%&,-]*$/u,
    'must be the name of a branch, such as `feature/login`',
  );

export const remoteName = z
  .string()
  .max(250)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}._/-]*$/u, 'must be the name of a remote, such as `origin`')
  .default('origin')
  .describe('Name of the remote, as the configuration of the repository has it.');
