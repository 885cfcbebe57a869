/** git_status on a repository of 10,000 files, some of them changed, against the git program itself. */
import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { noJail } from '../../src/execution/jail/no-jail.ts';
import core from '../../src/plugins/core/index.ts';
import { type BenchApp, ACTOR, openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type Figure, atMost, expect, reported } from '../figure.ts';
import { interleaved, median, timed } from '../statistics.ts';

const ROUNDS = { warmUp: 5, rounds: 31 };
const FOLDERS = 100;
const FILES = 100;
const CHANGED = ['d1/f1', 'd50/f50', 'd99/f99'];
/** As the tool asks. */
const STATUS = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--find-renames'];
const MOST = 1.3;

export const gitStatus: Figure = async () => {
  using repository = makeRepository();
  using data = temporaryFolder();
  const folder = repository.path;
  const settings = { folder, data: data.path };
  await using jailed = await openBenchApp([core], settings);
  using otherData = temporaryFolder();
  await using free = await openBenchApp([core], { folder, data: otherData.path, jail: noJail });
  const seen = await interleaved(
    {
      tool: () => timed(() => call(jailed)),
      free: () => timed(() => call(free)),
      git: () => timed(() => program(folder)),
    },
    ROUNDS,
  );
  const [tool, unjailed, git] = [median(seen.tool), median(seen.free), median(seen.git)];
  return [
    atMost('git_status, 10,000 files: time against the git program', tool / git, MOST, '×'),
    reported('… the tool', tool, 'ms'),
    reported('… the git program', git, 'ms'),
    reported('… the share of the jail', tool - unjailed, 'ms'),
    reported('… without a jail: time against the git program', unjailed / git, '×'),
  ];
};

function makeRepository() {
  const folder = temporaryFolder();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path, stdio: 'ignore' });
  for (let d = 0; d < FOLDERS; d++) {
    mkdirSync(join(folder.path, `d${d}`));
    for (let f = 0; f < FILES; f++) writeFileSync(join(folder.path, `d${d}/f${f}`), `${d} ${f}\n`);
  }
  git('init', '-q');
  git('add', '-A');
  git('-c', 'gc.auto=0', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-qm', 'Begin');
  git('repack', '-adq');
  for (const path of CHANGED) appendFileSync(join(folder.path, path), 'changed\n');
  return folder;
}

async function program(cwd: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', STATUS, { cwd });
  const paths = stdout.split('\0').filter((record) => record.startsWith('1 '));
  same(paths.map((record) => record.split(' ').at(-1)!));
}

async function call({ app }: BenchApp): Promise<void> {
  const request = { tool: 'git_status', args: {}, waitMs: 30_000 };
  const ended = await app.executions.execute(request, app.store.current, { actor: ACTOR, agentId: null });
  expect(ended.status === 'SUCCEEDED', `git_status: ${ended.status}. ${ended.error?.message ?? ''}`);
  const { files } = ended.result as unknown as { files: { path: string }[] };
  same(files.map(({ path }) => path));
}

function same(paths: readonly string[]): void {
  expect(paths.join() === CHANGED.join(), `It told other files: ${paths.join()}`);
}
