import { type BigIntStats, existsSync, realpathSync, statSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** The folder that callers are confined to. */
export interface Grounds {
  /** The real path. */
  readonly root: string;
  /** All names of the root that an absolute link may begin with. */
  readonly rootNames: readonly string[];
  /** What does not exist for callers: relative to the root, with `/`. */
  readonly hidden: readonly string[];
  /** Where the system shows open descriptors as files; null where it does not. */
  readonly descriptors: string | null;
}

export interface GroundsOptions {
  root: string;
  hidden?: readonly string[];
  descriptors?: string;
}

/** @throws Error when the root is not a folder, or is itself hidden. */
export function surveyGrounds({ root, hidden = [], descriptors = '/proc/self/fd' }: GroundsOptions): Grounds {
  const given = resolve(root);
  const real = realpathSync(given);
  if (!statSync(real).isDirectory()) throw new Error(`The workspace "${given}" is not a folder.`);
  return {
    root: real,
    rootNames: [...new Set([real, given])],
    hidden: hidden.flatMap((path) => hiddenPart(real, path)),
    descriptors: existsSync(descriptors) ? descriptors : null,
  };
}

export type IsHidden = (parts: readonly string[], stats: BigIntStats | null) => boolean;

/** Tells what is hidden by its place, and by its identity, so that another name of the same folder is found out. */
export async function hiddenOn(grounds: Grounds): Promise<IsHidden> {
  const identities = new Set<string>();
  for (const path of grounds.hidden) {
    const stats = await lstat(join(grounds.root, path), { bigint: true }).catch(() => null);
    if (stats) identities.add(identity(stats));
  }
  return (parts, stats) =>
    grounds.hidden.includes(parts.join('/')) || (stats !== null && identities.has(identity(stats)));
}

function identity(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}

function hiddenPart(root: string, path: string): string[] {
  const inside = relative(root, realPathOf(resolve(path))).split(sep);
  if (inside[0] === '..') return [];
  if (inside[0] === '') throw new Error('The workspace itself cannot be hidden.');
  return [inside.join('/')];
}

/** The real path of what may not exist yet. */
function realPathOf(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPathOf(dirname(path)), basename(path));
}
