/** What runs below a process, and the memory that it takes. From Linux' /proc. */
import { readFileSync, readdirSync } from 'node:fs';

/** A process with all that it started. */
export interface ProcessTree {
  pid: number;
  children: ProcessTree[];
}

/** MB of memory. */
export interface Memory {
  /** Its share: what n processes have in common counts for each as one n-th. */
  shared: number;
  /** All that it has resident, what others have too included. */
  resident: number;
}

/** What a process started, each with what that started. */
export function childrenOf(pid: number): ProcessTree[] {
  const byParent = Map.groupBy(allProcesses(), ({ parent }) => parent);
  const below = (parent: number): ProcessTree[] =>
    (byParent.get(parent) ?? []).map((each) => ({ pid: each.pid, children: below(each.pid) }));
  return below(pid);
}

/** The pids of a tree. */
export function pidsOf({ pid, children }: ProcessTree): number[] {
  return [pid, ...children.flatMap(pidsOf)];
}

/** Of a whole tree. */
export function memoryOfTree(tree: ProcessTree): Memory {
  const all = pidsOf(tree).map(memoryOfProcess);
  const sum = (field: keyof Memory) => all.reduce((total, memory) => total + memory[field], 0);
  return { shared: sum('shared'), resident: sum('resident') };
}

function memoryOfProcess(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)![1]) / 1024;
  return { shared: field('Pss'), resident: field('Rss') };
}

function allProcesses(): { pid: number; parent: number }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const parent = parentOf(pid);
    return parent === null ? [] : [{ pid: Number(pid), parent }];
  });
}

/** Null for one that has ended, also where nobody took note of that yet. */
function parentOf(pid: string): number | null {
  try {
    // The name, in parentheses, may have spaces; behind it come the state and the parent.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return state === 'Z' ? null : Number(parent);
  } catch {
    return null;
  }
}
