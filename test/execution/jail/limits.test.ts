/** Programs that take more than they may, each with one that does not, and the next call works. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isKernel } from '../../../src/execution/jail/task-wall.ts';
import { JailError, type JailLimit, type JailRequest } from '../../../src/plugins/contract.ts';
import { until } from '../../support/plugin-folder.ts';
import { useJail } from './jailed.ts';

const MEBIBYTE = 1024 * 1024;
const own = useJail();

afterEach(async () => {
  expect((await own.sh('echo next')).stdout, 'the next call').toBe('next\n');
});

async function exceeds(
  limit: JailLimit,
  script: string,
  more: Partial<JailRequest> = {},
): Promise<JailError> {
  const error: unknown = await own.sh(script, more).then(
    (answer) => expect.fail(`it ended by itself: ${JSON.stringify(answer).slice(0, 500)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(JailError);
  expect(error).toMatchObject({ limit, code: limit === 'time' ? 'TIMED_OUT' : 'LIMIT_EXCEEDED' });
  return error as JailError;
}

/** Command lines of all processes of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}
const runs = (what: string) => commandLines().some((line) => line.includes(what) && !line.includes('bwrap'));

describe('memory', () => {
  const limits = { memoryBytes: 64 * MEBIBYTE };
  const hold = (mebibytes: number) =>
    `const held = Buffer.alloc(${mebibytes} * 1024 * 1024, 1); setTimeout(() => held, 60_000);`;

  it('of one process is bounded: it gets no more', async () => {
    const { stderr } = await own.node(hold(100), { limits });
    expect(stderr).toContain('Failed to allocate memory');
  });

  it('of several processes together is bounded', async () => {
    const script = `import { spawn } from 'node:child_process';
      for (let i = 0; i < 6; i++) spawn(process.execPath, ['-e', ${JSON.stringify(hold(40))}]);`;
    await expect(own.node(script, { limits })).rejects.toMatchObject({ limit: 'memory' });
  });

  it('that is refused to a program is its own failure', async () => {
    const { exitCode, stderr } = await own.run('python3', ['-c', 'bytearray(10**10)'], { limits });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('MemoryError')]);
  });

  it('within the limit is no matter, and is told', async () => {
    const script = `const hold = Buffer.alloc(${100 * MEBIBYTE}, 1); setTimeout(() => process.exit(hold[5] - 1), 150);`;
    const { exitCode, usage } = await own.node(script, { limits: { memoryBytes: 200 * MEBIBYTE } });
    expect(exitCode).toBe(0);
    expect(usage.peakMemoryBytes).toBeGreaterThan(100 * MEBIBYTE);
  });

  it('that no process is charged for cannot be had', async () => {
    const script = `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for name, call in {
    'memfd': lambda: libc.memfd_create(b'x', 0),
    'shm': lambda: libc.shmget(0, 1 << 20, 0o1600),
    'io_uring': lambda: libc.syscall(425, 1, 0),
    'keys': lambda: libc.syscall(250, 0, 0, 0),
    'priority': lambda: libc.setpriority(0, 1, 19),
    'namespace': lambda: libc.unshare(0x10000000),
    'mount': lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None),
    'fallocate': lambda: libc.fallocate(os.open('/tmp/x', os.O_CREAT | os.O_RDWR), 0, 0, 4096),
}.items():
    print(name, call(), ctypes.get_errno())
`;
    const { stdout } = await own.run('python3', ['-c', script]);
    expect(stdout.trim().split('\n')).toEqual(
      ['memfd', 'shm', 'io_uring', 'keys', 'priority', 'namespace', 'mount']
        .map((name) => `${name} -1 1`)
        .concat('fallocate -1 95'),
    );
  });
});

describe('processes', () => {
  it('are counted, however they come about', async () => {
    await exceeds('processes', 'for i in $(seq 100); do setsid sleep 70 & done; wait');
    expect(runs('sleep 70')).toBe(false);
  });

  it('that multiply by themselves are ended', () =>
    // Of nine generations: should nothing end it, the machine outlives it.
    exceeds(
      'processes',
      'bomb() { [ "$1" -gt 0 ] && { bomb $(($1 - 1)) | bomb $(($1 - 1)) & }; sleep 60; }; bomb 9; sleep 60',
    ));

  it('are bounded by the kernel, too, however fast they multiply', async (context) => {
    const isRoot = userInfo().uid === 0;
    context.skip(isRoot && !isKernel(6, 14), 'As root, it needs Linux 6.14.');
    const script = isRoot ? 'cat /proc/sys/kernel/pid_max' : 'grep -o "processes *[0-9]*" /proc/self/limits';
    const { stdout } = await own.sh(script, { limits: { processes: 10 } });
    expect(Number(/\d+/.exec(stdout)?.[0])).toBe(isRoot ? 300 + 8 + 160 : 160);
    expect(Number(readFileSync('/proc/sys/kernel/pid_max'))).toBeGreaterThan(1000);
  });

  it('as many as may be are no matter', async () => {
    const { stdout } = await own.sh('for i in $(seq 20); do sleep 0.05 & done; wait; echo done');
    expect(stdout).toBe('done\n');
  });
});

describe('output', () => {
  const limits = { outputBytes: MEBIBYTE };

  it.each(['cat /dev/zero', 'cat /dev/zero >&2', 'cat /dev/zero >&3'])('is bounded: %s', async (script) => {
    await exceeds('output', script, { limits });
  });

  it('of a whole gigabyte costs no more than the limit', async () => {
    const before = process.memoryUsage().rss;
    await exceeds('output', 'head -c 1G /dev/zero', { limits });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEBIBYTE);
  });

  it('within the limit comes whole', async () => {
    expect((await own.sh('head -c 1000000 /dev/zero', { limits })).stdout).toHaveLength(1_000_000);
  });
});

describe('disk', () => {
  const limits = { diskBytes: 4 * MEBIBYTE };

  it('in /tmp a program is told that there is no more', async () => {
    const { exitCode, stderr } = await own.sh(
      'for i in 1 2 3; do head -c 3M /dev/zero > /tmp/$i || exit 7; done',
      { limits },
    );
    expect([exitCode, stderr]).toEqual([7, expect.stringContaining('No space left')]);
  });

  it('one file is bounded', async () => {
    await mkdir(join(own.root, 'out'));
    const error = await exceeds('disk', 'exec head -c 1G /dev/zero > out/file', {
      limits,
      grants: [{ path: 'out', writable: true }],
    });
    expect(error.sideEffectsPossible).toBe(true);
  });

  it('files of the workspace are bounded together', async () => {
    const script = 'i=0; while :; do i=$((i+1)); head -c 1M /dev/zero > out/$i; done';
    await exceeds('disk', script, { limits, grants: [{ path: 'out/', writable: true }] });
  });

  it('many empty files are bounded', async () => {
    const script = `import os\nfor i in range(10**9): os.close(os.open('/tmp/%d' % i, os.O_CREAT))`;
    await expect(own.run('python3', ['-c', script])).rejects.toMatchObject({ limit: 'disk' });
  });

  it('nowhere else can anything be written', async () => {
    const { stdout } = await own.sh(
      'for f in / /usr /etc /dev /proc /run /workspace; do touch $f/x 2>/dev/null && echo $f; done',
    );
    expect(stdout).toBe('');
  });

  it('within the limit is no matter', async () => {
    const script = 'head -c 2M /dev/zero > /tmp/x; head -c 2M /dev/zero > out/x; ls -s --block-size=1M out/x';
    const { stdout } = await own.sh(script, { limits, grants: [{ path: 'out/', writable: true }] });
    expect(stdout).toBe('2 out/x\n');
  });
});

describe('time', () => {
  it('an endless loop is ended', async () => {
    const error = await exceeds('time', 'while :; do :; done', { limits: { timeoutMs: 200 } });
    expect(error).toMatchObject({ retryable: true, sideEffectsPossible: false });
  });

  it('a program that ends soon is not', async () => {
    expect((await own.sh('sleep 0.1; echo soon', { limits: { timeoutMs: 20_000 } })).stdout).toBe('soon\n');
  });

  it('an abort ends it before it is told', async () => {
    const signal = AbortSignal.timeout(100);
    await expect(own.sh('setsid sleep 71 & sleep 71', { signal })).rejects.toThrow('aborted');
    expect(runs('sleep 71')).toBe(false);
  });

  it('an abort gives it the time that it has to clean up, and no more', async () => {
    const abortedOn = (word: string, script: string, graceMs: number) => {
      const controller = new AbortController();
      const said: string[] = [];
      const onOutput = (bytes: Uint8Array) => {
        said.push(Buffer.from(bytes).toString());
        if (said.join('').includes(word)) controller.abort(new Error('no more'));
      };
      const grants = [{ path: '.', writable: true }];
      return expect(own.sh(script, { signal: controller.signal, graceMs, onOutput, grants })).rejects.toThrow(
        'no more',
      );
    };
    const cleaning = 'trap "touch clean; exit" TERM; echo ready; while :; do sleep 0.01; done';
    await abortedOn('ready', cleaning, 60_000);
    expect(readdirSync(own.root)).toContain('clean');
    await abortedOn('ready', 'trap "echo no" TERM; echo ready; while :; do sleep 0.075; done', 50);
    expect(runs('sleep 0.075')).toBe(false);
  });

  it('an abort at any moment of the start leaves nothing behind', async () => {
    for (let ms = 0; ms < 40; ms += 2) {
      const controller = new AbortController();
      const ended = own.sh('sleep 72', { signal: controller.signal });
      setTimeout(() => controller.abort(new Error('no more')), ms);
      await expect(ended).rejects.toThrow('no more');
      expect(runs('sleep 72')).toBe(false);
    }
  });

  it('a daemon that forked twice ends with the program', async () => {
    await own.sh(
      '(setsid sh -c "sleep 73 & exec sleep 73" >/dev/null 2>&1 &); until pgrep -f "sleep 73" >/dev/null; do :; done',
    );
    expect(runs('sleep 73')).toBe(false);
  });

  it('a daemon that holds the output open does not hold the call', async () => {
    expect((await own.sh('(setsid sleep 74 &); echo done')).stdout).toBe('done\n');
    await until(() => !runs('sleep 74'));
  });

  it('what it took is told', async () => {
    const { usage } = await own.sh('i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done');
    expect(usage.cpuTimeMs).toBeGreaterThan(20);
  });
});
