/** What a jail's file system is made of, and how bubblewrap is told. */
import type { BigIntStats } from 'node:fs';

/** `to` is a path in the jail; what is mounted later covers what was before. */
export type Mount =
  | { kind: 'bind'; from: string; to: string; writable?: boolean; identity?: string }
  /** A folder in memory. Without bytes it is empty and stays so. */
  | { kind: 'memory'; to: string; bytes?: number }
  | { kind: 'link'; to: string; target: string };

/** Which file or folder it is, whatever it is called. */
export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

export function mountArguments(mounts: readonly Mount[]): string[] {
  return mounts.flatMap((mount) => {
    const { to } = mount;
    if (mount.kind === 'link') return ['--symlink', mount.target, to];
    if (mount.kind === 'bind') return [mount.writable ? '--bind' : '--ro-bind', mount.from, to];
    if (mount.bytes === undefined) return ['--tmpfs', to, '--remount-ro', to];
    return ['--perms', '1777', '--size', String(mount.bytes), '--tmpfs', to];
  });
}

/** Is the path the folder, or below it? */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
