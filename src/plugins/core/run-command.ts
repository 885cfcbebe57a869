import { defineTool, JailError, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import {
  LIMITS,
  effectsOf,
  programArguments,
  programResult,
  runProgram,
  shownText,
} from './programs/run-program.ts';

const argument = programArguments.args.unwrap().unwrap();
const { stdin, files, memoryMiB } = programArguments;

export const runCommand = defineTool({
  name: 'run_command',
  title: 'Run a command',
  description:
    'Runs a program of the system with arguments, without a shell and apart from this machine: no network, and of the workspace ' +
    'only the `files` that you name, at their paths. Nothing is expanded: for pipes and patterns run `["sh", "-c", "…"]`, if that is ' +
    'allowed. What it prints is streamed. A program that fails is a result: see `exitCode` and `stderr`.',
  category: 'CODE_EXECUTION',
  tags: ['shell', 'command', 'program'],
  requiredCompetencies: ['shell_commands'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    command: z
      .tuple(
        [z.string().regex(/^[A-Za-z0-9._+-]{1,100}$/, 'must be the name of a program, without a path')],
        argument,
      )
      .describe('The name of the program, then its arguments.'),
    cwd: z
      .string()
      .default('.')
      .describe(
        'The folder it starts in, relative to the workspace; it must be among `files`, or around one of them.',
      ),
    stdin,
    files,
    memoryMiB,
  }),
  returns: z.strictObject(programResult),
  examples: [
    {
      description: 'Sort lines',
      arguments: { command: ['sort', '-n'], stdin: '10\n9\n2\n' },
      result: {
        exitCode: 0,
        stdout: '2\n9\n10\n',
        stdoutTruncated: false,
        stderr: '',
        stderrTruncated: false,
      },
    },
    {
      description: 'Look for a word in files',
      arguments: { command: ['grep', '-rn', 'Hello', '.'], files: [{ path: '.' }] },
    },
  ],
  limits: LIMITS,
  needs: { jail: true, config: ['allowCommands'] },
  effects: ({ command, files }) => effectsOf(`\`${command.join(' ').slice(0, 500)}\``, files),
  async run({ command: [program, ...args], cwd, ...call }, context: ToolContext<Config>) {
    refuseOthers(program, context.config.allowCommands);
    await refuseNoFolder(cwd, context);
    const ended = await runProgram({ program, args, cwd }, call, context).catch((error: unknown) => {
      throw namingProgram(error);
    });
    return toolResult(ended, shownText(ended));
  },
});

/** The jail holds whatever runs; this is what the operator wants to be run at all. */
function refuseOthers(program: string, allowed: boolean | readonly string[] = false): void {
  if (allowed === true || (allowed && allowed.includes(program))) return;
  const names =
    allowed && allowed.length > 0 ? `Allowed are: ${allowed.slice(0, 50).join(', ')}.` : 'None is.';
  throw new ToolError(
    `\`${program}\` is not among the programs that this server allows (\`allowCommands\`). ${names}`,
    {
      path: ['command', '0'],
    },
  );
}

async function refuseNoFolder(cwd: string, { workspace }: Pick<ToolContext, 'workspace'>): Promise<void> {
  const { kind } = await workspace.stat(cwd).catch((error: unknown) => {
    throw error instanceof ToolError ? new ToolError(error.message, { path: ['cwd'] }) : error;
  });
  if (kind !== 'directory')
    throw new ToolError(`"${cwd}" is no folder. Give the path of one.`, { path: ['cwd'] });
}

/** What names no argument is about the program: it is not there. */
function namingProgram(error: unknown): unknown {
  if (!(error instanceof ToolError) || error instanceof JailError || error.path.length > 0) return error;
  return new ToolError(error.message, { path: ['command', '0'], retryable: error.retryable });
}
