import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { defineTool, type JsonValue, toolResult, z } from 'gathering/plugin';
import {
  LIMITS,
  diedOf,
  effectsOf,
  programArguments,
  programResult,
  runProgram,
  shownText,
} from './programs/run-program.ts';

const PLACE = '/run/tool';
const PACKAGES = [
  'quickjs-emscripten-core',
  '@jitl/quickjs-wasmfile-release-sync',
  '@jitl/quickjs-ffi-types',
];
/** As Node ends where memory has run out. */
const CRASHED = [132, 133, 134, 139];
/**
 * Threads that would help to compile what is used once take longer to start than they save. Optimizing QuickJS takes longer
 * than most programs run: by default it begins before the first line does.
 */
const NODE_OPTIONS = ['--v8-pool-size=0', '--wasm-tiering-budget=60000000', '--stack-size=3900'];

export const javascriptRun = defineTool({
  name: 'javascript_run',
  title: 'Run JavaScript',
  description:
    'Runs a JavaScript program (QuickJS: the language of 2023, no Node, no DOM) apart from this machine: no network, and of the ' +
    'workspace only the `files` that you name, at their paths. The value of its last expression is `result`. There are: ' +
    '`console`, `args`, `readStdin()`, `readFile(path, encoding?)`, `writeFile(path, content, encoding?)` (encoding: utf-8 or base64), ' +
    '`listFiles(path?)`, `setTimeout`, top-level `await`, `exit(code)`, and `gathering.progress(0.5, "half")` to tell how far it is. ' +
    'A program that fails is a result: see `exitCode` and `stderr`.',
  category: 'CODE_EXECUTION',
  tags: ['javascript', 'code', 'program'],
  requiredCompetencies: ['javascript'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    code: z.string().describe('The program: a script, not a module.'),
    ...programArguments,
  }),
  returns: z.strictObject({
    ...programResult,
    result: z.json().describe('The value of the last expression; null where it is none that JSON has.'),
  }),
  examples: [
    {
      description: 'Calculate',
      arguments: { code: '[1, 2, 3].map((n) => n * n)' },
      result: {
        exitCode: 0,
        stdout: '',
        stdoutTruncated: false,
        stderr: '',
        stderrTruncated: false,
        result: [1, 4, 9],
      },
    },
    {
      description: 'Count the lines of a file',
      arguments: { code: "readFile('README.md').split('\\n').length", files: [{ path: 'README.md' }] },
    },
    {
      description: 'Tell how far it is',
      arguments: {
        code: 'for (let step = 0; step < 4; step++) gathering.progress(step / 4, `step ${step}`);',
      },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ files }) => effectsOf('a JavaScript program', files),
  async run({ code, args, ...call }, context) {
    let result: JsonValue = null;
    const ended = await runProgram(
      {
        program: 'node',
        args: [...NODE_OPTIONS, `${PLACE}/run.cjs`],
        brings: brought(),
        message: JSON.stringify({ code, args, memoryBytes: call.memoryMiB * 1024 * 1024 }),
      },
      call,
      context,
      (word, rest) => {
        if (word === 'result') result = parsed(rest);
      },
    );
    if (CRASHED.includes(ended.exitCode)) throw diedOf('memory', call.files);
    const value = { ...ended, result };
    return toolResult(value, shownText(ended, result));
  },
});

function brought(): Record<string, string> {
  const own = ['run.cjs', 'prelude.js'].map((name) => [
    `${PLACE}/${name}`,
    join(import.meta.dirname, 'programs', name),
  ]);
  const packages = PACKAGES.map((name) => [`${PLACE}/node_modules/${name}`, folderOf(name)]);
  return Object.fromEntries([...own, ...packages]) as Record<string, string>;
}

function folderOf(name: string): string {
  return dirname(findPackageJSON(name, import.meta.url)!);
}

/** What the process says, it was told by the program. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
