/** Runs programs without a jail, with all rights of the server: only where the operator said so. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, Readable } from 'node:stream';
import type { JailOutcome, Workspace } from '../../plugins/contract.ts';
import { makeMissing } from './grants.ts';
import type { BoundRun, JailOptions } from './jail.ts';
import { limitsOf } from './limits.ts';
import { lineReader } from './lines.ts';
import { programFinder } from './programs.ts';
import { limitExceeded } from './run.ts';

/** Bounds time and output alone; what the program leaves in its process group ends with it. */
export function unjailed(
  options: JailOptions,
): (workspace: Workspace, run: BoundRun) => Promise<JailOutcome> {
  const find = programFinder(options);
  return async (workspace, run) => {
    run.signal.throwIfAborted();
    const program = await find(run.program);
    for (const { path, writable } of run.grants ?? []) if (writable) await makeMissing(workspace, path);
    const home = await mkdtemp(join(tmpdir(), 'gathering-unjailed-'));
    try {
      const file = run.program === 'node' ? options.node : program.path;
      const args = [...program.args, ...(run.args ?? [])].map((arg) => run.brings?.[arg] ?? arg);
      const env = { PATH: options.searchPath, HOME: home, LANG: 'C.UTF-8', ...program.env, ...run.env };
      // A group of its own, so that all of it can be killed.
      const spawned = spawn(file, args, {
        cwd: join(workspace.root, run.cwd ?? '.'),
        env,
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
        detached: true,
      });
      return await ended(options, spawned, run);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  };
}

async function ended(options: JailOptions, child: ChildProcess, run: BoundRun): Promise<JailOutcome> {
  const limits = limitsOf(options.ceilings, run.toolLimits, run.limits);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let why: { error: unknown } | undefined;
  const stop = (error: unknown) => {
    why ??= { error };
    options.killTree(child);
  };
  const abort = () => stop(run.signal.reason);
  const cancel = options.clock.after(limits.timeoutMs, () => stop(limitExceeded('time', limits, true)));
  run.signal.addEventListener('abort', abort, { once: true });
  child.on('error', reject).on('close', (code) => resolve(code ?? 137));
  child.on('exit', () => options.killTree(child));
  listen(child, run, (bytes) => bytes > limits.outputBytes && stop(limitExceeded('output', limits, true)));
  const exitCode = await promise.finally(() => {
    cancel();
    run.signal.removeEventListener('abort', abort);
  });
  if (why) throw why.error;
  return { exitCode, usage: { cpuTimeMs: 0, peakMemoryBytes: 0 } };
}

function listen(child: ChildProcess, run: BoundRun, onBytes: (all: number) => void): void {
  let all = 0;
  const hear = (read: (bytes: Buffer) => void) => (bytes: Buffer) => {
    all += bytes.length;
    onBytes(all);
    read(bytes);
  };
  const messages = child.stdio[3] as Duplex;
  child.stdout!.on(
    'data',
    hear((bytes) => run.onOutput(bytes, 'STDOUT')),
  );
  child.stderr!.on(
    'data',
    hear((bytes) => run.onOutput(bytes, 'STDERR')),
  );
  if (!run.channel) messages.on('data', hear(lineReader(run.onMessage ?? (() => undefined))));
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  const given = run.stdin ?? '';
  if (given instanceof Readable) given.pipe(child.stdin!);
  else child.stdin!.end(given);
  if (run.channel) run.channel(messages);
  else messages.end(run.message ?? '');
}
