/** The other host: which address it has, who we are there, and what its answers mean. */
import { type Dispatcher } from 'undici';
import { ToolError } from 'gathering/plugin';
import type { Config } from './config.ts';
import { targetOf } from './http/target.ts';

/** Of what comes and goes over the network in one call, and of the files of a clone. */
export const MAX_MIB = 2048;
export const MAX_BYTES = MAX_MIB * 1024 * 1024;

/** @throws ToolError for what is no address of a repository. */
export function repositoryUrl(address: string, argument: string): URL {
  const refusal = (message: string) => new ToolError(message, { path: [argument] });
  const { protocol = '', username = '', password = '', search = '', hash = '' } = URL.parse(address) ?? {};
  if (/^https?:$/.test(protocol) && username + password !== '') throw refusal(HAS_PASSWORD);
  if (search + hash !== '')
    throw refusal('The address has a "?" or "#", which that of a repository has not.');
  if (protocol.startsWith('http') && !/^https?:\/\/[^\s\\\p{Cc}]+$/iu.test(address))
    throw refusal(NOT_FOR_GIT);
  try {
    return targetOf(address);
  } catch (error) {
    throw about(argument, error);
  }
}

const NOT_FOR_GIT =
  'git knows no such address. Write it as `https://HOST/PATH`, without spaces, backslashes and line ends.';

const HAS_PASSWORD =
  'The address has a name or password in it, which others could see. Leave it out; whoever runs the server sets `gitHosts` and `gitPassword`.';

/** Over http: only to a host that is named with its port. */
export function credentials(
  url: URL,
  { gitHosts, gitUser, gitPassword }: Config,
): Readonly<Record<string, string>> {
  const isMeant =
    gitHosts.includes(url.host) || (url.protocol === 'https:' && gitHosts.includes(url.hostname));
  if (!isMeant || gitPassword === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${gitUser}:${gitPassword}`).toString('base64')}` };
}

/** Why an answer is none that git could use; null where it is one. */
export function problemWith(
  { statusCode, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  expectedType: string,
): ToolError | null {
  const known = PROBLEMS.find(([statuses]) => statuses.test(String(statusCode)));
  if (known) return new ToolError(known[1], { retryable: known[2] });
  return headers['content-type'] === expectedType ? null : new ToolError(NO_REPOSITORY);
}

const NO_REPOSITORY =
  'What answers there is no git repository, or one that is served without the smart HTTP protocol.';

const PROBLEMS: readonly (readonly [RegExp, string, boolean])[] = [
  [
    /^40[13]$/,
    'The other host wants a name and a password, or does not take those it got. Whoever runs the server sets `gitHosts` and `gitPassword` in the configuration of core.',
    false,
  ],
  [/^(404|410)$/, 'The other host has no such repository, or does not show it to everybody.', false],
  [/^3/, 'The repository has moved: the other host sends on to another address. Give that one.', false],
  [/^429$/, 'The other host asks for fewer requests. Retry later.', true],
  [/^5/, 'The other host has a problem (HTTP 5xx). Retry later.', true],
  [/^(?!200)/, 'The other host answers in a way that git does not know.', false],
];

export function tooLarge(): ToolError {
  return new ToolError(
    `The repository has more than ${MAX_MIB} MiB. Ask for its newest commits alone (\`depth\`).`,
  );
}

/** The same as a problem of that argument. */
export function about(argument: string, error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  return new ToolError(error.message, { path: [argument], retryable: error.retryable });
}
