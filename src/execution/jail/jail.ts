/** The jail: runs programs of callers where they can neither see nor harm this machine. */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { arch } from 'node:os';
import type { Clock } from '../../clock.ts';
import {
  type JailLimits,
  type JailMessage,
  type JailOutcome,
  type JailRequest,
  type JailUsage,
  type Log,
  JailError,
  type Workspace,
} from '../../plugins/contract.ts';
import { bubblewrap, tasksOf, type Tools } from './bubblewrap.ts';
import { inheritedDescriptors } from './descriptors.ts';
import { holdGrants } from './grants.ts';
import { type JailCeilings, limitsOf } from './limits.ts';
import { type MemoryNeed, type Program, type ProgramSources, programFinder } from './programs.ts';
import { type RunSystem, runJailed } from './run.ts';
import { selfTest } from './self-test.ts';
import { systemCallFilter } from './system-calls.ts';
import { unjailed } from './unjailed.ts';
import { type Question, WarmWorkers } from './warm-workers.ts';
import { Writers } from './writers.ts';
import { startFolder } from './start-folder.ts';
import { coversOf, systemMounts } from './system-mounts.ts';
import { type RaiseWall, taskWall } from './task-wall.ts';

/** A run as the host binds it to a call. */
export interface BoundRun extends Omit<JailRequest, 'onOutput' | 'stdin'> {
  /** A stream is handed on as it comes. */
  stdin?: string | Uint8Array | Readable;
  onOutput: NonNullable<JailRequest['onOutput']>;
  signal: AbortSignal;
  /** Of the tool; those of the request go before them. */
  toolLimits?: JailLimits;
  onUsage(usage: JailUsage): void;
}

export interface JailHost {
  /** Why programs cannot be jailed here, and what to install; null where they can, or need not. */
  problem(): Promise<string | null>;
  /** Are programs kept apart? */
  isolates(): Promise<boolean>;
  run(workspace: Workspace, run: BoundRun): Promise<JailOutcome>;
  /** Asks a worker that is kept warm for its owner. */
  ask(workspace: Workspace, question: Question): Promise<JailMessage>;
  /** Ends the workers; none is kept from now on. */
  close(): Promise<void>;
}

export interface JailOptions extends ProgramSources {
  clock: Clock;
  log: Log;
  ceilings: JailCeilings;
  /** Absolute paths that must not be seen in any jail. */
  secretPaths: readonly string[];
  /** Run programs without a jail where none can be made. */
  allowUnjailed: boolean;
  /** Kills one process, or asks it to end. */
  kill(pid: number, signal?: 'SIGTERM'): void;
  /** Kills a process with its group. */
  killTree(child: ChildProcess): void;
}

/** Opens the jail of a server; whether it holds is tried when first asked, and once. */
export function openJail(options: JailOptions): JailHost {
  let opening: Promise<OpenJail | string> | undefined;
  const opened = () => (opening ??= open(options));
  const runUnjailed = options.allowUnjailed ? unjailed(options) : null;
  const run: JailHost['run'] = async (workspace, request) => {
    const jail = await opened();
    if (typeof jail !== 'string') return jail.run(workspace, request);
    if (runUnjailed) return runUnjailed(workspace, request);
    throw new JailError('JAIL_UNAVAILABLE', jail);
  };
  const workers = new WarmWorkers(options.clock, run);
  return {
    run,
    ask: (workspace, question) => workers.ask(workspace, question),
    close: () => workers.close(),
    async problem() {
      const jail = await opened();
      return typeof jail !== 'string' || runUnjailed ? null : jail;
    },
    isolates: async () => typeof (await opened()) !== 'string',
  };
}

/** One that holds, or why there is none. */
async function open(options: JailOptions): Promise<OpenJail | string> {
  const jail = await tryOut(options);
  if (typeof jail !== 'string') return jail;
  if (options.allowUnjailed) options.log.warn(`${SHOUT} ${jail}`);
  else options.log.warn(`Tools that run programs are UNAVAILABLE. ${jail}`);
  return jail;
}

const SHOUT = 'DANGER: `allowUnjailed` is set, so programs of callers run WITH ALL RIGHTS OF THIS SERVER.';

async function tryOut(options: JailOptions): Promise<OpenJail | string> {
  const tools = await findTools(options);
  if (typeof tools === 'string') return tools;
  const wall = await taskWall(options.find, options.log);
  const jail = new OpenJail(options, tools, await systemMounts(), wall);
  const need = await selfTest(jail, options.secretPaths);
  if (typeof need === 'string') return need;
  jail.nodeNeeds = need;
  jail.lookUpPython();
  return jail;
}

const MEBIBYTE = 1024 * 1024;
/** Of Python or git. */
const OTHERS_NEED: MemoryNeed = { dataBytes: 32 * MEBIBYTE, memoryBytes: 16 * MEBIBYTE };

const PACKAGES = { bwrap: 'bubblewrap', setpriv: 'util-linux', prlimit: 'util-linux' };

async function findTools({ find }: JailOptions): Promise<(Tools & { filter: Buffer }) | string> {
  const names = Object.keys(PACKAGES) as (keyof typeof PACKAGES)[];
  const found = await Promise.all(names.map((name) => find(name)));
  const missing = names.find((_, index) => found[index] === null);
  if (missing)
    return `Programs are run in a jail, which needs the program ${missing}. Install the package ${PACKAGES[missing]}, then start the server again.`;
  const filter = systemCallFilter(arch());
  if (!filter) return `Programs are run in a jail, which does not know processors of the kind ${arch()}.`;
  const [bwrap, setpriv, prlimit] = found as [string, string, string];
  return { bwrap, setpriv, prlimit, filter };
}

export class OpenJail {
  readonly #options: JailOptions;
  readonly #tools: Tools & { filter: Buffer };
  readonly #system: RunSystem;
  readonly #systemMounts: Awaited<ReturnType<typeof systemMounts>>;
  readonly #find: (name: string) => Promise<Program>;
  readonly #writers = new Writers();
  /** Measured by the self-test; before, more than it can be. */
  nodeNeeds: MemoryNeed = { dataBytes: 1024 * MEBIBYTE, memoryBytes: 256 * MEBIBYTE };

  constructor(
    options: JailOptions,
    tools: Tools & { filter: Buffer },
    mounts: Awaited<ReturnType<typeof systemMounts>>,
    raiseWall: RaiseWall | null,
  ) {
    this.#options = options;
    this.#tools = tools;
    this.#systemMounts = mounts;
    this.#find = programFinder(options);
    this.#system = {
      clock: options.clock,
      kill: options.kill,
      inherited: inheritedDescriptors(),
      raiseWall,
      onComplaint: (text) => options.log.error('The jail could not be made.', { bubblewrap: text }),
    };
  }

  /** What is on the PATH may take long to tell where its Python is: the first call need not wait for it. */
  lookUpPython(): void {
    this.#find('python3').catch(() => undefined);
  }

  async run(workspace: Workspace, request: BoundRun): Promise<JailOutcome> {
    const limits = limitsOf(this.#options.ceilings, request.toolLimits, request.limits);
    const program = await this.#find(request.program);
    const need = request.program === 'node' ? this.nodeNeeds : OTHERS_NEED;
    await using grants = await holdGrants(workspace, request.grants ?? [], this.#writers);
    const brought = Object.entries(request.brings ?? {}).map(([to, from]) => ({
      kind: 'bind' as const,
      from,
      to,
    }));
    const shown = [...this.#systemMounts, ...program.mounts];
    const covers = await coversOf(this.#options.secretPaths, shown);
    // Awaited: what is granted is held as long as it runs.
    return await runJailed(this.#system, {
      ...bubblewrap(this.#tools, {
        program: program.path,
        args: [...program.args, ...(request.args ?? [])],
        cwd: startFolder(request.cwd, grants.mounts),
        env: { ...program.env, ...request.env },
        mounts: [...shown, ...covers, ...brought, ...grants.mounts],
        limits,
        need,
        sameUser: request.sameUser ?? false,
      }),
      filter: this.#tools.filter,
      mounts: grants.mounts,
      tasks: tasksOf(limits),
      stdin: request.stdin,
      message: request.message,
      channel: request.channel,
      limits,
      baseBytes: need.memoryBytes,
      written: grants.written,
      signal: request.signal,
      graceMs: request.graceMs ?? 0,
      onOutput: request.onOutput,
      onMessage: request.onMessage ?? (() => undefined),
      onUsage: request.onUsage,
    });
  }
}
