import { mkdir, readFile, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { printable } from '../registries/errors.ts';
import { type PluginName, pluginName } from './plugin-name.ts';
import { UsageError } from './usage-error.ts';

export interface InitRequest {
  /** Absolute; made where it is missing. */
  folder: string;
  /** Where GatheRing is. */
  home: string;
  /** The Node that runs it. */
  node: string;
}

/** Writes a working plugin into a new or empty folder; answers what to do next. @throws UsageError */
export async function initPlugin(request: InitRequest): Promise<string> {
  const { folder, node } = request;
  const name = pluginName(folder);
  await makeEmpty(folder);
  const home = await realpath(request.home);
  // npm takes away links that no dependency explains.
  const dependency = `file:${relative(await realpath(folder), home).replaceAll(sep, '/')}`;
  const template = join(home, 'templates/plugin');
  for (const entry of await readdir(template, { recursive: true, withFileTypes: true })) {
    const path = relative(template, join(entry.parentPath, entry.name));
    if (entry.isDirectory()) {
      await mkdir(join(folder, path));
      continue;
    }
    const text = named(await readFile(join(template, path), 'utf8'), name);
    await writeFile(
      join(folder, fileName(path)),
      text.replace('"file:../.."', () => JSON.stringify(dependency)),
    );
  }
  await linkModules(folder, home, node);
  return nextSteps(name, folder, home);
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' && error.code !== 'ENOTDIR') throw error;
    throw new UsageError(`${printable(folder, 200)} is no folder. Name a new or empty one.`);
  });
  const [first] = await readdir(folder);
  if (first === undefined) return;
  const held = `${printable(folder, 200)} is not empty: it holds "${printable(first)}".`;
  throw new UsageError(`${held} Name a new or empty folder.`);
}

/** Under their own names, those that begin with `_` would count for the template's folder. */
function fileName(file: string): string {
  return file.replace('_gitignore', '.gitignore').replace(/^_/, '');
}

function named(text: string, { id, prefix, title }: PluginName): string {
  return text.replaceAll('my_plugin', prefix).replaceAll('my-plugin', id).replaceAll('My plugin', title);
}

/** Lets editors and tests find GatheRing, and npm the Node that runs it, whatever Node is installed. */
async function linkModules(folder: string, home: string, node: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  // Of a link to a folder, Windows lets everybody make this kind only.
  await symlink(home, join(modules, 'gathering'), 'junction');
  if (sep === '/') await symlink(node, join(modules, '.bin/node'));
  else await writeFile(join(modules, '.bin/node.cmd'), `@"${node}" %*\r\n`);
}

function nextSteps({ id }: PluginName, folder: string, home: string): string {
  const place = quoted(folder);
  return (
    `Made plugin "${id}" in ${folder}. Next:\n` +
    `  1. Edit ${join(folder, 'plugin.ts')}: its comments tell what everything is for.\n` +
    `  2. Test it:  cd ${place} && npm test\n` +
    `  3. Serve it: cd ${quoted(home)} && npm start -- --plugins ${place}\n`
  );
}

function quoted(path: string): string {
  return /^[\w./:\\~-]+$/.test(path) ? path : `"${path}"`;
}
