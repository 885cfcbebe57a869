/** What a jail that is being made really shows: names may have changed hands while bubblewrap looked them up. */
import { readFileSync, statSync } from 'node:fs';
import { type Mount, identityOf } from './mounts.ts';
import { MADE_ETC } from './system-mounts.ts';

/** No place of this machine, but of a jail, has this folder for its /etc. */
const MARK = MADE_ETC.split('/').slice(-2).join('/');

interface MountPoint {
  /** In its file system. */
  from: string;
  options: readonly string[];
}

/**
 * Is all in its place? Null while the jail is not made yet; else the paths in the jail that are not what was meant.
 * @param init pid, on this machine, of the jail's first process.
 */
export function misplaced(init: number, mounts: readonly Mount[]): string[] | null {
  const found = mountPoints(init);
  // Until all is mounted, what it has for a root is a place from which this machine is seen.
  if (!found.get('/etc')?.from.endsWith(MARK)) return null;
  return mounts.filter((mount) => mount.kind !== 'link' && !isRight(init, found, mount)).map(({ to }) => to);
}

function isRight(init: number, found: ReadonlyMap<string, MountPoint>, mount: Mount): boolean {
  const place = found.get(mount.to);
  if (!place) return false;
  if (mount.kind !== 'bind') return true;
  if (!mount.writable && !place.options.includes('ro')) return false;
  if (mount.identity === undefined) return true;
  const stats = statSync(`/proc/${init}/root${mount.to}`, { bigint: true, throwIfNoEntry: false });
  return stats !== undefined && identityOf(stats) === mount.identity;
}

/** By place; of several on one place the last, which covers the others. */
function mountPoints(init: number): Map<string, MountPoint> {
  const lines = readFileSync(`/proc/${init}/mountinfo`, 'utf8').split('\n');
  return new Map(
    lines.map((line) => {
      const [, , , from = '', to = '', options = ''] = line.split(' ');
      return [unescaped(to), { from: unescaped(from), options: options.split(',') }];
    }),
  );
}

/** The kernel writes what would break a line in octal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
