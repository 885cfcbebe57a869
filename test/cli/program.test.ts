import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ownFolder } from '../support/own-folder.ts';
import { type Started, runGathering, startGathering, watch } from '../support/run-gathering.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SHA256 = 'a'.repeat(64);

/** A server on a free port, and its URL once it is ready. */
async function serve(args: string[] = [], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const server = startGathering(['--port', '0', ...args], { cwd: ownFolder(), ...options });
  return { ...server, url: await urlOf(server) };
}

async function urlOf(server: Started): Promise<string> {
  await server.said(/Ctrl-C stops it/);
  return /http:\S+(?=\/graphql)/.exec(server.stdout())![0];
}

async function stop(server: Started): Promise<void> {
  server.process.kill('SIGTERM');
  await server.ended;
}

/** The lines for the person who started it; the log has lines of JSON. */
function saidBesidesLog(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
}

async function query(url: string, text: string): Promise<{ data: any }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  return (await response.json()) as { data: any };
}

describe('gathering serve', () => {
  it('prints the URL it really has, and what to try first works there', async () => {
    const cwd = ownFolder();
    const server = await serve([], { cwd });
    const firstQuery = /Try first:\n\s+(\{.*\})\n/.exec(server.stdout())![1]!;
    const { data } = await query(server.url, firstQuery);
    expect(data.registry.pluginCount).toBeGreaterThan(0);
    expect(server.stdout()).toContain(`(${data.tools.totalCount} tools)`);
    expect(server.stdout()).toContain(`Workspace             ${cwd}\n`);
    expect(server.stdout()).toContain(`Data                  ${join(cwd, '.gathering')}\n`);
  });

  it('stops with 0 on SIGTERM, and what was registered is there at the next start', async () => {
    const cwd = ownFolder();
    const first = await serve([], { cwd });
    const before = await query(first.url, '{ registry { revision toolCount } }');
    first.process.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    const second = await serve([], { cwd });
    expect(await query(second.url, '{ registry { revision toolCount } }')).toEqual(before);
  });

  it('goes on when nobody reads its output any more', async () => {
    const server = startGathering(['--port', '0'], { cwd: ownFolder() });
    server.process.stdout!.destroy();
    const [, url] = await server.said(/"url":"([^"]+)"/);
    expect((await query(url!, '{ registry { id } }')).data.registry.id).toBe('registry');
    server.process.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it('refuses, with 2 and one line, an address that others reach without tokens', async () => {
    const { code, stderr } = await runGathering(['--host', '0.0.0.0'], { cwd: ownFolder() });
    expect(stderr).toMatch(/^gathering: Setting "host" \(flag --host\): .*"0\.0\.0\.0".*`tokens`.*\n$/);
    expect(code).toBe(2);
  });

  it('serves such an address with tokens, and says whose', async () => {
    const tokens = JSON.stringify([{ name: 'ci', sha256: SHA256, scopes: ['admin'] }]);
    const server = await serve(['--host', '0.0.0.0'], { env: { GATHERING_TOKENS: tokens } });
    expect(server.stdout()).toContain('bearer tokens of ci');
    expect(server.stdout() + server.stderr()).not.toContain(SHA256);
  });

  it('refuses, with 2 and one line, a plugin to load that it does not know', async () => {
    const { code, stderr } = await runGathering(['--port', '0', '--load', 'coer'], { cwd: ownFolder() });
    expect(stderr).toMatch(
      /^gathering: Setting "load" \(flag --load\): .*"coer".*Did you mean "core"\?.*\n$/,
    );
    expect(code).toBe(2);
  });

  it('refuses, with 2 and one line, a secret that cannot be read', async () => {
    const secrets = '{"KEY":{"env":"NO_SUCH_VARIABLE"}}';
    const { code, stderr } = await runGathering(['--secrets', secrets], { cwd: ownFolder() });
    expect(stderr).toMatch(/^gathering: Setting "secrets" \(flag --secrets\): .*NO_SUCH_VARIABLE.*\n$/);
    expect(code).toBe(2);
  });

  it.runIf(process.platform === 'linux')(
    'refuses, with 2 and one line, a data folder that can never be made, and stays no longer',
    async () => {
      const args = ['--port', '0', '--data', '/proc/none/data'];
      const server = startGathering(args, { cwd: ownFolder() });
      const giveUp = setTimeout(() => server.process.kill('SIGKILL'), 10_000);
      expect(await server.ended).toEqual({ code: 2, signal: null });
      clearTimeout(giveUp);
      expect(server.stderr()).toMatch(
        /^gathering: Setting "data" \(flag --data\): .*no folder can be made in \/proc\. .*\n$/,
      );
    },
  );

  it('fails, with 1 and one line, when the port is taken, and writes nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const cwd = ownFolder();
    const { code, stderr } = await runGathering(['--port', String(port)], { cwd });
    expect(stderr).toMatch(
      new RegExp(`^gathering: Port ${port} of 127\\.0\\.0\\.1 is in use .*--port\\.\\n$`),
    );
    expect(code).toBe(1);
    expect(existsSync(join(cwd, '.gathering')), 'nothing is written').toBe(false);
  });

  it('fails, with 1 and one line, when another server uses the data folder', async () => {
    const cwd = ownFolder();
    await serve([], { cwd });
    const { code, stderr } = await runGathering(['--port', '0'], { cwd });
    expect(stderr).toMatch(/^gathering: Another GatheRing uses this data folder.*\n$/);
    expect(stderr).toContain(join(cwd, '.gathering'));
    expect(code).toBe(1);
  });

  it('fails, with 1 and one line, when the journal is damaged', async () => {
    const cwd = ownFolder();
    mkdirSync(join(cwd, '.gathering'));
    writeFileSync(join(cwd, '.gathering/registry.db'), 'no database '.repeat(1000));
    const { code, stderr } = await runGathering(['--port', '0'], { cwd });
    expect(saidBesidesLog(stderr)).toEqual([expect.stringMatching(/^gathering: .*gathering restore FILE.*/)]);
    expect(code).toBe(1);
  });
});

describe('gathering backup and restore', () => {
  it('bring the registry of one folder into another', async () => {
    const cwd = ownFolder();
    const server = await serve([], { cwd });
    const asked = await query(server.url, '{ registry { revision toolCount } }');
    const saved = await runGathering(['backup', 'copy.db'], { cwd });
    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(saved.stdout).toBe(
      `Backed up revision ${asked.data.registry.revision} of ${cwd}/.gathering to ${cwd}/copy.db.\n`,
    );
    await stop(server);
    const restored = await runGathering(['restore', 'copy.db', '--data', 'other'], { cwd });
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    const again = await serve(['--data', 'other'], { cwd });
    expect(await query(again.url, '{ registry { revision toolCount } }')).toEqual(asked);
  });

  it('fail with 1 and one line that names the folder or file', async () => {
    const cwd = ownFolder();
    const nothing = await runGathering(['backup', 'copy.db', '--data', 'empty'], { cwd });
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toBe(`gathering: The data folder holds no journal. (${cwd}/empty)\n`);
    const missing = await runGathering(['restore', 'none.db'], { cwd });
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toBe(
      `gathering: The file ${cwd}/none.db cannot be used: no such file or directory.\n`,
    );
    writeFileSync(join(cwd, 'notes.txt'), 'no database '.repeat(1000));
    const wrong = await runGathering(['restore', 'notes.txt'], { cwd });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toBe(
      `gathering: The file ${cwd}/notes.txt cannot be restored: it is not an SQLite database. ` +
        'Give a file that `gathering backup` has made.\n',
    );
  });
});

describe('gathering, asked wrongly,', () => {
  it.each([
    [['--prot', '1'], 'gathering: Unknown flag --prot. Did you mean --port?\n'],
    [['srve'], 'gathering: Unknown command "srve". Did you mean serve?\n'],
    [['--port', 'x'], 'gathering: Setting "port" (flag --port) must be a whole number, not "x".\n'],
    [['backup'], 'gathering: "backup" needs a FILE: gathering backup FILE\n'],
    [['hash-token'], 'gathering: Pass the token on stdin, or use --new.\n'],
  ])('%j: says one line, starts nothing and exits with 2', async (args, line) => {
    const cwd = ownFolder();
    expect(await runGathering(args, { cwd })).toMatchObject({ code: 2, stdout: '', stderr: line });
    expect(existsSync(join(cwd, '.gathering'))).toBe(false);
  });

  it('names a misspelt variable', async () => {
    const ran = await runGathering([], { cwd: ownFolder(), env: { GATHERING_PROT: '1' } });
    expect(ran).toMatchObject({
      code: 2,
      stderr: 'gathering: Unknown environment variable GATHERING_PROT. Did you mean GATHERING_PORT?\n',
    });
  });
});

describe('npm start', () => {
  it('serves its own folder when it is called there', async () => {
    const npm = spawn('npm', ['start', '--', '--port', '0', '--data', ownFolder()], { cwd: ROOT });
    onTestFinished(() => void npm.kill('SIGKILL'));
    const server = watch(npm);
    await urlOf(server);
    expect(server.stdout()).toContain(`Workspace             ${ROOT}\n`);
    npm.kill('SIGTERM');
    await server.ended;
  });

  it('uses the folder it was called from, passes flags on, and leaves nothing running after SIGTERM', async () => {
    const folder = ownFolder();
    const npm = spawn('npm', ['--prefix', ROOT, 'start', '--', '--port', '0'], { cwd: folder });
    onTestFinished(() => void npm.kill('SIGKILL'));
    const server = watch(npm);
    const url = await urlOf(server);
    expect(server.stdout()).toContain(`Workspace             ${folder}\n`);
    npm.kill('SIGTERM');
    // Its output stays open until the server has ended, too.
    await server.ended;
    await expect(fetch(url)).rejects.toThrow();
  });
});
