import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DomainError, printable } from '../registries/errors.ts';
import { UsageError } from './usage-error.ts';

export interface AddRequest {
  /** A package's name, with `@VERSION` if wanted, or the path of a tarball or folder. */
  name: string;
  /** Where such packages are installed; made where it is missing. */
  folder: string;
  startFolder: string;
  env: NodeJS.ProcessEnv;
}

// No install script runs; what was installed, with its checksums, stays in the lock file.
const INSTALL = [
  'install',
  '--ignore-scripts',
  '--save-exact',
  '--no-audit',
  '--no-fund',
  '--omit=dev',
  '--',
];

/** Installs a package without running anything of it. Answers what to do next. @throws UsageError, DomainError. */
export async function addPackage({ name, folder, startFolder, env }: AddRequest): Promise<string> {
  if (name.startsWith('-')) throw new UsageError(`"${printable(name)}" is no name of a package.`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'package.json');
  if (!existsSync(file)) await writeFile(file, '{ "private": true }\n');
  const before = await dependenciesOf(file);
  await npm([...INSTALL, specOf(name, startFolder)], folder, env);
  const after = await dependenciesOf(file);
  const [added = name] = Object.keys(after).filter((one) => after[one] !== before[one]);
  return (
    `Installed ${added} in ${folder}. It is loaded at the next start;\n` +
    `in a running server the mutations discoverPlugins and loadPlugin do that.\n`
  );
}

/** Paths start where the person is, not in the folder of the packages. */
function specOf(name: string, startFolder: string): string {
  const path = resolve(startFolder, name);
  return existsSync(path) ? path : name;
}

async function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  await promisify(execFile)('npm', [...args], { cwd, env }).catch((error: Error & { stderr?: string }) => {
    const reason = /npm error (?!code)(.+)/.exec(error.stderr ?? '')?.[1] ?? error.message.split('\n')[0]!;
    throw new DomainError('MISSING_DEPENDENCY', `npm could not install it: ${reason}`, { path: ['package'] });
  });
}

async function dependenciesOf(file: string): Promise<Record<string, string>> {
  const { dependencies } = JSON.parse(await readFile(file, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return dependencies ?? {};
}
