import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { printable } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Flags } from './arguments.ts';
import { SETTINGS, type Setting } from './settings.ts';
import { didYouMean, UsageError } from './usage-error.ts';

/** A setting as one source gives it, not yet checked. */
export interface Given {
  value: unknown;
  /** For people: `flag --port`. */
  source: string;
  /** Where its relative paths start. */
  folder: string;
}
export type Layer = ReadonlyMap<string, Given>;

const PREFIX = 'GATHERING_';
export const CONFIG_VARIABLE = `${PREFIX}CONFIG`;

/** Settings of the command line. A list's flag may be repeated; of any other the last one counts. */
export function fromFlags(flags: Flags, folder: string): Layer {
  const given = SETTINGS.filter(({ flag }) => flags.has(flag)).map((setting): [string, Given] => {
    const texts = flags.get(setting.flag)!;
    const text = setting.kind === 'list' ? texts.join(',') : texts.at(-1)!;
    const source = `flag ${setting.flag}`;
    return [setting.name, { value: parseText(setting, text, source), source, folder }];
  });
  return new Map(given);
}

/** Settings of the environment. An empty variable counts as unset. */
export function fromEnvironment(env: Record<string, string | undefined>, folder: string): Layer {
  const given = SETTINGS.filter(({ variable }) => env[variable]).map((setting): [string, Given] => {
    const source = `environment variable ${setting.variable}`;
    return [setting.name, { value: parseText(setting, env[setting.variable]!, source), source, folder }];
  });
  return new Map(given);
}

/** Settings of a JSON file. @throws UsageError when it cannot be read or holds no object. */
export function fromFile(path: string): Layer {
  const content = parseFile(path, readText(path));
  const place = { source: `file ${printable(path, 200)}`, folder: dirname(path) };
  return new Map(Object.entries(content).map(([name, value]) => [name, { value, ...place }]));
}

/** Refuses misspelt variables. `expected`: others that may begin with GATHERING_. */
export function checkVariables(env: Record<string, string | undefined>, expected: readonly string[]): void {
  const known = [CONFIG_VARIABLE, ...SETTINGS.map(({ variable }) => variable)];
  const allowed = new Set([...known, ...expected]);
  const unknown = Object.keys(env).find((name) => name.startsWith(PREFIX) && !allowed.has(name));
  if (unknown === undefined) return;
  // Without the prefix that all share, which would make everything look near.
  const endings = known.map((name) => name.slice(PREFIX.length));
  const near = nearestNames(unknown.slice(PREFIX.length), endings).map((ending) => PREFIX + ending);
  const hint = didYouMean(near) || ' `gathering --help` lists them.';
  throw new UsageError(`Unknown environment variable ${printable(unknown)}.${hint}`);
}

/** Text that does not parse stays text: the schema then says what was expected. */
function parseText({ name, kind }: Setting, text: string, source: string): unknown {
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'boolean') return { true: true, 1: true, false: false, 0: false }[text] ?? text;
  if (kind === 'list') return text.split(',').map((part) => part.trim());
  return kind === 'json' ? parseJson(text, `Setting "${name}" (${source})`) : text;
}

function parseFile(path: string, text: string): object {
  const content = parseJson(text, `The configuration file ${printable(path, 200)}`);
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new UsageError(`The configuration file ${printable(path, 200)} must hold one JSON object.`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // The parser's message quotes the text around the fault, and that may be a secret: only the place is told.
    const place = /\(line \d+ column \d+\)/.exec((error as Error).message)?.[0];
    throw new UsageError(`${what} is not valid JSON${place ? ` ${place}` : ''}.`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new UsageError(`The configuration file ${printable(path, 200)} ${reason}.`);
  }
}
