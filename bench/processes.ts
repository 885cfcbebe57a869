/** Processes that measure, or are measured, apart from the one that asks them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

const RUN = join(import.meta.dirname, 'run.ts');

export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Has it do something; what it answers. @throws when it failed or ended. */
  ask(command: string, input?: unknown): Promise<any>;
}

interface Question {
  id: number;
  command: string;
  input: unknown;
}
type Answer = { id: number; answer: unknown } | { id: number; problem: string };

/**
 * Starts `node bench/run.ts --as ROLE`.
 * @param core the processor it has to itself, where there are several and `taskset` is installed.
 */
export function startChild(role: string, core?: number): Child {
  const command = [process.execPath, '--expose-gc', RUN, '--as', role];
  const pinned = core !== undefined && canPin() ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(pinned[0]!, pinned.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', (message: Answer) => {
    const { resolve, reject } = waiting.get(message.id)!;
    waiting.delete(message.id);
    if ('problem' in message) reject(new Error(message.problem));
    else resolve(message.answer);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`The process "${role}" ended.`));
  });
  let questions = 0;
  return {
    pid: child.pid!,
    ask(command, input) {
      const id = ++questions;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer);
      child.send({ id, command, input } satisfies Question);
      return answer.promise;
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}

/** The child's side: each command by its name. */
export function answerParent(commands: Record<string, (input: any) => unknown>): void {
  async function answer({ id, command, input }: Question): Promise<Answer> {
    try {
      return { id, answer: await commands[command]!(input) };
    } catch (error) {
      return { id, problem: String((error as Error).stack) };
    }
  }
  process.on('message', (question: Question) => {
    void answer(question).then((answered) => process.send!(answered));
  });
  process.once('disconnect', () => process.exit());
}

/** Keeps this process off the processor that another one is to have for itself. */
export function moveTo(core: number): void {
  if (canPin()) execFileSync('taskset', ['-cp', String(core), String(process.pid)]);
}

/** Milliseconds on a clock that all processes of the machine share. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** From now on, `peakMemory` tells the peak of what follows. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory it had resident, in MB. */
export function peakMemory(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

/** The memory it has resident, in MB. */
export function residentMemory(pid: number): number {
  return memoryOf(pid, 'VmRSS');
}

function memoryOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) / 1024;
}

function canPin(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = folders.some((folder) => statSync(join(folder, 'taskset'), { throwIfNoEntry: false }));
  return installed && availableParallelism() > 1;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
