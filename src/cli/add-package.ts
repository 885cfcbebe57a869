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
  /** What is wrong with the plugin in that folder. */
  check(folder: string): Promise<readonly string[]>;
}

// No install script runs; what was installed, with its checksums, stays in the lock file.
/** Lines of npm that say nothing to a person. */
const DETAIL = /^(code|syscall|path|errno|A complete log)\b/;
const INSTALL = [
  'install',
  '--ignore-scripts',
  '--save-exact',
  '--no-audit',
  '--no-fund',
  '--omit=dev',
  '--',
];

/**
 * Installs a package without running its install scripts; one that is no plugin is taken away again. Answers what to do
 * next. @throws UsageError, DomainError.
 */
export async function addPackage({ name, folder, startFolder, env, check }: AddRequest): Promise<string> {
  if (name.startsWith('-')) throw new UsageError(`"${printable(name)}" is no name of a package.`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'package.json');
  if (!existsSync(file)) await writeFile(file, '{ "private": true }\n');
  const before = await dependenciesOf(file);
  await npm([...INSTALL, specOf(name, startFolder)], folder, env);
  const after = await dependenciesOf(file);
  const [added = nameOf(name, after)] = Object.keys(after).filter((one) => after[one] !== before[one]);
  const [problem] = await check(join(folder, 'node_modules', added));
  if (problem !== undefined) {
    await npm(['uninstall', '--ignore-scripts', '--no-audit', '--no-fund', '--', added], folder, env);
    const message = `The package "${added}" is no plugin that can be loaded, and was taken away again: ${problem}`;
    throw new DomainError('INVALID_PLUGIN', message, { path: ['package'] });
  }
  return (
    `Installed ${added} in ${folder}. A server with that data folder loads it at its next start;\n` +
    `while it runs, discoverPlugins and loadPlugin do that, or reloadPlugin where an older one is loaded.\n`
  );
}

/** Of one that was there as it is now. */
function nameOf(spec: string, installed: Record<string, string>): string {
  return Object.keys(installed).find((one) => spec === one || spec.startsWith(`${one}@`)) ?? spec;
}

/** Paths start where the person is, not in the folder of the packages. */
function specOf(name: string, startFolder: string): string {
  const path = resolve(startFolder, name);
  return existsSync(path) ? path : name;
}

async function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  await promisify(execFile)('npm', [...args], { cwd, env }).catch((error: Error & { stderr?: string }) => {
    const lines = Array.from((error.stderr ?? '').matchAll(/^npm error (.+)$/gm), ([, line]) => line!);
    const reason = lines.find((line) => !DETAIL.test(line)) ?? error.message.split('\n')[0]!;
    throw new DomainError('MISSING_DEPENDENCY', `npm could not install it: ${reason}`, { path: ['package'] });
  });
}

async function dependenciesOf(file: string): Promise<Record<string, string>> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  return (Object(content) as { dependencies?: Record<string, string> }).dependencies ?? {};
}
