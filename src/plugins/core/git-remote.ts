/** Reaches another host by git: over HTTP alone, at addresses that were looked at, with the credentials of that host alone. */
import { isIP } from 'node:net';
import { type ToolContext, ToolError } from 'gathering/plugin';
import type { Config } from './config.ts';
import type { GuardedRepository, RunOptions } from './git-guard.ts';
import { answerOf } from './git-refs.ts';
import { explained } from './git-write.ts';
import { addressesOf } from './http/connect.ts';
import { lookUp } from './http/lookup.ts';
import { targetOf } from './http/target.ts';

/** Keys of a repository that would lead elsewhere, or loosen what is said here. */
export const LEADS_ELSEWHERE = /^(http\.|url\.|remote\..*\.(mirror|push|tagopt)$)/;
const MAX_MEMORY = [
  'core.bigFileThreshold=16m',
  'pack.threads=1',
  'pack.windowMemory=64m',
  'core.packedGitLimit=256m',
];

/**
 * What git needs to reach an address, and nothing else: curl connects to the address that was looked at, is sent on by
 * nobody, and asks nobody. @throws ToolError for one that is not reached.
 */
export async function connection(
  text: string,
  argument: string,
  { config, progress }: ToolContext<Config>,
): Promise<Required<Pick<RunOptions, 'settings' | 'environment' | 'onProgress'>>> {
  try {
    const { protocol = '', username = '', password = '' } = URL.parse(text) ?? {};
    if (/^https?:$/.test(protocol) && username + password !== '') throw new ToolError(HAS_PASSWORD);
    const url = targetOf(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const [address] = await addressesOf(host, url, lookUp, config.allowHosts);
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return {
      settings: [
        ...['http.followRedirects=false', 'http.sslVerify=true', 'http.proxy=', 'credential.helper='],
        ...['http.lowSpeedLimit=1000', 'http.lowSpeedTime=30', 'transfer.fsckObjects=true', ...MAX_MEMORY],
        // A name that was looked up once is not looked up again.
        ...(isIP(host) ? [] : [`http.curloptResolve=${host}:${port}:${bracketed(address!)}`]),
      ],
      environment: { GIT_ALLOW_PROTOCOL: 'http:https', ...credentials(url, config) },
      onProgress: (said) => tell(said, progress),
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.message, { path: [argument], retryable: error.retryable });
  }
}

const HAS_PASSWORD =
  'The address has a name or password in it, which others could see. Leave it out; whoever runs the server sets `gitHosts` and `gitPassword`.';

function bracketed(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** In the environment, which no other user sees: command lines are seen by all. Over http: only to a host named with its port. */
function credentials(url: URL, { gitHosts, gitUser, gitPassword }: Config): Record<string, string> {
  const isMeant =
    gitHosts.includes(url.host) || (url.protocol === 'https:' && gitHosts.includes(url.hostname));
  if (!isMeant || gitPassword === undefined) return {};
  const basic = Buffer.from(`${gitUser}:${gitPassword}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

function tell(said: string, progress: ToolContext['progress']): void {
  const found = [...said.matchAll(/([A-Z][a-z]+(?: [a-z]+)*): +(\d{1,3})% /g)].at(-1);
  if (found) progress(Math.min(1, Number(found[2]) / 100), found[1]);
}

/** The address of a remote. @throws ToolError where the repository has no such remote, or several addresses for it. */
export async function addressOf(
  repository: GuardedRepository,
  remote: string,
  forPush: boolean,
): Promise<string> {
  const read = (key: string) => answerOf(repository, ['config', '--get-all', `remote.${remote}.${key}`]);
  const said = (forPush ? await read('pushurl') : null) ?? (await read('url'));
  if (said === null)
    throw new ToolError(
      `The repository has no remote "${remote}". Clone it with git_clone, or give the name of another one.`,
      {
        path: ['remote'],
      },
    );
  if (!said.includes('\n')) return said;
  throw new ToolError(`The remote "${remote}" has several addresses, which is not supported.`, {
    path: ['remote'],
  });
}

/** A failure of git that has to do with the other host, told without its address. */
export function unreachable(error: unknown, argument: string): unknown {
  return explained(error, argument, FAILURES);
}

const FAILURES = [
  [
    /Authentication failed|could not read (Username|Password)|terminal prompts disabled|error: 40[13]/,
    'The other host wants a name and a password, or does not take those it got. Whoever runs the server sets `gitHosts` and `gitPassword` in the configuration of core.',
  ],
  [
    /repository .* not found|error: (404|410)/,
    'The other host has no such repository, or does not show it to everybody.',
  ],
  [
    /error: 30\d|redirect/,
    'The repository has moved: the other host sends on to another address. Give that one.',
  ],
  [/error: 429/, 'The other host asks for fewer requests. Retry later.', { retryable: true }],
  [/error: 5\d\d/, 'The other host has a problem (HTTP 5xx). Retry later.', { retryable: true }],
  [/SSL|TLS|certificate/i, 'The other host cannot prove who it is: its certificate is not valid here.'],
  [
    /Failed to connect|Couldn't connect|Could not resolve|timed out|Operation too slow|Connection reset|Empty reply|Recv failure/,
    'The other host does not answer. Retry later.',
    { retryable: true },
  ],
  [
    /not valid: is this a git repository|not a git repository|invalid server response|bad line length/i,
    'What answers there is no git repository.',
  ],
  [/Remote branch .* not found|couldn't find remote ref/, 'The other host has no such branch.'],
  [
    /fsck error|fsckObjects|invalid index-pack|bad (tree|object)|hasDot/,
    'The other host sent objects that are damaged or harmful, so nothing was taken.',
  ],
] as const;
