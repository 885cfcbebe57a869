/** Finds the programs that a jail can run, and what each needs to be shown. */
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { ToolError } from '../../plugins/contract.ts';
import { type Mount, isWithin } from './mounts.ts';

/** Where the node that runs the server is in a jail. */
const NODE = '/run/node';
const PROBE_MS = 10_000;
const DESCRIBE_PYTHON = `
import json, os, site, sys
packages = [*site.getsitepackages(), site.getusersitepackages()]
print(json.dumps([sys.executable, [sys.base_prefix, sys.prefix], [p for p in packages if os.path.isdir(p)]]))
`;

/** What a program uses before it has done anything, in bytes: its limits are above that. */
export interface MemoryNeed {
  /** Reserved, as `prlimit --data` counts. */
  dataBytes: number;
  /** In use. */
  memoryBytes: number;
}

export interface Program {
  /** In the jail. */
  path: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  mounts: readonly Mount[];
}

/** What the server knows of the machine. */
export interface ProgramSources {
  /** The node that runs the server. */
  node: string;
  /** Folders in which programs are looked up, separated as in PATH. */
  searchPath: string;
  find(name: string): Promise<string | null>;
}

/** Looks a program up, once. @throws ToolError where there is none that can be run in a jail. */
export function programFinder(sources: ProgramSources): (name: string) => Promise<Program> {
  const known = new Map<string, Promise<Program>>();
  return (name) => {
    const found = known.get(name) ?? findProgram(name, sources);
    known.set(name, found);
    // Somebody may install it.
    found.catch(() => known.delete(name));
    return found;
  };
}

async function findProgram(name: string, sources: ProgramSources): Promise<Program> {
  if (name === 'node') return { ...plain(NODE), mounts: [{ kind: 'bind', from: sources.node, to: NODE }] };
  const file = await sources.find(name);
  if (file === null) throw new ToolError(`There is no \`${name}\` on the server's PATH. Install it.`);
  if (name === 'python3') return python(file, sources);
  const real = await realpath(file);
  if (isWithin(real, '/usr')) return plain(real);
  throw new ToolError(
    `\`${name}\` is not among the programs of the system (/usr), so it cannot be run in a jail.`,
  );
}

/** What is on the PATH may be a script that chooses an interpreter: that tells where it and its packages are. */
async function python(file: string, { searchPath }: ProgramSources): Promise<Program> {
  const options = { cwd: '/', env: { PATH: searchPath }, timeout: PROBE_MS };
  const { stdout } = await promisify(execFile)(file, ['-c', DESCRIBE_PYTHON], options).catch(() => {
    throw new ToolError("The `python3` on the server's PATH does not run. Mend it.");
  });
  const [executable, prefixes, packages] = JSON.parse(stdout) as [string, string[], string[]];
  const shown = [...new Set([...prefixes, ...packages])].filter((path) => !isWithin(path, '/usr'));
  return {
    path: executable,
    // Without `site`: what .pth files of packages import at every start takes longer than all the rest.
    args: ['-S', '-B', '-u', '-X', 'utf8'],
    env: { PYTHONPATH: packages.join(delimiter) },
    mounts: shown.map((path) => ({ kind: 'bind', from: path, to: path })),
  };
}

function plain(path: string): Program {
  return { path, args: [], env: {}, mounts: [] };
}
