/** What every jail shows of this machine: its programs and libraries, read-only, and nothing that tells who uses it. */
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mount, isWithin } from './mounts.ts';

/** Where the workspace is in a jail. */
export const WORKSPACE = '/workspace';

/** Part of /usr; on older systems folders of their own. */
const TOP = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
/** How programs and libraries are found, and the time of day. */
const SHOWN = ['alternatives', 'ld.so.cache', 'localtime'];
/** What programs read of a system, with places for what is shown of this one: each mount takes time. */
export const MADE_ETC = join(import.meta.dirname, 'etc');
/** Covers a file. */
const EMPTY_FILE = join(MADE_ETC, 'empty');

export async function systemMounts(): Promise<Mount[]> {
  const top = await Promise.all(TOP.map((name) => asItIs(`/${name}`)));
  const shown = await Promise.all(SHOWN.map((name) => asItIs(`/etc/${name}`)));
  return [bind('/usr', '/usr'), ...top.flat(), bind(MADE_ETC, '/etc'), ...shown.flat()];
}

/** Covers for what is private and lies in a folder that is shown. @param paths absolute. */
export async function coversOf(paths: readonly string[], shown: readonly Mount[]): Promise<Mount[]> {
  const isShown = (path: string) =>
    shown.some((mount) => mount.kind === 'bind' && path !== mount.from && isWithin(path, mount.from));
  return (await Promise.all(paths.filter(isShown).map((path) => coverOf(path, path)))).flat();
}

/** Shows nothing in place of what is there. @param from on this machine, and `to` in the jail. */
export async function coverOf(from: string, to: string): Promise<Mount[]> {
  const stats = await lstat(from).catch(() => null);
  if (!stats) return [];
  return stats.isDirectory() ? [{ kind: 'memory', to }] : [bind(EMPTY_FILE, to)];
}

/** What follows the system's own mounts, and makes all but `/tmp` and `/dev/shm` unchangeable. */
export function closing(): string[] {
  // Root of this machine is root of these files, too: `/proc/sys` would let it set what the kernel runs.
  return ['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]);
}

async function asItIs(path: string): Promise<Mount[]> {
  const stats = await lstat(path).catch(() => null);
  if (!stats) return [];
  // What a link leads to may not be shown, so that of /etc/localtime the file is.
  if (stats.isSymbolicLink() && !path.startsWith('/etc/')) {
    return [{ kind: 'link', to: path, target: await readlink(path) }];
  }
  return [bind(path, path)];
}

function bind(from: string, to: string): Mount {
  return { kind: 'bind', from, to };
}
