import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { childPath, ownFolder } from './fixture.ts';

const runs = (command: string, ...operands: string[]) => spawnSync(command, operands).status === 0;
const canMount = runs('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
const canLimit = runs('prlimit', '--version');
if (!canMount)
  console.warn('No private mount here (as root, with util-linux): the test of a full disk is left out.');
if (!canLimit)
  console.warn('No prlimit here (install util-linux): the test of a file size limit is left out.');

/** Runs the script in a shell, fills its disk, makes room when it is full; the lines that it printed. */
async function filled(script: string, folder: string, makeRoom: (child: ChildProcess) => void) {
  const child = spawn('sh', ['-c', script, 'sh', folder, process.execPath, childPath('fill')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Record<string, number>[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (lines.push(JSON.parse(line)) > 1) return;
    makeRoom(child);
    child.stdin!.write('go on\n');
  });
  await once(child, 'close');
  return lines;
}

function expectRecovery(lines: Record<string, number>[]): void {
  const full = lines[0]!.revision!;
  expect(full).toBeGreaterThan(50);
  const whole = (revision: number) => ({ revision, commits: revision, consistent: true, notices: [] });
  expect(lines).toEqual([
    { ...whole(full), heard: full, refusals: Array(3).fill({ name: 'StorageFull', retryable: true }) },
    { ...whole(full + 20), heard: full + 20 },
    { ...whole(full + 20), heard: full + 20 },
  ]);
}

it.skipIf(!canMount && !process.env.CI)(
  'a full disk refuses commits with StorageFull and changes nothing, until there is room again',
  async () => {
    const mounted = 'mount -t tmpfs -o size=4m tmpfs "$1" && head -c 1m /dev/zero > "$1/ballast"';
    // The mount is private: only from inside can the ballast be thrown off.
    const script = `${mounted} && { read -r _; rm "$1/ballast"; echo; cat; } | "$2" "$3" "$1/data"`;
    const lines = await filled(
      `exec unshare --mount sh -c '${script}' sh "$1" "$2" "$3"`,
      ownFolder(),
      () => {},
    );
    expectRecovery(lines);
  },
);

it.skipIf(!canLimit && !process.env.CI)(
  'a file size limit refuses commits with StorageFull and changes nothing, until it is raised',
  async () => {
    const script = 'exec prlimit --fsize=1500000: "$2" "$3" "$1/data"';
    const lines = await filled(script, join(ownFolder(), 'data'), (child) => {
      expect(runs('prlimit', '--pid', String(child.pid), '--fsize=unlimited')).toBe(true);
    });
    expectRecovery(lines);
  },
);
