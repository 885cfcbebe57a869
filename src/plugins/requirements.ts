/** What a plugin needs of its host: a version, packages, programs. */
import { execFile } from 'node:child_process';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pMap from 'p-map';
import semver from 'semver';
import { PluginError } from '../registries/errors.ts';
import type { PluginDescription } from './runtime.ts';

const run = promisify(execFile);

/** Programs that are asked for their version at once. */
const ASKED_AT_ONCE = 4;

/** What the host offers. */
export interface HostFacts {
  /** Version of GatheRing. */
  version: string;
  /** Folders in which programs are looked up, separated as in PATH. */
  searchPath: string;
}

/**
 * @param packagesFrom URL of the module from which packages are looked up.
 * @throws PluginError MISSING_DEPENDENCY naming all that is missing.
 */
export async function checkRequirements(
  description: PluginDescription,
  host: HostFacts,
  packagesFrom: string,
): Promise<void> {
  const { plugin, gathering, packages, programs } = description;
  if (gathering !== null && !semver.satisfies(host.version, gathering, { includePrerelease: true })) {
    throw missing(plugin.id, [`gathering ${gathering}`], `This is GatheRing ${host.version}.`);
  }
  const checks = [
    ...Object.entries(packages).map(
      ([name, range]) =>
        () =>
          lacks(name, range, packageVersion(name, packagesFrom)),
    ),
  ];
  const lacking = [
    ...(await pMap(checks, (check) => check(), { concurrency: ASKED_AT_ONCE })).filter(
      (problem) => problem !== null,
    ),
    ...(await lackingPrograms(programs, host)),
  ];
  if (lacking.length > 0) throw missing(plugin.id, lacking, 'Install it, then load the plugin again.');
}

/** Those that are not on the PATH, or of another version: `python3 >=3.8 (found 3.7.3)`. */
export async function lackingPrograms(
  programs: Readonly<Record<string, string>>,
  host: Pick<HostFacts, 'searchPath'>,
): Promise<string[]> {
  const check = ([name, range]: [string, string]) => lacks(name, range, programVersion(name, range, host));
  const problems = await pMap(Object.entries(programs), check, { concurrency: ASKED_AT_ONCE });
  return problems.filter((problem) => problem !== null);
}

async function lacks(name: string, range: string, found: Promise<string | null>): Promise<string | null> {
  const version = await found;
  if (version === null) return `${name} ${range}`;
  return range === '*' || semver.satisfies(version, range, { includePrerelease: true })
    ? null
    : `${name} ${range} (found ${version})`;
}

async function packageVersion(name: string, from: string): Promise<string | null> {
  try {
    const file = findPackageJSON(name, from);
    // Reading anything else may never end.
    if (!file || !(await stat(file)).isFile()) return null;
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}

/** Asks the program itself, but only where a version matters. */
async function programVersion(
  name: string,
  range: string,
  { searchPath }: Pick<HostFacts, 'searchPath'>,
): Promise<string | null> {
  const file = await findProgram(name, searchPath);
  if (file === null || range === '*') return file && '0.0.0';
  // It may be a script that looks for the program, or be told by a file of the folder that it is started in.
  const options = { timeout: 5_000, env: { PATH: searchPath }, cwd: '/' };
  const { stdout } = await run(file, ['--version'], options).catch(() => ({
    stdout: '',
  }));
  return semver.coerce(stdout)?.version ?? null;
}

export async function findProgram(name: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
}

function missing(pluginId: string, names: readonly string[], remedy: string): PluginError {
  const message = `Plugin "${pluginId}" needs ${names.join(', ')}. ${remedy}`;
  return new PluginError('MISSING_DEPENDENCY', pluginId, message, { missing: names });
}
