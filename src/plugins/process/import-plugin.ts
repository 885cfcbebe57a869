/** Finds and imports the module of a plugin, in the plugin's own process. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PluginError } from '../../registries/errors.ts';
import type { PluginDefinition } from '../contract.ts';

/** What authors import, wherever their file lies and whatever is beside it. */
const OURS: Readonly<Record<string, string>> = {
  'gathering/plugin': new URL('../contract.ts', import.meta.url).href,
  'gathering/testing': new URL('../../testing/index.ts', import.meta.url).href,
};
/** Stands for the entry of a folder. */
const ENTRY = 'gathering:entry';

/** Below it, what is imported is a package's, not the plugin's own. */
const PACKAGES = /[\\/]node_modules[\\/]/;

/**
 * @param path absolute: a module's file, or a folder with a package.json.
 * @param onModule told of each file of the plugin that is imported, now or later.
 * @throws PluginError INVALID_PLUGIN; whatever the module throws.
 */
export async function importPlugin(
  path: string,
  onModule: (file: string) => void = () => {},
): Promise<PluginDefinition> {
  const entry = existsSync(join(path, 'package.json')) ? entryOf(path) : pathToFileURL(path).href;
  registerHooks({
    resolve(specifier, context, next) {
      const own = Object.hasOwn(OURS, specifier) ? OURS[specifier]! : undefined;
      if (own) return { url: own, shortCircuit: true };
      if (specifier !== ENTRY) return next(specifier, context);
      return next(entry, { ...context, parentURL: pathToFileURL(join(path, 'package.json')).href });
    },
    load(url, context, next) {
      const file = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (file !== '' && !PACKAGES.test(file) && !Object.values(OURS).includes(url)) onModule(file);
      return next(url, context);
    },
  });
  return definitionOf((await import(ENTRY)) as Record<string, unknown>);
}

/** As Node finds it: `exports` by the package's own name, else `main`, else index. */
function entryOf(folder: string): string {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name?: string;
    exports?: unknown;
  };
  if (typeof exports === 'string') return pathToFileURL(join(folder, exports)).href;
  if (exports && name) return name;
  const index = ['index.ts', 'index.mjs'].map((file) => join(folder, file)).find((file) => existsSync(file));
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(folder)).href;
  } catch {
    if (index) return pathToFileURL(index).href;
    throw invalid('Its package.json leads to no module. Give `exports` or `main`');
  }
}

function definitionOf(module: Record<string, unknown>): PluginDefinition {
  const exported = unwrapped(module.default);
  const others = Object.values(module).filter((value) => isDefinition(value) && value !== exported);
  if (isDefinition(exported) && others.length > 0)
    throw invalid('It exports two definitions. A module is one plugin, its default export');
  if (Array.isArray(exported)) throw invalid('Its default export is a list. A module is one plugin');
  if (isObjectWithMembers(exported)) return exported as PluginDefinition;
  throw invalid('It has no default export. Write `export default definePlugin({ … })`');
}

/** A module that a compiler made of ES syntax keeps its default export below `default`. */
function unwrapped(value: unknown): unknown {
  const { __esModule: isCompiled, default: inner } = Object(value) as Record<string, unknown>;
  return isCompiled ? inner : value;
}

/** An empty file becomes an empty object. */
function isObjectWithMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function isDefinition(value: unknown): boolean {
  const { id, version, description } = Object(value) as Record<string, unknown>;
  return [id, version, description].every((field) => typeof field === 'string');
}

function invalid(problem: string): PluginError {
  return new PluginError('INVALID_PLUGIN', '', `${problem}.`);
}
