import { z } from 'gathering/plugin';

const hostName = z
  .string()
  .regex(
    /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/,
    'must be a host in lower case, with or without a port',
  );

/** What those who run the server may choose; all of it may be left out. */
export const config = z.strictObject({
  allowCommands: z
    .union([z.boolean(), z.array(z.string().min(1)).max(1_000)])
    .default(false)
    .describe(
      'Which programs `run_command` runs, always in the jail: all of the system (true), or those named. Default: none.',
    ),
  allowHosts: z
    .array(hostName)
    .max(1_000)
    .default([])
    .describe(
      'Hosts that `http_request` and git reach though their addresses are not public, such as `wiki.internal` or `localhost:8080`.',
    ),
  gitAuthor: z
    .strictObject({ name: z.string().min(1), email: z.string().min(1) })
    .optional()
    .describe('Who `git_commit` says made a commit, where neither the call nor the repository says it.'),
  gitHosts: z
    .array(hostName)
    .max(100)
    .default([])
    .describe(
      'Hosts that `git_clone`, `git_fetch` and `git_push` give `gitUser` and `gitPassword`, such as `github.com`.',
    ),
  gitUser: z
    .string()
    .min(1)
    .default('git')
    .describe('The name that goes with `gitPassword`; most hosts take any.'),
  gitPassword: z
    .string()
    .min(1)
    .optional()
    .meta({ writeOnly: true })
    .describe('A password or access token for `gitHosts`, as `{ "secret": NAME }`.'),
  llmBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where `llm_chat` finds an API as OpenAI has it, such as `http://localhost:11434/v1` for Ollama.',
    ),
  llmModel: z.string().min(1).optional().describe('The model that `llm_chat` asks where a call names none.'),
  llmApiKey: z
    .string()
    .min(1)
    .optional()
    .meta({ writeOnly: true })
    .describe('The key of that API, if it wants one, as `{ "secret": NAME }`.'),
});

export type Config = z.output<typeof config>;
