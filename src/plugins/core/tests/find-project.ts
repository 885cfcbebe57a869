/** What tests a folder or file of the workspace has, by what lies there; nothing of it is run. */
import { type ToolContext, ToolError, type WorkspaceEntry } from 'gathering/plugin';

export const RUNNERS = ['pytest', 'vitest', 'jest', 'node', 'npm'] as const;
export type Runner = (typeof RUNNERS)[number];
type Workspace = ToolContext['workspace'];

export interface Project {
  runner: Runner;
  /** Where the runner starts, relative to the workspace. */
  folder: string;
  /** The one file that is asked for, relative to the folder; null for all. */
  file: string | null;
}

const MANIFEST_BYTES = 1024 * 1024;
const PYTHON_PROJECT = ['pytest.ini', 'conftest.py', 'pyproject.toml', 'tox.ini', 'setup.cfg', 'setup.py'];
const PYTHON_TEST = /^test_.*\.py$|_test\.py$/;
const NODE_TEST = /[._-]test\.[cm]?[jt]s$|^test(-.*)?\.[cm]?[jt]s$/;
const TEST_FOLDERS = ['test', 'tests', '__tests__', 'src'];
/** As `npm init` writes it. */
const NO_SCRIPT = 'no test specified';

/** @throws ToolError, path `path`, where there are none, or none can be known. */
export async function findProject(
  workspace: Workspace,
  path: string,
  named: Runner | undefined,
): Promise<Project> {
  const { kind } = await workspace.stat(path);
  if (kind === 'directory')
    return { runner: named ?? (await runnerOf(workspace, path)), folder: path, file: null };
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const isPython = named === 'pytest' || (!named && path.endsWith('.py'));
  const folder = await projectAbove(
    workspace,
    parts.slice(0, -1),
    isPython ? PYTHON_PROJECT : ['package.json'],
  );
  const file = parts.slice(folder === '.' ? 0 : folder.split('/').length).join('/');
  const found = named ?? (isPython ? 'pytest' : await runnerByManifest(workspace, folder));
  // A script of npm takes no file.
  const runner = found === null || found === 'npm' ? 'node' : found;
  return { runner, folder, file };
}

/** The nearest folder that has one of the files; else that of the file itself. */
async function projectAbove(
  workspace: Workspace,
  parts: readonly string[],
  files: readonly string[],
): Promise<string> {
  for (let depth = parts.length; depth >= 0; depth--) {
    const folder = parts.slice(0, depth).join('/') || '.';
    if ((await namesIn(workspace, folder)).some(({ name }) => files.includes(name))) return folder;
  }
  return parts.join('/') || '.';
}

async function runnerOf(workspace: Workspace, folder: string): Promise<Runner> {
  const found = await runnerByManifest(workspace, folder);
  if (found) return found;
  const names = (await namesIn(workspace, folder)).map(({ name }) => name);
  const below = await Promise.all(
    TEST_FOLDERS.filter((name) => names.includes(name)).map((name) =>
      namesIn(workspace, `${folder}/${name}`),
    ),
  );
  const all = [...names, ...below.flat().map(({ name }) => name)];
  if (all.some((name) => PYTHON_TEST.test(name)) || names.includes('pytest.ini')) return 'pytest';
  if (all.some((name) => NODE_TEST.test(name))) return 'node';
  throw noTests(folder);
}

/** By what it is configured by or installed with; else its own script; null where it says nothing. */
async function runnerByManifest(workspace: Workspace, folder: string): Promise<Runner | null> {
  const names = (await namesIn(workspace, folder)).map(({ name }) => name);
  if (!names.includes('package.json')) return null;
  const text = await workspace.read(`${folder}/package.json`, { end: MANIFEST_BYTES });
  const { dependencies, devDependencies, scripts, jest } = manifestIn(Buffer.from(text).toString(), folder);
  const script = typeof scripts?.test === 'string' ? scripts.test : '';
  for (const runner of ['vitest', 'jest'] as const) {
    const isConfigured = names.some((name) => name.startsWith(`${runner}.config.`));
    if (isConfigured || new RegExp(`\\b${runner}\\b`).test(script) || (runner === 'jest' && jest))
      return runner;
  }
  if (/\bnode\b.*\s--test\b/.test(script)) return 'node';
  if (script !== '' && !script.includes(NO_SCRIPT)) return 'npm';
  const installed = { ...dependencies, ...devDependencies };
  return (['vitest', 'jest'] as const).find((runner) => Object.hasOwn(installed, runner)) ?? null;
}

interface Manifest {
  dependencies?: object;
  devDependencies?: object;
  scripts?: { test?: unknown };
  jest?: unknown;
}

function manifestIn(text: string, folder: string): Manifest {
  try {
    return Object(JSON.parse(text)) as Manifest;
  } catch {
    throw new ToolError(`"${folder}/package.json" is no JSON. Mend it, or name the \`runner\`.`, {
      path: ['path'],
    });
  }
}

async function namesIn(workspace: Workspace, folder: string): Promise<WorkspaceEntry[]> {
  return workspace.list(folder).catch((error: unknown) => {
    if (error instanceof ToolError) return [];
    throw error;
  });
}

export function noTests(folder: string): ToolError {
  return new ToolError(
    `No tests were found in "${folder}". Give the folder of a project, or name the \`runner\`.`,
    {
      path: ['path'],
    },
  );
}

/** The project, and where its packages are: also in the folders around it. All of it is only read. */
export async function grantsFor(
  workspace: Workspace,
  { folder }: Project,
): Promise<{ path: string; writable: boolean }[]> {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  const around = parts.map((_, depth) => [...parts.slice(0, depth), 'node_modules'].join('/'));
  const there = await Promise.all(around.map((path) => isFolder(workspace, path)));
  return [folder, ...around.filter((_, index) => there[index])].map((path) => ({ path, writable: false }));
}

function isFolder(workspace: Workspace, path: string): Promise<boolean> {
  return workspace.stat(path).then(
    ({ kind }) => kind === 'directory',
    () => false,
  );
}
