/** Starts and ends processes for plugins, each with all that it may start itself. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../requirements.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** Bytes of data that Node itself reserves before any code of ours or of a plugin runs. */
const NODE_DATA_BYTES = 640 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;
const NAMESPACE = ['--dev-bind', '/', '/', '--proc', '/proc', '--unshare-pid', '--die-with-parent', '--'];

/** How processes are kept together, and bounded, on this machine. */
export interface Containment {
  /** Own pid namespace: whatever a plugin starts ends with it. Else its process group is killed. */
  isNamespace: boolean;
  /** Programs with arguments to start it by. */
  wrap(memoryBytes: number): readonly string[];
}

/** Looks what this machine has: bubblewrap, and util-linux. */
export async function findContainment(searchPath: string): Promise<Containment> {
  const [bwrap, setpriv, prlimit] = await Promise.all(
    ['bwrap', 'setpriv', 'prlimit'].map((name) => findProgram(name, searchPath)),
  );
  const isNamespace = bwrap != null && (await works(bwrap, [...NAMESPACE, '/bin/true']));
  // The kernel then ends it when the server dies, even while it loops.
  const dies = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
  return {
    isNamespace,
    wrap: (memoryBytes) => [
      ...(isNamespace ? [bwrap, ...NAMESPACE] : dies),
      ...(prlimit ? [prlimit, `--data=${NODE_DATA_BYTES + memoryBytes}`, '--'] : []),
    ],
  };
}

export interface Launched {
  /** Bytes it may use, besides what Node needs. */
  memoryBytes: number;
  /** Where Node keeps compiled code, so that the next start is sooner. */
  cacheFolder: string;
  containment: Containment;
}

/**
 * Starts the process of a plugin; descriptor 3 is for RPC. Its environment is empty.
 * @param path of the module, or of a folder; it works in its folder.
 */
export function launch(
  { path, isFolder }: { path: string; isFolder: boolean },
  { memoryBytes, cacheFolder, containment }: Launched,
): ChildProcess {
  const heap = `--max-old-space-size=${Math.max(16, Math.floor(memoryBytes / MEBIBYTE))}`;
  const [program, ...args] = [...containment.wrap(memoryBytes), process.execPath, heap, CHILD];
  return spawn(program, args, {
    cwd: isFolder ? path : dirname(path),
    // The child takes it out before any code of the plugin runs.
    env: { NODE_COMPILE_CACHE: cacheFolder },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be killed.
    detached: true,
  });
}

/** The node that runs the server. */
export const OWN_NODE = process.execPath;

/** Kills one process, if it is still there. */
export function killProcess(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/** Ends it with all that it started and that did not leave its group or namespace. */
export function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone, or this system has no groups.
    child.kill('SIGKILL');
  }
}

/** Why a process ended, as the end of a sentence. Wrappers report a signal as an exit code above 128. */
export function endingOf(code: number | null, signal: string | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  if (code === null || code <= 128) return `exited with code ${code ?? 'unknown'}`;
  return `was ended by ${SIGNALS[code - 128] ?? `signal ${code - 128}`}`;
}

const SIGNALS: Record<number, string> = {
  4: 'SIGILL',
  6: 'SIGABRT (perhaps its memory limit)',
  7: 'SIGBUS',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

async function works(program: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(program, [...args], { timeout: 5_000, env: {} }).then(
    () => true,
    () => false,
  );
}
