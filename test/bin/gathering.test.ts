import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ownFolder } from '../cli/folder.ts';
import { BIN, runGathering, startGathering } from '../cli/run-gathering.ts';

/** A Node of the system that is too old for src/main.ts, or undefined. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 99) < 24;
});

/** The program alone, without the packages that it would find next to it. */
function bareProgram(folder: string): string {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  copyFileSync(BIN, join(folder, 'bin/gathering.js'));
  return join(folder, 'bin/gathering.js');
}

describe('bin/gathering.js', () => {
  it('runs on this Node in the same process', async () => {
    const { stdout, code } = await runGathering(['--version'], { cwd: ownFolder() });
    expect([stdout, code]).toEqual([`${packageJson.version}\n`, 0]);
  });

  it('can be started through a symbolic link', async () => {
    const folder = ownFolder();
    symlinkSync(BIN, join(folder, 'gathering'));
    const output = execFileSync(join(folder, 'gathering'), ['--version'], { cwd: folder, encoding: 'utf8' });
    expect(output).toBe(`${packageJson.version}\n`);
  });

  it('says what to do when the packages are not installed', async () => {
    const file = bareProgram(ownFolder());
    const { code, stderr } = await runGathering([], { cwd: ownFolder(), file });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gathering: It cannot start: .*Run "npm ci" in .*\n$/);
  });
});

// Needs a Node older than 24 at /usr/bin/node or /usr/local/bin/node: only such a one takes the other path.
describe.skipIf(!oldNode)('bin/gathering.js on a Node older than 24', () => {
  const node = oldNode!;

  it('runs itself on the Node that came with the packages', async () => {
    const { stdout, code } = await runGathering(['--version'], { cwd: ownFolder(), node });
    expect([stdout, code]).toEqual([`${packageJson.version}\n`, 0]);
  });

  it('can be started through a symbolic link', async () => {
    const folder = ownFolder();
    symlinkSync(BIN, join(folder, 'gathering'));
    const { stdout } = await runGathering(['--version'], {
      cwd: folder,
      node,
      file: join(folder, 'gathering'),
    });
    expect(stdout).toBe(`${packageJson.version}\n`);
  });

  it('passes input, output and exit code on', async () => {
    const hashed = await runGathering(['hash-token'], { cwd: ownFolder(), node, input: 'secret\n' });
    expect(hashed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
    const refused = await runGathering(['--prot', '1'], { cwd: ownFolder(), node });
    expect(refused).toMatchObject({
      code: 2,
      stderr: 'gathering: Unknown flag --prot. Did you mean --port?\n',
    });
  });

  // hash-token waits for its stdin; output stays open until the inner process has ended, too.
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'passes %s on and ends as the inner process did',
    async (signal) => {
      const { process, ended } = startGathering(['hash-token'], { cwd: ownFolder(), node });
      process.kill(signal);
      expect(await ended).toEqual({ code: null, signal });
    },
  );

  it('leaves no inner process behind when it is killed', async () => {
    const { process, ended } = startGathering(['hash-token'], { cwd: ownFolder(), node });
    process.kill('SIGKILL');
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('says in one line what is needed when no newer Node came with it', async () => {
    const file = bareProgram(ownFolder());
    const { code, stderr } = await runGathering([], { cwd: ownFolder(), node, file });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^gathering: GatheRing needs Node 24 or newer, and this is v\d+\.\d+\.\d+\. Install .*\n$/,
    );
  });

  it('says so, too, when the one that came with it does not run here', async () => {
    const folder = ownFolder();
    const file = bareProgram(folder);
    const inner = join(folder, `node_modules/node-${process.platform}-${process.arch}`);
    mkdirSync(join(inner, 'bin'), { recursive: true });
    writeFileSync(join(inner, 'package.json'), '{}');
    writeFileSync(join(inner, 'bin/node'), '#!/nowhere\n');
    chmodSync(join(inner, 'bin/node'), 0o755);
    const { code, stderr } = await runGathering([], { cwd: ownFolder(), node, file });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gathering: GatheRing needs Node 24 .* does not run: ENOENT\.\)\n$/);
  });
});
