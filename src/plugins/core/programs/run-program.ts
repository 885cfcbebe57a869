/** Runs the program of a caller in the jail, and tells what came of it. Shared by the tools for each language. */
import {
  JailError,
  type JailRequest,
  type JsonValue,
  type ToolContext,
  ToolError,
  z,
} from 'gathering/plugin';
import { Tail } from './tail.ts';

const MEBIBYTE = 1024 * 1024;
/** Of stdout, and of stderr, in bytes: so much of the end is in the result. */
const TAIL_BYTES = 64 * 1024;
const DEFAULT_MEMORY_MIB = 256;

export const LIMITS = {
  timeoutMs: 60_000,
  memoryBytes: DEFAULT_MEMORY_MIB * MEBIBYTE,
  outputBytes: 8 * MEBIBYTE,
  processes: 32,
};

/** Arguments that every language takes. */
export const programArguments = {
  stdin: z.string().default('').describe('What the program reads from its standard input.'),
  args: z
    .array(
      z
        .string()
        .max(65_536)
        .regex(/^[^\0]*$/, 'must not contain a NUL character'),
    )
    .max(1_000)
    .default([])
    .describe('Arguments of the program.'),
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).describe('A file or folder, relative to the workspace; `.` is all of it.'),
        writable: z
          .boolean()
          .default(false)
          .describe(
            'May the program change it? What does not exist is made then: an empty file, or a folder where the path ends in `/`.',
          ),
      }),
    )
    .max(100)
    .default([])
    .describe(
      'What the program may use of the workspace, at the same path below its working directory. Nothing else is there.',
    ),
  memoryMiB: z
    .int()
    .min(16)
    .max(65_536)
    .default(DEFAULT_MEMORY_MIB)
    .describe('Memory that the program may use, in MiB. The server may allow less.'),
};

/** Of every language. */
export const programResult = {
  exitCode: z
    .int()
    .describe("0 where all went well. Anything else is the program's own failure: `stderr` says more."),
  stdout: z.string().describe(`What it printed; of more than ${TAIL_BYTES} bytes the end.`),
  stdoutTruncated: z.boolean().describe('True when `stdout` is only the end.'),
  stderr: z.string().describe(`What it printed to standard error; of more than ${TAIL_BYTES} bytes the end.`),
  stderrTruncated: z.boolean().describe('True when `stderr` is only the end.'),
};

export interface ProgramCall {
  stdin: string;
  files: readonly { path: string; writable: boolean }[];
  memoryMiB: number;
  /** Default: as long as the call may take. */
  timeoutMs?: number;
}

export interface Ended {
  exitCode: number;
  stdout: string;
  stdoutTruncated: boolean;
  stderr: string;
  stderrTruncated: boolean;
}

/**
 * Runs it to its end; what it prints is streamed to whoever watches.
 * @param onMessage hears what is neither progress nor a limit: its word and the rest.
 * @throws JailError, also where the program died of a limit by itself.
 */
export async function runProgram(
  request: Pick<JailRequest, 'program' | 'args' | 'cwd' | 'env' | 'brings' | 'message'>,
  { stdin, files, memoryMiB, timeoutMs }: ProgramCall,
  { jail, output, progress }: ToolContext,
  onMessage: (word: string, rest: string) => void = () => {},
): Promise<Ended> {
  const tails = { STDOUT: new Tail(TAIL_BYTES), STDERR: new Tail(TAIL_BYTES) };
  const dead = new AbortController();
  const { exitCode } = await jail.run({
    ...request,
    stdin,
    grants: files,
    limits: { memoryBytes: memoryMiB * MEBIBYTE, ...(timeoutMs !== undefined && { timeoutMs }) },
    signal: dead.signal,
    onOutput: (bytes, stream) => {
      const text = tails[stream].add(bytes);
      if (text !== '') output(text, stream);
    },
    onMessage: (line) => {
      const [word = '', first = '', ...rest] = line.split('\t');
      if (word === 'progress') progress(Number(first), rest.join(' ') || undefined);
      // Its threads may live on.
      else if (word === 'limit') dead.abort(diedOf(first, files));
      else onMessage(word, line.slice(word.length + 1));
    },
  });
  dead.signal.throwIfAborted();
  const [out, err] = [tails.STDOUT.end(), tails.STDERR.end()];
  return {
    exitCode,
    stdout: out.text,
    stdoutTruncated: out.truncated,
    stderr: err.text,
    stderrTruncated: err.truncated,
  };
}

/** A program that reached a limit by itself. @param word which, as it says. */
export function diedOf(word: string, files: ProgramCall['files']): JailError {
  const limit = word === 'processes' || word === 'disk' ? word : 'memory';
  const message = {
    memory:
      'The program needed more memory than it may use. Let it hold less at a time, or raise `memoryMiB`.',
    processes: `The program started more than ${LIMITS.processes} processes, or too many threads. Let it start fewer at a time.`,
    disk: 'The program wrote more to disk than it may. Let it write less.',
  }[limit];
  return new JailError('LIMIT_EXCEEDED', message, {
    limit,
    sideEffectsPossible: files.some(({ writable }) => writable),
  });
}

/** What a run would do, for a preview. @param what such as `a Python program`. */
export function effectsOf(what: string, files: ProgramCall['files'] = []): string[] {
  return [
    `Runs ${what} apart from this machine: without network, and without any file but those named here.`,
    ...files.map(({ path, writable }) =>
      writable ? `May change, create or delete "${path}" and what is in it.` : `Reads "${path}".`,
    ),
  ];
}

/** What a model is shown. */
export function shownText(
  { exitCode, stdout, stderr, stdoutTruncated, stderrTruncated }: Ended,
  result: JsonValue = null,
): string {
  const cut = '… (only the end is shown)\n';
  const parts = [`${stdoutTruncated ? cut : ''}${stdout}`];
  if (result !== null) parts.push(`Result: ${JSON.stringify(result)}`);
  if (stderr !== '') parts.push(`stderr:\n${stderrTruncated ? cut : ''}${stderr}`);
  if (exitCode !== 0) parts.push(`Exit code ${exitCode}.`);
  return parts.filter(Boolean).join('\n') || 'It printed nothing.';
}

/** @throws ToolError for what the program could not be handed. */
export function refuseNul(code: string): string {
  if (!code.includes('\0')) return code;
  throw new ToolError('`code` has a NUL character, which no program has. Leave it out.', { path: ['code'] });
}
