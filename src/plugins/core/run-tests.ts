import { join } from 'node:path';
import { type JailGrant, type JailRequest, defineTool, ToolError, z } from 'gathering/plugin';
import { effectsOf, programArguments, programResult, runProgram } from './programs/run-program.ts';
import { told } from './tests/answer.ts';
import { type Project, RUNNERS, findProject, grantsFor, noTests } from './tests/find-project.ts';
import { Results, testResult } from './tests/results.ts';

const PLACE = '/run/tool';
const FILES = ['run.cjs', 'tell.cjs', 'node-reporter.mjs', 'vitest-progress.mjs', 'jest-progress.cjs'];
const LIMITS = {
  timeoutMs: 600_000,
  memoryBytes: 512 * 1024 * 1024,
  outputBytes: 32 * 1024 * 1024,
  processes: 64,
};

export const runTests = defineTool({
  name: 'run_tests',
  title: 'Run tests',
  description:
    'Finds and runs the tests of a project (pytest, vitest, jest, `node --test`, or whatever `npm test` runs) apart from this ' +
    'machine: without network; the project with its node_modules can only be read, scratch files go to /tmp. Tells each test with ' +
    'its status, duration and message; of `npm test` the exit code and the output. Tests that fail are a result.',
  category: 'TESTING',
  tags: ['tests', 'pytest', 'vitest', 'jest', 'node'],
  requiredCompetencies: ['testing'],
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  parameters: z.strictObject({
    path: z
      .string()
      .default('.')
      .describe('Folder of the project, or one file of its tests, relative to the workspace.'),
    runner: z
      .enum(RUNNERS)
      .optional()
      .describe('What runs the tests. Default: what the project has, by its files.'),
    files: programArguments.files
      .unwrap()
      .default([])
      .describe('What the tests may use besides the project, or may change, at the same path.'),
    memoryMiB: z
      .int()
      .min(64)
      .max(65_536)
      .default(512)
      .describe('Memory that the tests may use, in MiB. The server may allow less.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(300_000)
      .describe('Milliseconds after which all of it is ended.'),
  }),
  returns: z.strictObject({
    runner: z.enum(RUNNERS).describe('What ran the tests.'),
    success: z.boolean().describe('Did all go well, by the exit code?'),
    counts: z
      .strictObject({
        total: z.int().describe('All of them.'),
        passed: z.int().describe('Those that passed.'),
        failed: z.int().describe('Those that failed.'),
        skipped: z.int().describe('Those that were left out.'),
        errors: z.int().describe('Tests or whole files that could not be run.'),
      })
      .nullable()
      .describe(
        'Null where the runner tells nothing of single tests: of `npm test`, or where it could not start.',
      ),
    tests: z.array(testResult).describe('Each test; those that did not pass first.'),
    testsTruncated: z.boolean().describe('True when `tests` are not all of them.'),
    ...programResult,
  }),
  examples: [
    { description: 'Run all tests of a folder', arguments: { path: 'examples/data' } },
    {
      description: 'Run one file, for at most a minute',
      arguments: { path: 'examples/data/sums.test.mjs', runner: 'node', timeoutMs: 60_000 },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ path, files }) => [
    `Runs the tests of "${path}", and with them code of the project.`,
    ...effectsOf('them', files),
  ],
  async run({ path, runner, files, memoryMiB, timeoutMs }, context) {
    const { workspace } = context;
    const project = await findProject(workspace, path, runner).catch((error: unknown) => {
      throw error instanceof ToolError ? new ToolError(error.message, { path: ['path'] }) : error;
    });
    const own = await grantsFor(workspace, project);
    const results = new Results();
    const said: Said = { report: false, problem: null };
    const call = { stdin: '', files: [...own, ...files], memoryMiB, timeoutMs };
    const ended = await runProgram(request(project), call, context, (word, rest) => {
      if (word === 'test') results.add(rest);
      else if (word === 'report') said.report = true;
      else if (word === 'problem') said.problem ??= rest;
    }).catch((error: unknown) => {
      throw ownFault(error, own);
    });
    if (said.problem !== null) throw new ToolError(said.problem, { path: ['runner'] });
    if (said.report && results.counts.total === 0 && NOTHING_RAN[project.runner].includes(ended.exitCode))
      throw noTests(path);
    return told(project, said.report ? results : null, ended);
  },
});

interface Said {
  /** Did the runner tell anything of single tests? */
  report: boolean;
  problem: string | null;
}

/** How each runner ends where it has found no test: then, all is well but for that. */
const NOTHING_RAN: Record<Project['runner'], readonly number[]> = {
  pytest: [5],
  vitest: [0, 1],
  jest: [0, 1],
  node: [0],
  npm: [],
};

function request({
  runner,
  folder,
  file,
}: Project): Pick<JailRequest, 'program' | 'args' | 'cwd' | 'brings' | 'message'> {
  const here = (name: string) => [`${PLACE}/${name}`, join(import.meta.dirname, 'programs/tests', name)];
  const common = { cwd: folder, message: JSON.stringify({ runner, file }) };
  const brings = (names: readonly string[]) => Object.fromEntries(names.map(here)) as Record<string, string>;
  if (runner !== 'pytest')
    return { ...common, program: 'node', args: [`${PLACE}/run.cjs`], brings: brings(FILES) };
  return {
    ...common,
    program: 'python3',
    args: [`${PLACE}/run_pytest.py`],
    brings: brings(['run_pytest.py']),
  };
}

/** What is granted by us comes of `path`; what follows, of `files`. */
function ownFault(error: unknown, own: readonly JailGrant[]): unknown {
  if (!(error instanceof ToolError) || error.path[0] !== 'files') return error;
  const index = Number(error.path[1]) - own.length;
  const path = index < 0 ? ['path'] : ['files', String(index), ...error.path.slice(2)];
  return new ToolError(error.message, { path, retryable: error.retryable });
}
