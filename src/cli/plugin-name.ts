import { basename } from 'node:path';
import { printable } from '../registries/errors.ts';
import { UsageError } from './usage-error.ts';

const MAX_ID = 64;
/** What is shipped, and GatheRing itself, which a package of that name would hide. */
const TAKEN = ['core', 'gathering'];

/** What a new plugin is called. */
export interface PluginName {
  /** Lower case: a letter, then letters, digits, `-` or `_`. */
  id: string;
  /** What its tools' names begin with: the id with `_` for `-`. */
  prefix: string;
  /** For people. */
  title: string;
}

/** The name that a folder gives to the plugin in it. @throws UsageError when none can be made of it. */
export function pluginName(folder: string): PluginName {
  const id = basename(folder)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_ID)
    .replace(/[-_]+$/, '');
  if (id === '') {
    const name = printable(basename(folder));
    throw new UsageError(
      `No plugin can be named after "${name}". Choose a folder name with a letter from a to z.`,
    );
  }
  if (TAKEN.includes(id)) throw new UsageError(`"${id}" is GatheRing's own. Choose another folder name.`);
  const words = id.replaceAll(/[-_]+/g, ' ');
  return { id, prefix: id.replaceAll('-', '_'), title: words.replace(/^./, (first) => first.toUpperCase()) };
}
