import { type TestContext, beforeEach } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { JailHost } from '../../../src/execution/jail/jail.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JailRequest, JailUsage, Workspace } from '../../../src/plugins/contract.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';

export interface Jailed {
  exitCode: number;
  stdout: string;
  stderr: string;
  messages: string[];
  usage: JailUsage;
}

/** A jail for the tests of a file, and for each test a workspace. */
export function useJail(jail: JailHost = openTestJail()) {
  const own = {
    jail,
    root: '',
    workspace: undefined as unknown as Workspace,
    /** Runs a program to its end. */
    async run(program: string, args: string[], more: Partial<JailRequest> = {}): Promise<Jailed> {
      const texts = { STDOUT: '', STDERR: '' };
      const messages: string[] = [];
      let usage: JailUsage = { cpuTimeMs: 0, peakMemoryBytes: 0 };
      const { exitCode } = await jail.run(own.workspace, {
        program,
        args,
        onOutput: (bytes, stream) => void (texts[stream] += Buffer.from(bytes).toString()),
        onMessage: (line) => void messages.push(line),
        onUsage: (used) => void (usage = { ...used }),
        ...more,
        signal: more.signal ?? new AbortController().signal,
      });
      return { exitCode, stdout: texts.STDOUT, stderr: texts.STDERR, messages, usage };
    },
    sh: (script: string, more: Partial<JailRequest> = {}) => own.run('sh', ['-c', script], more),
    node: (script: string, more: Partial<JailRequest> = {}) =>
      own.run('node', ['--input-type=module', '-e', script], more),
  };
  beforeEach((context: TestContext) => {
    skipWithout(context, 'bubblewrap');
    own.root = ownFolder();
    own.workspace = openWorkspace({ root: own.root });
  });
  return own;
}

/** Resolves after so many real milliseconds, for what must not have happened by then. */
export function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}
