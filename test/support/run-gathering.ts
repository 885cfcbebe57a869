import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BIN = resolve(ROOT, 'bin/gathering.js');

export interface Started {
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves once stdout or stderr holds what is looked for; rejects when the process has ended before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

interface Options {
  cwd: string;
  env?: Record<string, string>;
  /** The Node that reads the file; default: the one running the tests. */
  node?: string;
  file?: string;
}

/** Starts the real program as its own process; whatever is left of it is killed after the test. */
export function startGathering(args: readonly string[], options: Options): Started {
  const { cwd, env = {}, node = process.execPath, file = BIN } = options;
  const child = spawn(node, [file, ...args], { cwd, env: { ...plainEnvironment(), ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return watch(child);
}

/** Runs it to its end. `input` is its stdin. */
export async function runGathering(args: readonly string[], options: Options & { input?: string }) {
  const started = startGathering(args, options);
  started.process.stdin!.end(options.input ?? '');
  const { code, signal } = await started.ended;
  return { code, signal, stdout: started.stdout(), stderr: started.stderr() };
}

/** Collects what a process says. */
export function watch(child: ChildProcess): Started {
  const text = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk) => (text.stdout += chunk));
  child.stderr!.on('data', (chunk) => (text.stderr += chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const all = () => text.stdout + text.stderr;

  async function said(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve: found, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const match = pattern.exec(all());
      if (match) found(match);
    };
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', look);
    void ended.then(() => reject(new Error(`It ended without saying ${pattern}:\n${all()}`)));
    look();
    return promise;
  }
  return { process: child, stdout: () => text.stdout, stderr: () => text.stderr, said, ended };
}

/** Without settings of whoever runs the tests. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GATHERING_')));
}
