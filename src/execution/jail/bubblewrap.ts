/** The command that makes a jail and starts a program in it. */
import { userInfo } from 'node:os';
import type { JailLimits } from '../../plugins/contract.ts';
import { FILTER, INFO } from './jailed-process.ts';
import { type Mount, mountArguments } from './mounts.ts';
import type { MemoryNeed } from './programs.ts';
import { WORKSPACE, closing } from './system-mounts.ts';
import { isKernel } from './task-wall.ts';

/** Absolute paths of programs. */
export interface Tools {
  bwrap: string;
  setpriv: string;
  prlimit: string;
}

export interface Contents {
  /** In the jail. */
  program: string;
  args: readonly string[];
  /** In the jail. */
  cwd: string;
  env: Readonly<Record<string, string>>;
  mounts: readonly Mount[];
  limits: Required<JailLimits>;
  need: MemoryNeed;
  sameUser: boolean;
}

/** The user in a jail; outside it is whoever runs the server. */
const USER = { uid: 1000, gid: 1000 };
/** Everything apart, no capabilities, no way to a new user namespace, and an end with the server. */
const APART = [
  ...[
    '--unshare-user',
    '--unshare-all',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
  ],
  ...['--cap-drop', 'ALL', '--hostname', 'jail'],
];
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' };
const OPEN_FILES = 256;
const TASKS_OF_A_PROCESS = 16;

export function bubblewrap(tools: Tools, contents: Contents): { program: string; args: string[] } {
  const { program, args, cwd, env, mounts, limits } = contents;
  const { diskBytes: bytes } = limits;
  const { uid, gid } = contents.sameUser ? userInfo() : USER;
  const variables = Object.entries({ ...ENVIRONMENT, ...env });
  return {
    program: tools.setpriv,
    args: [
      ...['--no-new-privs', '--pdeathsig', 'KILL', '--', tools.bwrap, ...APART],
      ...['--uid', String(uid), '--gid', String(gid)],
      ...['--info-fd', String(INFO), '--seccomp', String(FILTER)],
      ...variables.flatMap(([name, value]) => ['--setenv', name, value]),
      ...['--proc', '/proc', '--dev', '/dev', '--dir', WORKSPACE],
      ...mountArguments([
        { kind: 'memory', to: '/tmp', bytes },
        { kind: 'memory', to: '/dev/shm', bytes },
        ...mounts,
      ]),
      ...closing(),
      ...['--chdir', cwd, '--', tools.prlimit, ...resourceLimits(contents), '--', program, ...args],
    ],
  };
}

/** Each holds for one process; the watchdog sees to all of them together. */
function resourceLimits({ limits, need }: Contents): string[] {
  return [
    `--data=${need.dataBytes + limits.memoryBytes}`,
    `--fsize=${limits.diskBytes}`,
    `--nofile=${OPEN_FILES}`,
    '--core=0',
    // Should the server end just when the program starts.
    `--cpu=${Math.ceil(limits.timeoutMs / 1000) + 1}`,
    // Before Linux 5.14 all processes of the user counted, those outside, too.
    ...(isKernel(5, 14) ? [`--nproc=${tasksOf(limits)}`] : []),
  ];
}

/** Most processes and threads together. */
export function tasksOf({ processes }: Required<JailLimits>): number {
  return processes * TASKS_OF_A_PROCESS;
}
