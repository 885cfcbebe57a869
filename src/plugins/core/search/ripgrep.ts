/** Runs a search in the jail: by ripgrep where that is installed, else by a program of our own that tells the same. */
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { type Jail, JailError, ToolError } from 'gathering/plugin';

export interface Search {
  /** Relative to the workspace: a folder or file. */
  path: string;
  /** What lines must hold; null where names are asked for. */
  pattern: string | null;
  regex: boolean;
  caseSensitive: boolean;
  includeIgnored: boolean;
  /** Of files, each with wildcards; none are all. */
  names: readonly string[];
  contextLines: number;
}

/** In the jail. */
const PLACE = '/run/tool';
const PROGRAM = `${PLACE}/search.cjs`;
export const MAX_FILE_MIB = 4;
/** Everything else that may tell ripgrep what to do or leave out is left alone. */
const ALWAYS = [
  ...[
    '--no-config',
    '--no-messages',
    '--hidden',
    '--no-require-git',
    '--no-ignore-global',
    '--no-ignore-exclude',
  ],
  ...['--no-ignore-dot', '--sort', 'path', '--max-filesize', `${MAX_FILE_MIB}M`, '--glob', '!.git'],
];

/** @param hear gets the output as it comes. @throws ToolError for a pattern that is none; JailError. */
export async function runSearch(
  jail: Jail,
  search: Search,
  hear: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  let complaint = '';
  const onOutput = (bytes: Uint8Array, stream: 'STDOUT' | 'STDERR') => {
    if (stream === 'STDOUT') hear(bytes);
    else complaint = (complaint + Buffer.from(bytes).toString()).slice(0, 2_000);
  };
  const common = { grants: [{ path: '.' }], onOutput, signal };
  await jail.run({ program: 'rg', args: argumentsOf(search), ...common }).catch((error: unknown) => {
    // There is none in /usr.
    if (!(error instanceof ToolError) || error instanceof JailError) throw error;
    return jail.run({ program: 'node', ...ownProgram(search), ...common });
  });
  if (complaint !== '') throw refused(complaint);
}

function argumentsOf({
  path,
  pattern,
  regex,
  caseSensitive,
  includeIgnored,
  names,
  contextLines,
}: Search): string[] {
  const content = ['--json', '--crlf', '--no-mmap', '--context', String(contextLines)];
  return [
    ...ALWAYS,
    ...(includeIgnored ? ['--no-ignore'] : []),
    ...names.flatMap((name) => ['--type-add', `wanted:${name}`]),
    ...(names.length > 0 ? ['--type', 'wanted'] : []),
    ...(pattern === null
      ? ['--files', '--null']
      : [...content, caseSensitive ? '-s' : '-i', ...(regex ? [] : ['-F']), '-e', pattern]),
    ...['--', path === '.' ? './' : `./${path}`],
  ];
}

function ownProgram(search: Search) {
  const packages = ['ignore', 're2js'].map((name) => [
    `${PLACE}/node_modules/${name}`,
    dirname(findPackageJSON(name, import.meta.url)!),
  ]);
  return {
    args: [PROGRAM],
    brings: {
      [PROGRAM]: join(import.meta.dirname, '../programs/search.cjs'),
      ...Object.fromEntries(packages),
    },
    message: JSON.stringify(search),
  };
}

function refused(complaint: string): ToolError {
  const reason = complaint.replaceAll(/\s+/g, ' ').trim();
  return new ToolError(`The search could not be made: ${reason}`, { path: ['pattern'] });
}
