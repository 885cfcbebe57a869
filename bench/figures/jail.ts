/** A program of a caller in the jail, from the call to its result: from nothing, no process is kept warm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import core from '../../src/plugins/core/index.ts';
import { systemClock } from '../../src/clock.ts';
import { openJail } from '../../src/execution/jail/jail.ts';
import { noJail } from '../../src/execution/jail/no-jail.ts';
import { openWorkspace } from '../../src/execution/workspace.ts';
import { OWN_NODE, killProcess, killTree } from '../../src/plugins/process/launch.ts';
import { findProgram } from '../../src/plugins/requirements.ts';
import type { JsonObject } from '../../src/registries/definitions.ts';
import { type BenchApp, ACTOR, openBenchApp, quietLog, temporaryFolder } from '../bench-app.ts';
import { type Figure, atMost, expect, reported } from '../figure.ts';
import { interleaved, median, timed } from '../statistics.ts';

const ROUNDS = { warmUp: 3, rounds: 31 };
/** Milliseconds. */
const JAVASCRIPT_LIMIT = 150;
const PYTHON_LIMIT = 100;

export const jail: Figure = async () => {
  using folder = temporaryFolder();
  repository(folder.path);
  await using jailed = await openBenchApp([core], { folder: folder.path });
  using other = temporaryFolder();
  repository(other.path);
  await using free = await openBenchApp([core], { folder: other.path, jail: noJail });
  const host = ownJail();
  const workspace = openWorkspace({ root: folder.path });
  const bare = () =>
    host.run(workspace, {
      program: 'true',
      signal: new AbortController().signal,
      onOutput() {},
      onUsage() {},
    });
  const calls = {
    javascript: () => call(jailed, 'javascript_run', { code: '6 * 7' }, 42),
    python: () => call(jailed, 'python_run', { code: 'print(42)' }, undefined),
    file: () =>
      call(
        jailed,
        'python_run',
        { code: 'open("out/x", "w")', files: [{ path: 'out', writable: true }] },
        undefined,
      ),
    jail: () => timed(bare),
    node: () => timed(() => execFileSync(OWN_NODE, ['-e', '0'])),
    gitJailed: () => call(jailed, 'git_status', {}, undefined),
    gitFree: () => call(free, 'git_status', {}, undefined),
  };
  const seen = await interleaved(calls, ROUNDS);
  return [
    atMost('javascript_run, from nothing to its result', median(seen.javascript), JAVASCRIPT_LIMIT, 'ms'),
    atMost('python_run', median(seen.python), PYTHON_LIMIT, 'ms'),
    reported('… with a folder that it may write', median(seen.file), 'ms'),
    reported('the jail by itself: /bin/true in it', median(seen.jail), 'ms'),
    reported('node by itself, without a jail', median(seen.node), 'ms'),
    reported('git_status in the jail', median(seen.gitJailed), 'ms'),
    reported('… without one, its configuration checked', median(seen.gitFree), 'ms'),
  ];
};

function ownJail() {
  const searchPath = process.env.PATH ?? '';
  return openJail({
    clock: systemClock,
    log: quietLog,
    ceilings: { memoryBytes: 2 ** 30, diskBytes: 2 ** 29 },
    secretPaths: [],
    node: OWN_NODE,
    searchPath,
    find: (name) => findProgram(name, searchPath),
    allowUnjailed: false,
    kill: killProcess,
    killTree,
  });
}

/** Milliseconds. @throws WrongAnswer unless it succeeds, with the result where one is named. */
async function call({ app }: BenchApp, tool: string, args: JsonObject, result: unknown): Promise<number> {
  const request = { tool, args, waitMs: 30_000 };
  const begun = performance.now();
  const ended = await app.executions.execute(request, app.store.current, { actor: ACTOR, agentId: null });
  const ms = performance.now() - begun;
  const answer = ended.result as { exitCode?: number; result?: unknown } | null;
  const isRight =
    ended.status === 'SUCCEEDED' && !answer?.exitCode && (result === undefined || answer?.result === result);
  expect(isRight, `${tool}: ${ended.status}. ${ended.error?.message ?? JSON.stringify(answer)}`);
  return ms;
}

/** One commit of 200 files, one of which has changed. */
function repository(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: folder,
    });
  for (let i = 0; i < 200; i++) writeFileSync(join(folder, `${i}.txt`), `${i}\n`);
  mkdirSync(join(folder, 'out'));
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, '1.txt'), 'changed\n');
}
