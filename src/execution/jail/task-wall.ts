/**
 * Where the server is root, the kernel counts the processes of a jail for nobody (`RLIMIT_NPROC` does not hold for root).
 * Since Linux 6.14 a pid namespace has a `kernel.pid_max` of its own: that bounds them, however fast they multiply.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { release, userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Log } from '../../plugins/contract.ts';

/** Numbers that are not given again once all were given (`RESERVED_PIDS` of the kernel). */
const RESERVED = 300;
/** The jail's first process, and what raises the wall. */
const OWN = 8;
const SETTING = '/proc/sys/kernel/pid_max';

/** Bounds the tasks (processes and threads) in the jail whose first process is `init`. */
export type RaiseWall = (init: number, tasks: number) => Promise<void>;

/** Null where it is not needed, or the kernel has none. Where it fails, the watchdog is left; the log says so once. */
export async function taskWall(
  find: (program: string) => Promise<string | null>,
  log: Log,
): Promise<RaiseWall | null> {
  // An older kernel would take the setting for that of the whole machine.
  const nsenter = userInfo().uid === 0 && isKernel(6, 14) ? await find('nsenter') : null;
  if (nsenter === null) return null;
  let hasFailed = false;
  return async (init, tasks) => {
    const set = ['/bin/sh', '-c', `echo ${RESERVED + OWN + tasks} > ${SETTING}`];
    try {
      await promisify(execFile)(nsenter, ['--target', String(init), '--pid', '--', ...set], {
        cwd: '/',
        env: {},
      });
    } catch {
      // One that was ended meanwhile needs none.
      if (hasFailed || !existsSync(`/proc/${init}`)) return;
      hasFailed = true;
      log.warn(UNBOUNDED);
    }
  };
}

const UNBOUNDED =
  'The kernel does not bound the number of processes in a jail here (kernel.pid_max cannot be set): only the watchdog does. ' +
  'Run the server as a user, not as root.';

/** Is the running kernel at least this one? */
export function isKernel(major: number, minor: number): boolean {
  const [ours = 0, oursMinor = 0] = release().split('.').map(Number);
  return ours > major || (ours === major && oursMinor >= minor);
}
