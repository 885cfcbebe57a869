/** What a jailed program may ask of the kernel: a filter (seccomp) over what namespaces do not keep apart. */

interface Architecture {
  audit: number;
  numbers: readonly string[];
  /** Calls that give a file its mode, and which of their arguments that is. */
  modes: string;
  /** Calls that do so only where they make the file: with the argument of their flags, too. */
  opens: Readonly<Record<string, { number: number; flags: number; mode: number }>>;
}

/** By architecture as `os.arch()` has it: the kernel's number for it, and that of each system call. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    numbers: [
      'ptrace 101 process_vm_readv 310 process_vm_writev 311 kcmp 312 pidfd_getfd 438',
      'mount 165 umount2 166 pivot_root 155 chroot 161 unshare 272 setns 308',
      'keyctl 250 add_key 248 request_key 249',
      'bpf 321 perf_event_open 298 userfaultfd 323 fanotify_init 300',
      'kexec_load 246 kexec_file_load 320 init_module 175 finit_module 313 delete_module 176',
      'open_by_handle_at 304 name_to_handle_at 303 syslog 103 acct 163 swapon 167 swapoff 168 reboot 169 quotactl 179',
      'memfd_create 319 shmget 29 shmat 30 msgget 68 semget 64 mq_open 240',
      'setpriority 141 sched_setparam 142 sched_setscheduler 144 sched_setattr 314',
      'fallocate 285 socket 41',
    ],
    modes: 'chmod 90 1 fchmod 91 1 fchmodat 268 2 creat 85 1 mknod 133 1 mknodat 259 2',
    opens: { open: { number: 2, flags: 1, mode: 2 }, openat: { number: 257, flags: 2, mode: 3 } },
  },
  arm64: {
    audit: 0xc00000b7,
    numbers: [
      'ptrace 117 process_vm_readv 270 process_vm_writev 271 kcmp 272 pidfd_getfd 438',
      'mount 40 umount2 39 pivot_root 41 chroot 51 unshare 97 setns 268',
      'keyctl 219 add_key 217 request_key 218',
      'bpf 280 perf_event_open 241 userfaultfd 282 fanotify_init 262',
      'kexec_load 104 kexec_file_load 294 init_module 105 finit_module 273 delete_module 106',
      'open_by_handle_at 265 name_to_handle_at 264 syslog 116 acct 89 swapon 224 swapoff 225 reboot 142 quotactl 60',
      'memfd_create 279 shmget 194 shmat 196 msgget 186 semget 190 mq_open 180',
      'setpriority 140 sched_setparam 118 sched_setscheduler 119 sched_setattr 274',
      'fallocate 47 socket 198',
    ],
    modes: 'fchmod 52 1 fchmodat 53 2 mknodat 33 2',
    opens: { openat: { number: 56, flags: 2, mode: 3 } },
  },
};
/** New ones have one number everywhere. */
const EVERYWHERE =
  'open_tree 428 move_mount 429 fsopen 430 fsconfig 431 fsmount 432 fspick 433 mount_setattr 442 ' +
  'io_uring_setup 425 io_uring_enter 426 io_uring_register 427 memfd_secret 447';

/** What they take cannot be looked at; programs then use the older calls. */
const UNSEEN = 'openat2 437 fchmodat2 452';

const [EPERM, ENOSYS, EOPNOTSUPP, EAFNOSUPPORT] = [1, 38, 95, 97];
/** Bits by which a file runs as its owner or group. */
const SET_ID = 0o6000;
/** O_CREAT and O_TMPFILE. */
const MAKES_FILE = 0x40_0040;
const [AF_INET, AF_INET6] = [2, 10];
const [ALLOW, KILL, ERRNO] = [0x7fff_0000, 0x8000_0000, 0x0005_0000];
const [LOAD, RETURN, IF_EQUAL, IF_AT_LEAST, IF_ANY_BIT] = [0x20, 0x06, 0x15, 0x35, 0x45];
/** Where the kernel puts what is asked. */
const [NUMBER, ARCHITECTURE, FIRST_ARGUMENT] = [0, 4, 16];
/** Calls of the x32 form of x64 have these numbers and would slip through. */
const X32 = 0x4000_0000;

/**
 * The filter as a program for the kernel (classic BPF). Refused is: whatever changes namespaces or the kernel; memory
 * that no process is charged for (memfd, System V); files made large without writing; files that run as their owner, whom
 * the server may be; keys; going before the process that
 * ends all others; and every socket but those
 * of the jail's own loopback: a Unix socket in the workspace or a vsock would lead out.
 * @param architecture as `os.arch()`. Null for one that is not known.
 */
export function systemCallFilter(architecture: string): Buffer | null {
  const known = ARCHITECTURES[architecture];
  if (!known) return null;
  const { fallocate, socket, ...refused } = numbersIn([...known.numbers, EVERYWHERE].join(' '));
  return Buffer.concat([
    instruction(LOAD, ARCHITECTURE),
    instruction(IF_EQUAL, known.audit, 1),
    instruction(RETURN, KILL),
    instruction(LOAD, NUMBER),
    ...answerIf(IF_AT_LEAST, X32, EPERM),
    ...Object.values(refused).flatMap((number) => answerIf(IF_EQUAL, number, EPERM)),
    ...Object.values(numbersIn(UNSEEN)).flatMap((number) => answerIf(IF_EQUAL, number, ENOSYS)),
    ...setIdRefused(known),
    ...answerIf(IF_EQUAL, fallocate!, EOPNOTSUPP),
    instruction(IF_EQUAL, socket!, 1),
    instruction(RETURN, ALLOW),
    instruction(LOAD, FIRST_ARGUMENT),
    instruction(IF_EQUAL, AF_INET, 2),
    instruction(IF_EQUAL, AF_INET6, 1),
    instruction(RETURN, ERRNO | EAFNOSUPPORT),
    instruction(RETURN, ALLOW),
  ]);
}

/** No file may get a bit by which it runs as its owner or group. */
function setIdRefused({ modes, opens }: Architecture): Buffer[] {
  const given = Array.from(modes.matchAll(/\w+ (\d+) (\d+)/g), ([, number, mode]) => [
    instruction(IF_EQUAL, Number(number), 0, 4),
    ...modeJudged(Number(mode)),
  ]);
  const made = Object.values(opens).map(({ number, flags, mode }) => [
    instruction(IF_EQUAL, number, 0, 7),
    instruction(LOAD, FIRST_ARGUMENT + 8 * flags),
    instruction(IF_ANY_BIT, MAKES_FILE, 1),
    instruction(RETURN, ALLOW),
    ...modeJudged(mode),
  ]);
  return [...given, ...made].flat();
}

function modeJudged(argument: number): Buffer[] {
  return [
    instruction(LOAD, FIRST_ARGUMENT + 8 * argument),
    instruction(IF_ANY_BIT, SET_ID, 0, 1),
    instruction(RETURN, ERRNO | EPERM),
    instruction(RETURN, ALLOW),
  ];
}

function numbersIn(text: string): Record<string, number> {
  return Object.fromEntries(
    Array.from(text.matchAll(/(\w+) (\d+)/g), ([, name, number]) => [name!, Number(number)]),
  );
}

function answerIf(test: number, value: number, error: number): Buffer[] {
  return [instruction(test, value, 0, 1), instruction(RETURN, ERRNO | error)];
}

/** @param skipIf and `skipElse`: instructions to leave out where the test holds, and where not. */
function instruction(code: number, value: number, skipIf = 0, skipElse = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(skipIf, 2);
  bytes.writeUInt8(skipElse, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}
