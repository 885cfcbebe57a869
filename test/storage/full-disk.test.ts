import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { childPath, ownFolder } from './fixture.ts';

const runs = (command: string, ...operands: string[]) => spawnSync(command, operands).status === 0;
const canMount = runs('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
const canLimit = runs('prlimit', '--version');
const isRoot = process.getuid?.() === 0;
if (!canMount)
  console.warn('No private mount here (`unshare --mount`, as root): the test of a full disk is left out.');
if (!canLimit)
  console.warn('No prlimit here (install util-linux): the test of a file size limit is left out.');

/** The lines that a process printed while it filled a disk, of which `makeRoom` is called with the first. */
async function linesOf(child: ChildProcess, makeRoom = () => {}): Promise<Record<string, number>[]> {
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Record<string, number>[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (lines.push(JSON.parse(line)) === 1) makeRoom();
  });
  await once(child, 'close');
  return lines;
}

function expectRecovery(lines: Record<string, number>[], least: number): void {
  const full = lines[0]?.revision ?? 0;
  expect(full).toBeGreaterThan(least);
  const whole = (revision: number) => ({
    revision,
    heard: revision,
    commits: revision,
    consistent: true,
    notices: [],
  });
  const refusals = Array(3).fill({ name: 'StorageFull', retryable: true });
  expect(lines).toEqual([{ ...whole(full), refusals }, whole(full + 20), whole(full + 20)]);
}

it.skipIf(!canMount && !(isRoot && process.env.CI))(
  'a full disk refuses commits with StorageFull and changes nothing, until there is room again',
  async () => {
    const mounted = 'mount -t tmpfs -o size=6m tmpfs "$1" && head -c 3000000 /dev/zero > "$1/ballast"';
    const script = `${mounted} && exec "$2" "$3" "$1/data" "$1/ballast"`;
    const operands = ['sh', ownFolder(), process.execPath, childPath('fill')];
    const child = spawn('unshare', ['--mount', 'sh', '-c', script, ...operands], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expectRecovery(await linesOf(child), 20);
  },
);

it.skipIf(!canLimit && !process.env.CI)(
  'a file size limit refuses commits with StorageFull and changes nothing, until it is raised',
  async () => {
    const operands = [process.execPath, childPath('fill'), join(ownFolder(), 'data')];
    const child = spawn('prlimit', ['--fsize=1500000:', ...operands], { stdio: ['pipe', 'pipe', 'inherit'] });
    const raise = () => {
      expect(runs('prlimit', '--pid', String(child.pid), '--fsize=unlimited')).toBe(true);
      child.stdin.write('go on\n');
    };
    // The log alone has room for 19 commits: it was moved into the database before the journal gave up.
    expectRecovery(await linesOf(child, raise), 40);
  },
);
