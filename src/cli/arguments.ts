import { parseArgs } from 'node:util';
import { nearestNames } from '../registries/nearest.ts';
import { printable } from '../registries/errors.ts';
import { SETTINGS } from './settings.ts';
import { didYouMean, UsageError } from './usage-error.ts';

/** The texts given to each flag, by the flag's name with `--`; a boolean's text is `true` or `false`. */
export type Flags = ReadonlyMap<string, readonly string[]>;

export interface Invocation {
  command: keyof typeof COMMANDS | 'help' | 'version';
  /** As many as the command takes. */
  operands: readonly string[];
  flags: Flags;
}

/** What each command takes; its name is one word or two. `switches` are flags without a value. */
export const COMMANDS = {
  serve: { operands: [], flags: ['--config', ...SETTINGS.map(({ flag }) => flag)], switches: [] },
  backup: { operands: ['FILE'], flags: ['--data', '--workspace', '--config'], switches: [] },
  restore: { operands: ['FILE'], flags: ['--data', '--workspace', '--config'], switches: [] },
  'hash-token': { operands: [], flags: [], switches: ['--new'] },
  'plugins init': { operands: ['DIR'], flags: [], switches: [] },
  'plugins add': { operands: ['NAME'], flags: ['--data', '--workspace', '--config'], switches: [] },
  check: {
    operands: ['DIR'],
    flags: ['--config', '--workspace', '--plugin-config', '--secrets'],
    switches: ['--examples'],
  },
} as const satisfies Record<string, { operands: string[]; flags: string[]; switches: string[] }>;

const TOGGLES = new Set(SETTINGS.filter(({ kind }) => kind === 'boolean').map(({ flag }) => flag));
const SWITCHES = new Set(['--help', '--version', ...Object.values(COMMANDS).flatMap((c) => c.switches)]);
const VALUED = new Set(
  Object.values(COMMANDS)
    .flatMap((command) => command.flags)
    .filter((flag) => !TOGGLES.has(flag)),
);

/** Reads the arguments after the program's name; values stay text. @throws UsageError naming the argument. */
export function readArguments(argv: readonly string[]): Invocation {
  const { words, flags } = split(argv);
  for (const [flag, command] of [['--help', 'help'] as const, ['--version', 'version'] as const]) {
    if (flags.has(flag)) return { command, operands: [], flags };
  }
  const name = commandIn(words);
  const command = commandNamed(name || 'serve');
  const operands = words.slice(name.split(' ').length);
  checkOperands(command, operands);
  checkFlags(command, flags);
  return { command, operands, flags };
}

function split(argv: readonly string[]): { words: string[]; flags: Map<string, string[]> } {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const flags = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { flag, text } = readFlag(token);
    flags.set(flag, [...(flags.get(flag) ?? []), text]);
  }
  return { words, flags };
}

function parserOptions(): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  const named = (flags: Iterable<string>, type: 'string' | 'boolean') =>
    [...flags].map((flag) => [flag.slice(2), { type }]);
  return {
    ...Object.fromEntries(named(VALUED, 'string')),
    ...Object.fromEntries(named([...SWITCHES, ...TOGGLES, ...[...TOGGLES].map(negated)], 'boolean')),
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  };
}

function readFlag(token: { name: string; rawName: string; value?: string; inlineValue?: boolean }) {
  const { rawName, value, inlineValue } = token;
  const flag = /^-[hv]$/.test(rawName) ? `--${token.name}` : rawName;
  const positive = flag.replace('--no-', '--');
  if (SWITCHES.has(flag) || (flag !== positive && TOGGLES.has(positive))) {
    if (value !== undefined) throw new UsageError(`${flag} takes no value.`);
    return { flag: positive, text: String(flag === positive) };
  }
  if (TOGGLES.has(flag)) return { flag, text: value ?? 'true' };
  if (!VALUED.has(flag)) throw unknownFlag(rawName);
  if (!value || (!inlineValue && value.startsWith('--'))) throw new UsageError(`${flag} needs a value.`);
  return { flag, text: value };
}

function unknownFlag(given: string): UsageError {
  const near = nearestNames(given, [...VALUED, ...SWITCHES, ...TOGGLES, ...[...TOGGLES].map(negated)]);
  const hint = didYouMean(near) || ' `gathering --help` lists them.';
  return new UsageError(`Unknown flag ${printable(given)}.${hint}`);
}

function negated(flag: string): string {
  return flag.replace('--', '--no-');
}

/** The words that name the command: two where a command begins with the first of them, and more follow. */
function commandIn([first = '', second]: readonly string[]): string {
  const isGroup = Object.keys(COMMANDS).some((name) => name.startsWith(`${first} `));
  return isGroup && second !== undefined ? `${first} ${second}` : first;
}

function commandNamed(name: string): keyof typeof COMMANDS {
  if (Object.hasOwn(COMMANDS, name)) return name as keyof typeof COMMANDS;
  const names = Object.keys(COMMANDS);
  const near = nearestNames(name, names);
  const hint = didYouMean(near) || ` The commands are ${names.join(', ')}.`;
  throw new UsageError(`Unknown command "${printable(name)}".${hint}`);
}

function checkOperands(command: keyof typeof COMMANDS, operands: readonly string[]): void {
  const wanted: readonly string[] = COMMANDS[command].operands;
  const missing = wanted[operands.length];
  if (missing) throw new UsageError(`"${command}" needs a ${missing}: gathering ${command} ${missing}`);
  const extra = operands[wanted.length];
  if (extra !== undefined) throw new UsageError(`"${command}" does not take "${printable(extra)}".`);
}

function checkFlags(command: keyof typeof COMMANDS, flags: Flags): void {
  const taken = new Set<string>([...COMMANDS[command].flags, ...COMMANDS[command].switches]);
  for (const flag of flags.keys()) {
    if (!taken.has(flag)) throw new UsageError(`"${command}" does not take ${flag}.`);
  }
}
