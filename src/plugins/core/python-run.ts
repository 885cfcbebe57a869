import { join } from 'node:path';
import { defineTool, toolResult, z } from 'gathering/plugin';
import {
  LIMITS,
  effectsOf,
  programArguments,
  programResult,
  refuseNul,
  runProgram,
  shownText,
} from './programs/run-program.ts';

const RUNNER = '/run/tool/run.py';

export const pythonRun = defineTool({
  name: 'python_run',
  title: 'Run Python',
  description:
    'Runs a Python program with the packages that are installed on the server, apart from this machine: no network, and of the ' +
    'workspace only the `files` that you name, at their paths. Scratch files go to /tmp. What it prints is streamed. ' +
    '`import gathering; gathering.progress(0.5, "half")` tells how far it is. A program that fails is a result: see `exitCode` and `stderr`.',
  category: 'CODE_EXECUTION',
  tags: ['python', 'code', 'program'],
  requiredCompetencies: ['python'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    code: z.string().describe('The program.'),
    ...programArguments,
  }),
  returns: z.strictObject(programResult),
  examples: [
    {
      description: 'Calculate',
      arguments: { code: 'print(sum(n * n for n in range(10)))' },
      result: { exitCode: 0, stdout: '285\n', stdoutTruncated: false, stderr: '', stderrTruncated: false },
    },
    {
      description: 'Count the lines of a file',
      arguments: { code: "print(len(open('README.md').readlines()))", files: [{ path: 'README.md' }] },
    },
    {
      description: 'Tell how far it is',
      arguments: {
        code: 'import gathering\nfor step in range(4):\n    gathering.progress(step / 4, f"step {step}")',
      },
    },
  ],
  limits: LIMITS,
  needs: { jail: true, programs: { python3: '*' } },
  effects: ({ files }) => effectsOf('a Python program', files),
  async run({ code, args, ...call }, context) {
    const ended = await runProgram(
      {
        program: 'python3',
        args: [RUNNER],
        brings: { [RUNNER]: join(import.meta.dirname, 'programs/run.py') },
        message: [...args, refuseNul(code)].join('\0'),
      },
      call,
      context,
    );
    return toolResult(ended, shownText(ended));
  },
});
