import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ownFolder } from '../../support/own-folder.ts';

const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
if (!canMount)
  console.warn('No private mount here (`unshare --mount`, as root): the test of a full disk is left out.');
const isRoot = process.getuid?.() === 0;

it.skipIf(!canMount && !(isRoot && process.env.CI))(
  'a full disk refuses artifacts with StorageFull and keeps nothing of them, until there is room again',
  async () => {
    const mounted = 'mount -t tmpfs -o size=6m tmpfs "$1" && head -c 3000000 /dev/zero > "$1/ballast"';
    const script = `${mounted} && exec "$2" "$3" "$1" "$1/ballast"`;
    const child = join(import.meta.dirname, 'children/fill-disk.ts');
    const operands = ['sh', ownFolder(), process.execPath, child];
    const { stdout } = await promisify(execFile)('unshare', ['--mount', 'sh', '-c', script, ...operands]);
    const told = { retryable: false, namesFolder: false };
    const refused = { ...told, name: 'StorageFull', retryable: true };
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { ...told, name: 'kept', records: 1, files: 1, wholeBytes: 1_000_000 },
      { ...refused, records: 1, files: 1, wholeBytes: 1_000_000 },
      { ...refused, records: 1, files: 1, wholeBytes: 1_000_000 },
      { ...told, name: 'kept', records: 2, files: 2, wholeBytes: 2_500_000 },
    ]);
  },
);
