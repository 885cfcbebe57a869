/** What a program in the jail cannot see or reach; each with what it can, in the same way. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { ROOT } from '../../support/run-gathering.ts';
import { until } from '../../support/plugin-folder.ts';
import { useJail } from './jailed.ts';

const own = useJail();

describe('files', () => {
  it('of this machine are not there', async () => {
    const canary = join(ownFolder(), 'canary');
    await writeFile(canary, 'canary');
    const home = join(process.env.HOME ?? '/root');
    const { stdout } = await own.sh(
      `cat ${canary} ${ROOT}/package.json; ls -A ${home} /home /work /var /opt /srv; cat /etc/shadow /etc/hostname`,
    );
    expect(stdout).toBe('');
    expect(readFileSync(canary, 'utf8')).toBe('canary');
  });

  it('of the system are, and cannot be written', async () => {
    const { stdout, stderr } = await own.sh('ls -d /usr/lib/os-release; echo x >> /usr/lib/os-release');
    expect([stdout, stderr]).toEqual([
      '/usr/lib/os-release\n',
      expect.stringContaining('Read-only file system'),
    ]);
  });

  it('that are private and lie among those of the system are covered', async () => {
    // As in a container whose /usr/src has the workspace: here the folder of a program stands for that.
    const jail = openTestJail({ secretPaths: ['/usr/share/doc', '/usr/bin/env'] });
    const ended = await jail.run(own.workspace, {
      program: 'sh',
      args: ['-c', 'ls -A /usr/share/doc; cat /usr/bin/env; test -d /usr/share/doc && exit 5'],
      signal: new AbortController().signal,
      onOutput: (bytes) => expect.fail(Buffer.from(bytes).toString()),
      onUsage() {},
    });
    expect(ended.exitCode).toBe(5);
  });

  it('in /tmp are its own, and gone afterwards', async () => {
    const script = 'ls -A /tmp; echo mine > /tmp/x; cat /tmp/x';
    expect((await own.sh(script)).stdout).toBe('mine\n');
    expect((await own.sh(script)).stdout).toBe('mine\n');
  });
});

describe('processes', () => {
  it('of this machine are not seen, nor their environment', async () => {
    const seen = await own.sh('cat /proc/[0-9]*/environ | tr "\\0" "\\n" | sort -u');
    const variables = ['HOME=/tmp', 'LANG=C.UTF-8', 'PATH=/usr/local/bin:/usr/bin:/bin', 'PWD=/workspace'];
    expect(seen.stdout.trim().split('\n')).toEqual(variables);
    expect((await own.sh('exec ls -d /proc/[0-9]*')).stdout).toMatch(/^\/proc\/1\n\/proc\/\d\n$/);
  });

  it('of this machine are not signalled; its own are', async () => {
    const victim = spawn('sleep', ['60']);
    onTestFinished(() => void victim.kill());
    const script = `kill -9 ${victim.pid} ${process.pid} ${process.ppid}; sleep 60 & kill -9 $! && echo own`;
    expect((await own.sh(script)).stdout).toBe('own\n');
    expect(victim.exitCode).toBe(null);
    victim.kill();
    expect((await once(victim, 'exit'))[1]).toBe('SIGTERM');
  });

  it('are ended when the server is killed', async () => {
    const server = spawn(process.execPath, [
      join(import.meta.dirname, 'children/jail-and-wait.ts'),
      own.root,
    ]);
    onTestFinished(() => void server.kill('SIGKILL'));
    await once(server.stdout, 'data');
    const running = () =>
      execFileSync('ps', ['-eo', 'stat,args'])
        .toString()
        .split('\n')
        .filter((line) => /^[^Z].*sleep 7531/.test(line));
    expect(running().length).toBeGreaterThan(0);
    server.kill('SIGKILL');
    await until(() => running().length === 0);
  });
});

describe('network', () => {
  it('of this machine is not reached; that of the jail is', async () => {
    const server = createServer((socket) => socket.end('canary')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const script = `
      import { connect, createServer } from 'node:net';
      const read = (port) => new Promise((answer) => connect(port, '127.0.0.1').on('data', (d) => answer(String(d))).on('error', (e) => answer(e.code)));
      const inside = createServer((socket) => socket.end('inside')).listen(0, '127.0.0.1', async () => {
        console.log(await read(${port}), await read(inside.address().port));
        process.exit();
      });`;
    expect((await own.node(script)).stdout).toBe('ECONNREFUSED inside\n');
  });

  it('has no way out', async () => {
    const { stdout } = await own.sh(
      'cat /proc/net/dev | tail -n +3 | cut -d: -f1; cat /proc/net/route | tail -n +2',
    );
    expect(stdout.trim()).toBe('lo');
  });

  it('is not left through a socket that lies in a granted folder', async () => {
    await mkdir(join(own.root, 'run'));
    const server = createServer((socket) => socket.end('canary')).listen(join(own.root, 'run/socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const script = `import { connect } from 'node:net';
      connect('/workspace/run/socket').on('data', (d) => console.log(String(d))).on('error', (e) => console.log(e.code));`;
    expect((await own.node(script, { grants: [{ path: 'run' }] })).stdout).toMatch(/^E\w+\n$/);
  });
});

describe('the kernel', () => {
  it('takes no settings, also where the server is root', async () => {
    const script = `for f in kernel/core_pattern kernel/hostname vm/overcommit_memory net/ipv4/ip_forward; do
      (exec 9<>/proc/sys/$f) 2>/dev/null && echo "opened $f"; done; echo b > /proc/sysrq-trigger; cat /proc/sys/kernel/ostype`;
    expect((await own.sh(script)).stdout).toBe('Linux\n');
  });

  it('gives a program no privileges', async () => {
    const { stdout } = await own.sh(
      'grep -E "^(Cap|NoNew|Seccomp:)" /proc/self/status | tr -d "[:blank:]"; unshare -U true || echo none',
    );
    const nothing = '0000000000000000';
    expect(stdout.trim().split('\n')).toEqual([
      ...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}:${nothing}`),
      ...['NoNewPrivs:1', 'Seccomp:2', 'none'],
    ]);
  });
});

it('what whoever started the server left open is closed', async () => {
  // Node sees to it that the first ones close by themselves; this is none of them.
  const folder = openSync('/', 'r');
  const stdio = ['ignore', 'pipe', 'inherit', ...Array<'ignore'>(24).fill('ignore'), folder] as const;
  const leaky = spawn(
    process.execPath,
    [join(import.meta.dirname, 'children/list-descriptors.ts'), own.root],
    {
      stdio: [...stdio],
    },
  );
  closeSync(folder);
  let told = '';
  leaky.stdout!.on('data', (bytes) => (told += bytes));
  await once(leaky, 'close');
  expect(told).toContain('server has 27 -> /\n');
  expect(told).toContain('jail has 27 -> /dev/null\n');
  expect(told).not.toMatch(/jail has \d+ -> \/\n/);
});

it('many run at once, each in its own', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => own.sh(`echo ${i} > /tmp/x; sleep 0.1; cat /tmp/x`)),
  );
  expect(answers.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, i) => i));
});

it('nothing is left open by a run', async () => {
  const open = () => openSync('/dev/null', 'r');
  await own.sh('true');
  const before = open();
  closeSync(before);
  for (let i = 0; i < 5; i++)
    await own.sh('true', { grants: [{ path: '.' }, { path: 'out/', writable: true }] });
  const after = open();
  closeSync(after);
  expect(after).toBeLessThanOrEqual(before + 1);
});

it('no file that it leaves runs as its owner', async () => {
  const bits = '0o6755, 0o4755, 0o2755';
  const script = `
import os, stat
os.makedirs('out', exist_ok=True)
def refused(make):
    try: make(); return False
    except PermissionError: return True
open('out/x', 'w').close()
for mode in (${bits}):
    print(refused(lambda: os.chmod('out/x', mode)), refused(lambda: os.fchmod(os.open('out/x', os.O_RDONLY), mode)))
    print(refused(lambda: os.open('out/made', os.O_CREAT | os.O_WRONLY, mode)), refused(lambda: os.mknod('out/node', 0o100000 | mode)))
os.chmod('out/x', 0o755)
print(oct(os.stat('out/x').st_mode))`;
  await mkdir(join(own.root, 'out'));
  const { stdout } = await own.run('python3', ['-c', script], { grants: [{ path: 'out/', writable: true }] });
  expect(stdout).toBe(`${'True True\n'.repeat(6)}0o100755\n`);
});
