/** One process in a jail, from its start until nothing of it is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { type Duplex, Readable, type Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { JailError, type ToolError } from '../../plugins/contract.ts';
import { misplaced } from './mounted.ts';
import type { Mount } from './mounts.ts';
import type { RaiseWall } from './task-wall.ts';

/** Descriptors of the program: messages; of bubblewrap: what it tells, and its filter. */
export const MESSAGES = 3;
export const INFO = 4;
export const FILTER = 5;
/** Milliseconds between two looks whether the jail is made, or gone. */
const POLL_MS = 1;
/** Milliseconds in which it must be. */
const MAKING_MS = 10_000;
/** The server goes first where the machine is busy. */
const PRIORITY = 10;

export interface Command {
  program: string;
  args: readonly string[];
  stdin: string | Uint8Array | Readable | undefined;
  message: string | undefined;
  /** Is given the program's descriptor 3; nothing is written to it or heard of it then. */
  channel: ((stream: Duplex) => void) | undefined;
  /** Of system calls; bubblewrap waits for it once all is mounted, and starts nothing without. */
  filter: Buffer;
  /** What must be in its place before the program starts. */
  mounts: readonly Mount[];
  /** Most processes and threads. */
  tasks: number;
}

export interface ProcessEvents {
  onBytes(bytes: Buffer, from: 'STDOUT' | 'STDERR' | 'MESSAGES'): void;
  /** The program is about to start. @param init pid, on this machine, of the jail's first process. */
  onStart(init: number): void;
}

export interface ProcessSystem {
  clock: Clock;
  /** Kills one process, or asks it to end. */
  kill(pid: number, signal?: 'SIGTERM'): void;
  /** Descriptors that a new process would inherit. */
  inherited: readonly number[];
  raiseWall: RaiseWall | null;
}

export class JailedProcess {
  /** Resolves with the exit code when nothing is left of it. */
  readonly ended: Promise<number>;
  /** False until all is in its place: what was said before, bubblewrap said. */
  started = false;
  readonly #system: ProcessSystem;
  readonly #command: Command;
  readonly #events: ProcessEvents;
  readonly #child: ChildProcess;
  #init: number | null = null;
  #killed = false;
  #walled = Promise.resolve();

  constructor(system: ProcessSystem, command: Command, events: ProcessEvents) {
    this.#system = system;
    this.#command = command;
    this.#events = events;
    this.#child = start(command, system.inherited);
    this.ended = this.#run();
  }

  /** Ends it with all that it started. */
  kill(): void {
    this.#killed = true;
    // Bubblewrap first makes its child die with it: before that is known to have a child, it is not to be killed.
    if (this.#init === null) return;
    if (isRunning(this.#init)) this.#system.kill(this.#init);
    this.#child.kill('SIGKILL');
  }

  /** Asks the program to end. False where it has not started, or is not found. */
  terminate(): boolean {
    if (!this.started || this.#killed) return false;
    const programs = childrenOf(this.#init!);
    for (const pid of programs) this.#system.kill(pid, 'SIGTERM');
    return programs.length > 0;
  }

  async #run(): Promise<number> {
    const { promise: closed, resolve, reject } = Promise.withResolvers<number>();
    this.#child.on('error', () => reject(noRoom()));
    this.#child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 137)));
    this.#child.on(
      'exit',
      () => this.#init !== null && isRunning(this.#init) && this.#system.kill(this.#init),
    );
    if (!this.#streams[INFO]) return closed;
    this.#listen();
    const exitCode = await closed;
    await this.#gone();
    return exitCode;
  }

  #listen(): void {
    const { stdin } = this.#child;
    const stdio = this.#streams;
    for (const stream of stdio) stream?.on('error', () => undefined);
    const hear = (number: number, from: 'STDOUT' | 'STDERR' | 'MESSAGES') =>
      stdio[number]!.on('data', (bytes: Buffer) => this.#events.onBytes(bytes, from));
    hear(1, 'STDOUT');
    hear(2, 'STDERR');
    if (!this.#command.channel) hear(MESSAGES, 'MESSAGES');
    const given = this.#command.stdin ?? '';
    if (given instanceof Readable) given.pipe(stdin!);
    else stdin!.end(given);
    let told = '';
    (stdio[INFO] as Readable).on('data', (bytes: Buffer) => {
      told += bytes.toString();
      const pid = /"child-pid": (\d+)/.exec(told)?.[1];
      if (pid === undefined || this.#init !== null) return;
      this.#init = Number(pid);
      // Its pid namespace is there already; its mounts come meanwhile.
      this.#walled = this.#system.raiseWall?.(this.#init, this.#command.tasks) ?? this.#walled;
      this.#open(performance.now() + MAKING_MS);
    });
  }

  /** Lets the program start once all is in its place. */
  #open(until: number): void {
    const init = this.#init!;
    if (this.#killed) return this.kill();
    const wrong = attempt(() => misplaced(init, this.#command.mounts));
    if (wrong === undefined || (wrong !== null && wrong.length > 0) || performance.now() > until)
      return this.kill();
    if (wrong === null) return void this.#system.clock.after(POLL_MS, () => this.#open(until));
    attempt(() => setPriority(init, PRIORITY));
    void this.#walled.then(() => this.#start(init));
  }

  #start(init: number): void {
    if (this.#killed) return this.kill();
    this.started = true;
    this.#events.onStart(init);
    const streams = this.#streams;
    const messages = streams[MESSAGES] as Duplex;
    if (this.#command.channel) this.#command.channel(messages);
    else messages.end(this.#command.message ?? '');
    (streams[FILTER] as Writable).end(this.#command.filter);
  }

  /** Node's types know of five; none of them is there where the process could not be started. */
  get #streams(): readonly (Readable | Writable | null | undefined)[] {
    return this.#child.stdio ?? [];
  }

  /** The first process ends last: the kernel keeps it until all others of the jail have ended. */
  #gone(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.#init === null || !isRunning(this.#init)) resolve();
      else this.#system.clock.after(POLL_MS, look);
    };
    look();
    return promise;
  }
}

function start({ program, args }: Command, inherited: readonly number[]): ChildProcess {
  // Takes the place of what would be inherited.
  const nothing = openSync('/dev/null', 'r+');
  try {
    const stdio: ('pipe' | 'ignore' | number)[] = ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'];
    for (const number of inherited) {
      while (stdio.length < number) stdio.push('ignore');
      if (number > FILTER) stdio[number] = nothing;
    }
    return spawn(program, [...args], { cwd: '/', env: {}, stdio });
  } finally {
    closeSync(nothing);
  }
}

/** Not a zombie, whose end nobody may have asked for yet. */
function isRunning(pid: number): boolean {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat !== undefined && !/\) [ZX] /.test(stat) && existsSync(`/proc/${pid}`);
}

/** Pids on this machine. Where the kernel does not tell them: none. */
function childrenOf(pid: number): number[] {
  const children = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')) ?? '';
  return children.split(' ').filter(Boolean).map(Number);
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** The machine's failure, not the caller's. */
function noRoom(): ToolError {
  return new JailError(
    'JAIL_UNAVAILABLE',
    'A process could not be started: the machine has no free file descriptors or processes. Retry.',
    { retryable: true },
  );
}
