import { systemClock } from '../clock.ts';
import type { Log } from '../plugins/contract.ts';
import { readSecrets } from '../secrets.ts';
import type { CheckOptions, CheckedPlugin } from '../testing/check-directory.ts';
import type { Flags } from './arguments.ts';
import type { Settings } from './read-config.ts';

export interface CheckRequest {
  /** Absolute. */
  directory: string;
  flags: Flags;
  settings: Settings;
  version: string;
  env: NodeJS.ProcessEnv;
  /** Takes what the plugins log and print. */
  log(line: string): void;
}

type CheckDirectory = (directory: string, options: CheckOptions) => Promise<CheckedPlugin[]>;

/** Checks the plugins of a directory; what to print, and the exit code: 1 where something is wrong. */
export async function checkPlugins(
  checkDirectory: CheckDirectory,
  { directory, flags, settings: { config, sourceOf }, version, env, log }: CheckRequest,
): Promise<{ text: string; exitCode: 0 | 1 }> {
  const checked = await checkDirectory(directory, {
    examples: flags.has('--examples'),
    config: config.pluginConfig,
    secrets: await readSecrets(config.secrets, env),
    workspace: sourceOf('workspace') === 'default' ? undefined : config.workspace,
    surroundings: {
      clock: systemClock,
      facts: { version, searchPath: env.PATH ?? '' },
      log: (plugin) => lineLog((line) => log(printed(`${plugin}: ${line}`))),
    },
  });
  if (checked.length === 0) return { text: 'There is no plugin in this directory.\n', exitCode: 1 };
  const wrong = checked.flatMap(({ problems }) => problems);
  return { text: `${checked.map(report).map(printed).join('\n')}\n`, exitCode: wrong.length > 0 ? 1 : 0 };
}

/** Plugins may say what would make a terminal do things. */
function printed(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

function report({ label, facts, problems }: CheckedPlugin): string {
  const mark = problems.length > 0 ? '✗' : '✓';
  return [`${mark} ${facts ?? label}`, ...problems.map((problem) => `    ${problem}`)].join('\n');
}

function lineLog(write: (line: string) => void): Log {
  return { debug: write, info: write, warn: write, error: write };
}

/** What is wrong with the plugin of a folder, as far as it shows without running it. */
export async function describeIn(
  checkDirectory: CheckDirectory,
  { folder, version, env }: { folder: string; version: string; env: NodeJS.ProcessEnv },
): Promise<string[]> {
  const [checked] = await checkDirectory(folder, {
    describeOnly: true,
    examples: false,
    config: {},
    secrets: {},
    surroundings: {
      clock: systemClock,
      facts: { version, searchPath: env.PATH ?? '' },
      log: () => lineLog(() => {}),
    },
  });
  return checked?.problems ?? [];
}
