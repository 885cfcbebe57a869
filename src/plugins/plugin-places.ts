/** Where third-party plugins lie: in a directory, or in a package that npm installed. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PluginError, printable } from '../registries/errors.ts';
import type { PluginPlace } from './process/plugin-process.ts';

const MODULE = /\.(js|mjs|cjs|ts)$/;
/** Not plugins: hidden, private by their name, declarations, tests, and what npm put there. */
const PASSED_OVER = /^[._]|^node_modules$|\.d\.ts$|\.(test|spec|config)\.\w+$/;

/**
 * Candidates in a directory, by name: module files, and folders with a package.json. A directory that has a
 * package.json itself is one plugin.
 * @throws PluginError INVALID_PLUGIN when it is no directory that can be read.
 */
export async function placesInDirectory(directory: string, label: string): Promise<PluginPlace[]> {
  const path = await realpath(directory).catch(() => directory);
  const single = await placeOf(path, label);
  if (single && !single.isFolder) return [single];
  if (await hasPackage(path)) return [{ path, isFolder: true, label }];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw noDirectory(label, error.code ?? '');
  });
  const names = entries.map(({ name }) => name).filter((name) => !PASSED_OVER.test(name));
  const places = await Promise.all(names.sort().map((name) => placeOf(join(path, name), name)));
  return places.filter((place) => place !== null);
}

/** The package as npm installed it below one of these folders. @throws PluginError MISSING_DEPENDENCY. */
export async function placeOfPackage(name: string, folders: readonly string[]): Promise<PluginPlace> {
  for (const folder of folders) {
    const path = join(folder, 'node_modules', name);
    if (await hasPackage(path)) return { path: await realpath(path), isFolder: true, label: name };
  }
  const message = `The npm package "${printable(name)}" is not installed. Run \`gathering plugins add ${printable(name)}\`.`;
  throw new PluginError('MISSING_DEPENDENCY', name, message, { missing: [name] });
}

/** Names of the packages that a folder's package.json depends on; none where there is no such file. */
export async function packagesIn(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies).sort();
}

/** Null for what is no candidate. */
async function placeOf(path: string, label: string): Promise<PluginPlace | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() && MODULE.test(path)) return { path, isFolder: false, label };
  return found?.isDirectory() && (await hasPackage(path)) ? { path, isFolder: true, label } : null;
}

async function hasPackage(folder: string): Promise<boolean> {
  return stat(join(folder, 'package.json')).then(
    (found) => found.isFile(),
    () => false,
  );
}

function noDirectory(label: string, code: string): PluginError {
  const reason = { ENOENT: 'does not exist', ENOTDIR: 'is no directory' }[code] ?? `cannot be read (${code})`;
  const message = `The directory of plugins "${printable(label)}" ${reason}.`;
  return new PluginError('INVALID_PLUGIN', label, message, { path: ['directory'] });
}
