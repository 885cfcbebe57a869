/** What the processes of a jail use, read from its own /proc: whatever they started and let go is there, too. */
import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Ticks of a second in which the kernel counts; the same on all that we run on. */
const TICKS = 100;
const KIBIBYTE = 1024;

export interface TreeUse {
  /** Without the one that bubblewrap keeps. */
  processes: number;
  threads: number;
  /** Private memory, as each process counts it: what two share counts twice. */
  memoryBytes: number;
  /** Of all that ran. */
  cpuTimeMs: number;
  /** Written to disk. */
  writtenBytes: number;
}

/**
 * @param init pid, on this machine, of the jail's first process.
 * @param most processes that are looked at: of more only the number is told.
 * @returns null when it has ended.
 */
export function useOf(init: number, most: number): TreeUse | null {
  const folder = `/proc/${init}/root/proc`;
  const pids = attempt(() => readdirSync(folder))?.filter((name) => /^\d+$/.test(name));
  if (!pids?.length) return null;
  const use: TreeUse = {
    processes: pids.length - 1,
    threads: 0,
    memoryBytes: 0,
    cpuTimeMs: 0,
    writtenBytes: 0,
  };
  if (use.processes > most) return use;
  for (const pid of pids) add(use, `${folder}/${pid}`);
  return use;
}

/** Private memory, what several share counted once. Slower: the kernel looks at every page. */
export async function sharedMemory(init: number): Promise<number> {
  const folder = `/proc/${init}/root/proc`;
  const pids = attempt(() => readdirSync(folder))?.filter((name) => /^\d+$/.test(name)) ?? [];
  const sums = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`${folder}/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return kibibytes(text, 'Pss_Anon') + kibibytes(text, 'Pss_Shmem');
    }),
  );
  return sums.reduce((sum, one) => sum + one, 0);
}

/** A process may end while it is looked at: then it counts for nothing. */
function add(use: TreeUse, folder: string): void {
  const stat = attempt(() => readFileSync(`${folder}/stat`, 'latin1'));
  const status = attempt(() => readFileSync(`${folder}/status`, 'latin1'));
  if (stat === null || status === null) return;
  // Behind the name, which may hold anything: state is field 3.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number) => fields[number - 3] ?? 0;
  use.cpuTimeMs += ((field(14) + field(15) + field(16) + field(17)) * 1000) / TICKS;
  use.threads += field(20);
  use.memoryBytes +=
    kibibytes(status, 'RssAnon') + kibibytes(status, 'RssShmem') + kibibytes(status, 'VmSwap');
  const io = attempt(() => readFileSync(`${folder}/io`, 'latin1')) ?? '';
  use.writtenBytes += Number(/^write_bytes: (\d+)/m.exec(io)?.[1] ?? 0);
}

function kibibytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * KIBIBYTE;
}

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
