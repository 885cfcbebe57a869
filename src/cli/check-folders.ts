import { realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Config } from '../config.ts';
import { printable } from '../registries/errors.ts';
import { UsageError } from './usage-error.ts';

/** The workspace is a folder, and the data folder can be kept from tools. @throws UsageError */
export function checkFolders(
  { workspace, data, plugins }: Config,
  sourceOf: (setting: string) => string,
): void {
  const name = (setting: string, path: string) =>
    `Setting "${setting}" (${sourceOf(setting)}): ${printable(path, 200)}`;
  const found = kindOf(workspace);
  if (found !== 'folder') throw new UsageError(`${name('workspace', workspace)} ${found}.`);
  if (!['folder', 'does not exist'].includes(kindOf(data))) {
    throw new UsageError(`${name('data', data)} ${kindOf(data)}.`);
  }
  for (const directory of plugins) {
    if (kindOf(directory) !== 'folder')
      throw new UsageError(`${name('plugins', directory)} ${kindOf(directory)}.`);
  }
  if (contains(data, workspace)) {
    throw new UsageError(`${name('data', data)} must not be the workspace or a folder around it.`);
  }
}

function kindOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'is no folder';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'does not exist';
    return code === 'ENOTDIR' ? 'is no folder' : `cannot be opened (${code})`;
  }
}

function contains(outer: string, inner: string): boolean {
  if (kindOf(outer) !== 'folder') return false;
  const way = relative(realpathSync(outer), realpathSync(inner));
  return way !== '..' && !way.startsWith(`..${sep}`);
}
