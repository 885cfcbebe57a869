import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ownFolder } from '../support/own-folder.ts';
import { BIN, runGathering, startGathering } from '../support/run-gathering.ts';

/** A Node of the system that is too old for src/main.ts, or undefined. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(String(stdout))?.[1] ?? 99) < 24;
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

  it('says which calls wait for approval, and warns of tools that nobody has', async () => {
    const flags = ['--approve-tools', 'fs_write,fs_wirte', '--approve-annotations', 'openWorld'];
    const server = startGathering(['--port', '0', ...flags], { cwd: ownFolder() });
    await server.said(/calls of fs_write, fs_wirte, all that are openWorld wait for it\n/);
    const warning = server
      .stderr()
      .split('\n')
      .find((line) => line.includes('approveTools'))!;
    expect(JSON.parse(warning)).toMatchObject({ level: 40, tools: ['fs_wirte'] });
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

  // The output that both write to stays open until both have ended; only then is the server `ended`.
  async function serve() {
    const server = startGathering(['--port', '0'], { cwd: ownFolder(), node });
    await server.said(/Ctrl-C stops it/);
    const { pid } = server.process;
    const inner = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
    return { ...server, inner };
  }

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on', async (signal) => {
    const server = await serve();
    server.process.kill(signal);
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it('ends by the signal that ended the inner process', async () => {
    const server = await serve();
    process.kill(server.inner, 'SIGKILL');
    expect(await server.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('leaves no inner process behind when it is killed itself', async () => {
    const server = await serve();
    server.process.kill('SIGKILL');
    expect(await server.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('says in one line what is needed when no newer Node came with it', async () => {
    const file = bareProgram(ownFolder());
    const { code, stderr } = await runGathering([], { cwd: ownFolder(), node, file });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^gathering: GatheRing needs Node 24 or newer, and this is v\d+\.\d+\.\d+\. Install .*\n$/,
    );
  });

  it.each([
    ['does not run here', '24.0.0', /^gathering: GatheRing needs Node 24 .* does not run: ENOENT\.\)\n$/],
    ['is too old itself', '20.0.0', /^gathering: GatheRing needs Node 24 .* brings one\.\n$/],
  ])('says so, too, when the one that came with it %s', async (_, version, line) => {
    const folder = ownFolder();
    const file = bareProgram(folder);
    const inner = join(folder, `node_modules/node-${process.platform}-${process.arch}`);
    mkdirSync(join(inner, 'bin'), { recursive: true });
    writeFileSync(join(inner, 'package.json'), JSON.stringify({ version }));
    writeFileSync(join(inner, 'bin/node'), '#!/nowhere\n');
    chmodSync(join(inner, 'bin/node'), 0o755);
    const { code, stderr } = await runGathering([], { cwd: ownFolder(), node, file });
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });
});
